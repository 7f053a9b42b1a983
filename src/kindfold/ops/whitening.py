"""Linear views of the rows in which kinds are round: principal axes, unit length, within-cluster whitening."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.ops.mixtures import Array
from kindfold.ops.parallel import in_tiles

TILE = 4096  # rows at a time, so that memory does not grow with n
UNIT_FROM = 8  # in fewer dimensions length is position, not quality, and must be kept


class Reduction(NamedTuple):
    """Rows -> principal coordinates, scaled to unit length when there are at least `UNIT_FROM` of them."""

    mean: Array  # (d,)
    basis: Array  # (d, q)

    def __call__(self, X: NDArray[np.floating]) -> Array:
        """Coordinates of rows (n, d), (n, q)."""
        Z = np.empty((len(X), self.basis.shape[1]))

        def project(rows: slice) -> None:
            Z[rows] = (X[rows] - self.mean) @ self.basis

        in_tiles(project, len(X), size=TILE)
        return unit(Z) if Z.shape[1] >= UNIT_FROM else Z


def principal(X: NDArray[np.floating], q: int) -> Reduction:
    """The reduction to the q leading principal axes of rows X (n, d); total variance one when lengths are kept."""
    n, d = X.shape
    q = min(q, d)
    mean = sum(in_tiles(lambda rows: X[rows].sum(axis=0, dtype=np.float64), n, size=TILE), np.zeros(d)) / n
    values, vectors = np.linalg.eigh(scatter(X, mean, np.zeros(n, dtype=np.int64)) / n)
    basis = vectors[:, ::-1][:, :q]
    basis = basis * np.where(basis[np.abs(basis).argmax(axis=0), np.arange(q)] < 0, -1.0, 1.0)  # fix the signs
    spread = np.sqrt(values.sum()) if values.sum() > 0 else 1.0
    return Reduction(mean, basis if q >= UNIT_FROM else basis / spread)


def unit(X: Array) -> Array:
    """Rows scaled to length one; a zero row stays zero."""
    out: Array = X / np.maximum(np.linalg.norm(X, axis=1, keepdims=True), 1e-12)
    return out


def within_covariance(X: Array, labels: NDArray[np.int64], *, shrink: float) -> Array:
    """Pooled covariance about the cluster means with n - k degrees of freedom, shrunk towards its mean diagonal.

    A millionth of the total variance is added, so that copies of a row do not make it singular.
    """
    n, d = X.shape
    count = np.bincount(labels)
    mean = np.zeros((len(count), d))
    np.add.at(mean, labels, X)
    W = scatter(X, mean / np.maximum(count, 1)[:, None], labels) / max(n - len(count), 1)
    floor = 1e-6 * X.var(axis=0).mean() + np.finfo(float).tiny
    out: Array = (1 - shrink) * W + (shrink * np.trace(W) / d + floor) * np.eye(d)
    return out


def whitener(covariance: Array) -> Array:
    """Symmetric inverse square root of a covariance, (d, d)."""
    values, vectors = np.linalg.eigh(covariance)
    whitening: Array = (vectors / np.sqrt(np.maximum(values, values.max() * 1e-9))) @ vectors.T
    return whitening


def scatter(X: NDArray[np.floating], centers: Array, labels: NDArray[np.int64]) -> Array:
    """Sum of outer products of rows (n, d) about the centres (k, d) of their labels (n,), (d, d)."""
    centers = np.atleast_2d(centers)

    def part(rows: slice) -> Array:
        block = X[rows] - centers[labels[rows]]
        product: Array = block.T @ block
        return product

    return sum(in_tiles(part, len(X), size=TILE), np.zeros((X.shape[1], X.shape[1])))
