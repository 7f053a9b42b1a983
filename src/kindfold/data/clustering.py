"""The noun `Clustering`: which picture went to which kind, how surely, and what the kinds are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.errors import InputError


class Name(NamedTuple):
    """A noun for a cluster, with the runners-up and their scores, best first."""

    noun: str
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Clustering:
    """A partition of n pictures into k clusters.

    Attributes
    ----------
    labels : (n,) int64, 0..k-1, clusters numbered by size, largest first
    proba : (n, k) float32, rows sum to one, or None
    confidence : (n,) float32 in [0, 1]
    outliers : (n,) bool, fits none of the clusters well; every picture has a label all the same
    names : one `Name` per cluster, or None
    method : name in `METHODS`
    parameters : the settings of the estimator
    history : what the fit recorded, JSON-ready
    levels : other granularities, each {"n_clusters", "stability", "labels", ...}
    """

    labels: NDArray[np.int64]
    confidence: NDArray[np.float32]
    outliers: NDArray[np.bool_]
    proba: NDArray[np.float32] | None = None
    names: tuple[Name, ...] | None = None
    method: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    history: Mapping[str, Any] = field(default_factory=dict)
    levels: tuple[Mapping[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if self.names is not None and len(self.names) != self.n_clusters:
            raise InputError(f"{len(self.names)} names do not fit {self.n_clusters} clusters")

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def n_clusters(self) -> int:
        return int(self.labels.max()) + 1 if len(self.labels) else 0

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Pictures per cluster, (k,)."""
        return np.bincount(self.labels, minlength=self.n_clusters)

    def name_of(self, cluster: int) -> str:
        """The noun of a cluster, or "cluster 7" while it has none."""
        return self.names[cluster].noun if self.names else f"cluster {cluster}"
