"""Placing new rows by their nearest known rows: the out-of-sample rule of methods that learn no model."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.ops.placement import Placement, fence, margins, own_and_other

N_NEIGHBOURS = 10


class Known(NamedTuple):
    """Rows whose cluster is known.

    rows (n, d) float32, labels (n,) int64 in 0..k-1, odd (n,) uint8 marks of outliers, centers (k, d) float32, and
    reach (1,) float64, the distance to the nearest known row beyond which a new one is an outlier.
    """

    rows: NDArray[np.float32]
    labels: NDArray[np.int64]
    odd: NDArray[np.uint8]
    centers: NDArray[np.float32]
    reach: NDArray[np.float64]


def remember(rows: NDArray[np.float32], labels: NDArray[np.int64], odd: NDArray[np.bool_] | None = None) -> Known:
    """Make rows (n, d) with labels 0..k-1 the known ones.

    Odd are by default those beyond the outer fence of the distances to the own centre, the mean of the cluster's rows.
    """
    k = int(labels.max()) + 1
    centers = np.stack([rows[labels == c].mean(axis=0, dtype=np.float64) for c in range(k)]).astype(np.float32)
    if odd is None:
        own = own_and_other(rows, centers, labels)[0]
        odd = own > fence(own)
    apart = nearest_known(rows, rows, 2)[0][:, -1]  # (n,), from every row to its nearest fellow
    return Known(rows, labels, odd.astype(np.uint8), centers, np.array([fence(apart)]))


def recall(known: Known) -> Placement:
    """Where the known rows themselves belong."""
    confidence = margins(*own_and_other(known.rows, known.centers, known.labels))
    return Placement(known.labels, confidence, known.odd > 0)


def place(X: NDArray[np.float32], known: Known) -> Placement:
    """Where new rows belong: by vote; an outlier has an odd nearest row, or one out of reach."""
    labels = votes(X, known.rows, known.labels).argmax(axis=1)
    confidence = margins(*own_and_other(X, known.centers, labels))
    distances, found = nearest_known(X, known.rows, 1)
    return Placement(labels, confidence, (known.odd[found[:, 0]] > 0) | (distances[:, 0] > known.reach))


def votes(X: NDArray[np.float32], rows: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Share of each cluster among the 10 nearest known rows, weighted by 1 / distance (Dudani, 1976), (n, k).

    A row that is known itself has all the weight.
    """
    distances, found = nearest_known(X, rows, N_NEIGHBOURS)  # (n, e)
    closest = distances[:, :1]
    weights = np.where(closest > 0, closest / np.where(distances > 0, distances, 1), distances == 0)
    shares = np.zeros((len(X), int(labels.max()) + 1))
    np.add.at(shares, (np.arange(len(X))[:, None], labels[found]), weights)
    proba: NDArray[np.float32] = (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)
    return proba


def nearest_known(
    X: NDArray[np.float32], rows: NDArray[np.float32], n_neighbors: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distances and indices (n, e) of the nearest known rows, nearest first; an identical row is at distance zero."""
    from sklearn.neighbors import NearestNeighbors

    index = NearestNeighbors(n_neighbors=min(n_neighbors, len(rows)), algorithm="brute").fit(rows)
    found = index.kneighbors(X, return_distance=False).T  # (e, n)
    distances = np.stack([np.linalg.norm(X.astype(np.float64) - rows[which], axis=1) for which in found])
    order = distances.argsort(axis=0, kind="stable")
    return np.take_along_axis(distances, order, axis=0).T, np.take_along_axis(found, order, axis=0).T
