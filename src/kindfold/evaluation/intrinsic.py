"""Scores of a clustering from the features alone, for when nobody knows the classes.

All of them use the cosine, which is linear: the mean distance from a row to a cluster is one minus its product with the
cluster's mean row. So even the silhouette is exact with n x k products; no n x n matrix and no sample is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kindfold.data.clustering import Clustering
from kindfold.errors import InputError

BLOCK = 8192  # rows at a time


class Sums(NamedTuple):
    """The features, their clusters 0..k-1, and what the unit rows of a cluster add up to."""

    vectors: NDArray[Any]  # (n, d) as given
    labels: NDArray[np.int64]  # (n,)
    sizes: NDArray[np.int64]  # (k,)
    totals: NDArray[np.float64]  # (k, d)


def intrinsic(vectors: ArrayLike, labels: Clustering | ArrayLike) -> dict[str, float]:
    """Score a clustering by its features, (n, d): silhouette, margin and cohesion (means over the rows)."""
    sums = _sums(vectors, labels)
    return {
        "silhouette": float(_silhouette(sums).mean()),
        "margin": float(_margin(sums).mean()),
        "cohesion": float(np.average(_cohesion(sums), weights=sums.sizes)),
    }


def silhouette(vectors: ArrayLike, labels: Clustering | ArrayLike) -> NDArray[np.float64]:
    """Silhouette of every row under the cosine distance (Rousseeuw, 1987), (n,) in [-1, 1].

    Zero for the only member of a cluster, and for every row when there is one cluster.
    """
    return _silhouette(_sums(vectors, labels))


def margin(vectors: ArrayLike, labels: Clustering | ArrayLike) -> NDArray[np.float64]:
    """Cosine of every row to the mean of its cluster less the best cosine to another's, (n,); with one cluster 0."""
    return _margin(_sums(vectors, labels))


def cohesion(vectors: ArrayLike, labels: Clustering | ArrayLike) -> NDArray[np.float64]:
    """Mean cosine of a cluster's rows to their mean, (k,) in the sorted order of the labels."""
    return _cohesion(_sums(vectors, labels))


def _silhouette(sums: Sums) -> NDArray[np.float64]:
    sizes, scores = sums.sizes, np.zeros(len(sums.vectors))
    if len(sizes) == 1:
        return scores
    for block, rows in _blocks(sums.vectors):
        own = (np.arange(len(rows)), sums.labels[block])
        products = rows @ sums.totals.T  # (b, k)
        inner = products[own] - np.einsum("bd,bd->b", rows, rows)
        a = 1 - inner / np.maximum(sizes[own[1]] - 1, 1)  # mean distance to the other members
        others = 1 - products / sizes
        others[own] = np.inf
        b = others.min(axis=1)
        widest = np.maximum(a, b)
        scores[block] = np.divide(b - a, widest, out=np.zeros_like(a), where=widest > 0)
    return np.where(sizes[sums.labels] == 1, 0.0, scores)


def _margin(sums: Sums) -> NDArray[np.float64]:
    means, scores = _unit(sums.totals), np.zeros(len(sums.vectors))
    if len(means) == 1:
        return scores
    for block, rows in _blocks(sums.vectors):
        cosines = rows @ means.T  # (b, k)
        own = (np.arange(len(rows)), sums.labels[block])
        near = cosines[own]
        cosines[own] = -np.inf
        scores[block] = near - cosines.max(axis=1)
    return scores


def _cohesion(sums: Sums) -> NDArray[np.float64]:
    """For unit rows the mean cosine to the mean direction is the length of the mean."""
    lengths: NDArray[np.float64] = np.linalg.norm(sums.totals, axis=1) / sums.sizes
    return lengths


def _sums(vectors: ArrayLike, labels: Clustering | ArrayLike) -> Sums:
    from scipy.sparse import csr_array

    features = np.asarray(vectors)
    found = labels.labels if isinstance(labels, Clustering) else np.asarray(labels)
    if features.ndim != 2 or found.shape != features.shape[:1] or not len(features):
        raise InputError(f"labels of shape {found.shape} do not fit vectors of shape {features.shape}")
    _, own, sizes = np.unique(found, return_inverse=True, return_counts=True)
    totals = np.zeros((len(sizes), features.shape[1]))
    for block, rows in _blocks(features):
        b = len(rows)
        members = csr_array((np.ones(b), (own[block], np.arange(b))), shape=(len(sizes), b))  # (k, b)
        totals += np.asarray(members @ rows)
    return Sums(features, own, sizes, totals)


def _blocks(vectors: NDArray[Any]) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Unit rows in float64, some at a time."""
    for start in range(0, len(vectors), BLOCK):
        block = slice(start, start + BLOCK)
        yield block, _unit(vectors[block].astype(np.float64))


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of length one; a row of zeros stays, at distance one from everything."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: NDArray[np.float64] = rows / np.where(lengths > 0, lengths, 1)
    return unit
