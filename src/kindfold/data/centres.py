"""The middle of a cluster: how near its members are to their mean, and which of them are nearest."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

N_EXEMPLARS = 8


class Centre(NamedTuple):
    """How near the members of a cluster are to their mean, and the most central ones."""

    cohesion: float
    exemplars: tuple[int, ...]


def centres(vectors: NDArray[np.float32], labels: NDArray[np.int64], duplicate_of: NDArray[np.int64]) -> dict[str, Any]:
    """Cohesion and the most central members of every cluster; repeats of a picture are not shown twice."""
    found = [centre(vectors, rows, duplicate_of >= 0) for rows in members(labels)]
    return {
        "cohesion": np.array([one.cohesion for one in found], np.float32),
        "exemplars": tuple(one.exemplars for one in found),
    }


def centre(vectors: NDArray[np.float32], rows: NDArray[np.int64], hidden: NDArray[np.bool_]) -> Centre:
    """Of the members of one cluster; `hidden` (n,) are shown only where there are no others."""
    mean = vectors[rows].mean(axis=0, dtype=np.float64)
    order = rows[np.argsort(-vectors[rows] @ mean, kind="stable")]
    shown = order[~hidden[order]]
    return Centre(float(np.linalg.norm(mean)), tuple((shown if len(shown) else order)[:N_EXEMPLARS].tolist()))


def members(labels: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The rows of every number up to the highest, in order."""
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.cumsum(np.bincount(labels))[:-1])
