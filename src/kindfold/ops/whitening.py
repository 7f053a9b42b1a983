"""Linear views of the rows in which kinds are round: principal axes, unit length, within-cluster whitening."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.ops.mixtures import Array

TILE = 8192  # rows at a time, so that memory does not grow with n
UNIT_FROM = 8  # in fewer dimensions length is position, not quality, and must be kept


class Reduction(NamedTuple):
    """Rows -> principal coordinates, scaled to unit length when there are at least `UNIT_FROM` of them."""

    mean: Array  # (d,)
    basis: Array  # (d, q)

    def __call__(self, X: NDArray[np.floating]) -> Array:
        Z = np.empty((len(X), self.basis.shape[1]))
        for start in range(0, len(X), TILE):
            Z[start : start + TILE] = (X[start : start + TILE] - self.mean) @ self.basis
        return unit(Z) if Z.shape[1] >= UNIT_FROM else Z


def principal(X: NDArray[np.floating], q: int) -> Reduction:
    """The reduction to the q leading principal axes of rows X (n, d); in low dimension also to unit variance overall."""
    n, d = X.shape
    mean = sum((X[i : i + TILE].sum(axis=0, dtype=np.float64) for i in range(0, n, TILE)), np.zeros(d)) / n
    covariance = np.zeros((d, d))
    for start in range(0, n, TILE):
        block = X[start : start + TILE] - mean
        covariance += block.T @ block
    values, vectors = np.linalg.eigh(covariance / n)
    kept = vectors[:, ::-1][:, : min(q, d)]
    kept = kept * np.where(kept[np.abs(kept).argmax(axis=0), np.arange(kept.shape[1])] < 0, -1.0, 1.0)  # fix the signs
    spread = np.sqrt(max(values.sum(), np.finfo(float).tiny))
    return Reduction(mean, kept if min(q, d) >= UNIT_FROM else kept / spread)


def unit(X: Array) -> Array:
    """Rows scaled to length one; a zero row stays zero."""
    return X / np.maximum(np.linalg.norm(X, axis=1, keepdims=True), 1e-12)


def within_covariance(X: Array, labels: NDArray[np.int64], *, shrink: float) -> Array:
    """Pooled covariance about the cluster means with n - k degrees of freedom, shrunk towards its mean diagonal."""
    n, d = X.shape
    k = int(labels.max()) + 1
    mean = np.zeros((k, d))
    np.add.at(mean, labels, X)
    mean /= np.bincount(labels, minlength=k)[:, None]
    covariance = np.zeros((d, d))
    for start in range(0, n, TILE):
        block = X[start : start + TILE] - mean[labels[start : start + TILE]]
        covariance += block.T @ block
    covariance /= max(n - k, 1)
    return (1 - shrink) * covariance + (shrink * np.trace(covariance) / d + np.finfo(float).tiny) * np.eye(d)


def whitener(covariance: Array) -> Array:
    """Symmetric inverse square root of a covariance, (d, d)."""
    values, vectors = np.linalg.eigh(covariance)
    values = np.maximum(values, values.max() * 1e-9)
    whitening: Array = (vectors / np.sqrt(values)) @ vectors.T
    return whitening
