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
    labels : (n,) int64; a fit numbers its clusters 0..k-1, largest first. A correction by hand never renumbers: a
        merge leaves a gap, a split or a new cluster takes the next number
    proba : (n, k) float32, rows sum to one, or None
    confidence : (n,) float32 in [0, 1]
    outliers : (n,) bool, fits none of the clusters well; every picture has a label all the same
    names : one `Name` per number, gaps included, or None
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
        if self.names is not None and len(self.names) != len(self.sizes):
            raise InputError(f"{len(self.names)} names do not fit {len(self.sizes)} clusters")

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def n_clusters(self) -> int:
        return int(np.count_nonzero(self.sizes))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the clusters, largest cluster first."""
        sizes = self.sizes
        return tuple(int(c) for c in np.argsort(-sizes, kind="stable")[: self.n_clusters])

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Pictures per number, up to the highest; 0 in a gap."""
        return np.bincount(self.labels) if len(self.labels) else np.zeros(0, np.int64)

    def name_of(self, cluster: int) -> str:
        """The noun of a cluster, or "cluster 7" while it has none."""
        return self.names[cluster].noun if self.names else f"cluster {cluster}"
