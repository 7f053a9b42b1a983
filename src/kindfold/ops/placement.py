"""Where a row belongs and how surely: pure functions of its distances to the centres."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.ops.blocks import tiles

COINCIDE = 1e-6  # a row this near to a centre, relative to the length of both, lies on it


class Placement(NamedTuple):
    """Where n rows belong: labels (n,) int64, confidence (n,) float32 in [0, 1], outliers (n,) bool."""

    labels: NDArray[np.int64]
    confidence: NDArray[np.float32]
    outliers: NDArray[np.bool_]


def largest_first(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same clusters (n,), numbered 0..k-1 by size, largest first; equal sizes in the order of the old numbers."""
    _, labels, counts = np.unique(labels, return_inverse=True, return_counts=True)
    return (-counts).argsort(kind="stable").argsort()[labels]


def center_distances(X: NDArray[np.float32], centers: NDArray[np.float32]) -> NDArray[np.float64]:
    """Distance of every row to every centre, (n, k), by float64 products."""
    rows, C = X.astype(np.float64), centers.astype(np.float64)
    lengths = np.square(rows).sum(axis=1)[:, None] + np.square(C).sum(axis=1)  # (n, k)
    squares = lengths - 2 * rows @ C.T
    return np.sqrt(np.where(squares > COINCIDE**2 * lengths, squares, 0))


def own_and_other(
    X: NDArray[np.float32], centers: NDArray[np.float32], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distance of every row to its own centre and to the nearest other one (infinite if there is none), (n,) each."""
    own, other = np.empty(len(X)), np.empty(len(X))
    for tile in tiles(len(X), max(X.shape[1], len(centers))):
        distances = center_distances(X[tile], centers)
        mine = np.arange(len(distances)), labels[tile]
        own[tile] = distances[mine]
        distances[mine] = np.inf
        other[tile] = distances.min(axis=1)
    return own, other


def nearest_center(X: NDArray[np.float32], centers: NDArray[np.float32]) -> NDArray[np.int64]:
    """The centre of the largest membership of every row, (n,), the first where several are."""
    labels = np.empty(len(X), dtype=np.int64)
    for tile in tiles(len(X), max(X.shape[1], len(centers))):
        labels[tile] = memberships(center_distances(X[tile], centers)).argmax(axis=1)
    return labels


def memberships(distances: NDArray[np.float64]) -> NDArray[np.float32]:
    """Degrees of membership (n, k), in proportion to 1 / distance^2; rows sum to one.

    Those of fuzzy c-means with fuzzifier 2 (Bezdek, 1981), which need no scale. A row on a centre is wholly its own.
    """
    nearest = distances.min(axis=1, keepdims=True)
    weights = np.where(nearest > 0, np.square(nearest / np.where(distances > 0, distances, 1)), distances == 0)
    shares: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def margins(own: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float32]:
    """Confidence (n,) in [0, 1]: 1 - own / other, of the distances to the own and to the nearest other centre.

    The simplified silhouette (Hruschka et al., 2004), zero where the other centre is nearer; one if there is no other.
    """
    ratio = np.divide(own, other, out=(own > 0).astype(np.float64), where=other > 0)
    confidence: NDArray[np.float32] = (1 - ratio).clip(0, 1).astype(np.float32)
    return confidence


def fence(distances: NDArray[np.float64]) -> float:
    """The distance beyond which a row is an outlier: Tukey's outer fence, Q3 + 3 (Q3 - Q1)."""
    lower, upper = np.quantile(distances, [0.25, 0.75])
    return float(upper + 3 * (upper - lower))
