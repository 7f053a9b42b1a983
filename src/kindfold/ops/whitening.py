"""Linear views of the rows in which kinds are round: principal axes, unit length, within-cluster whitening."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.ops.mixtures import Array
from kindfold.ops.parallel import in_tiles
from kindfold.ops.parts import Matrix, Part, Parts, count, cut, parts_of, total

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


class Linear(NamedTuple):
    """Rows -> rows times a matrix."""

    matrix: Array  # (q, q')

    def __call__(self, X: Array) -> Array:
        """Rows (n, q), (n, q')."""
        return np.concatenate(in_tiles(lambda rows: X[rows] @ self.matrix, len(X), size=TILE))


def principal(X: Matrix | Parts, q: int) -> Reduction:
    """The reduction to the q leading principal axes of rows X (n, d); total variance one when lengths are kept."""
    return leading(*moments(X), q)


def moments(X: Matrix | Parts) -> tuple[Array, Array]:
    """Mean (d,) and covariance (d, d) of rows, from two passes over them."""
    rows = parts_of(X)
    mean = total(rows.each(_sums)) / count(rows)
    return mean, total(rows.each(_scatter, mean)) / count(rows)


def leading(mean: Array, covariance: Array, q: int) -> Reduction:
    """The reduction to the q leading axes of rows with that mean (d,) and covariance (d, d)."""
    q = min(q, len(mean))
    values, vectors = np.linalg.eigh(covariance)
    basis = vectors[:, ::-1][:, :q]
    basis = basis * np.where(basis[np.abs(basis).argmax(axis=0), np.arange(q)] < 0, -1.0, 1.0)  # fix the signs
    spread = np.sqrt(values.sum()) if values.sum() > 0 else 1.0
    return Reduction(mean, basis if q >= UNIT_FROM else basis / spread)


def unit(X: Array) -> Array:
    """Rows scaled to length one; a zero row stays zero."""
    out: Array = X / np.maximum(np.linalg.norm(X, axis=1, keepdims=True), 1e-12)
    return out


def within_covariance(X: Matrix | Parts, labels: NDArray[np.int64], *, shrink: float) -> Array:
    """Pooled covariance about the cluster means with n - k degrees of freedom, shrunk towards its mean diagonal.

    A millionth of the total variance is added, so that copies of a row do not make it singular.
    """
    rows, size = parts_of(X), np.bincount(labels)
    own = cut(labels, rows.sizes)
    mean = total(rows.each(_label_sums, len(size), own=own)) / np.maximum(size, 1)[:, None]
    W = scatter(rows, mean, labels) / max(len(labels) - len(size), 1)
    floor = 1e-6 * variances(rows).mean() + np.finfo(float).tiny
    out: Array = (1 - shrink) * W + (shrink * np.trace(W) / rows.width + floor) * np.eye(rows.width)
    return out


def variances(X: Matrix | Parts) -> Array:
    """Variance of every column of rows (n, d), (d,)."""
    rows = parts_of(X)
    mean = total(rows.each(_column_sums)) / count(rows)
    out: Array = total(rows.each(_column_squares, mean)) / count(rows)
    return out


def scatter(X: Matrix | Parts, centers: Array, labels: NDArray[np.int64]) -> Array:
    """Sum of outer products of rows (n, d) about the centres (k, d) of their labels (n,), (d, d)."""
    rows = parts_of(X)
    return total(rows.each(_scatter_within, centers, own=cut(labels, rows.sizes)))


def whitener(covariance: Array) -> Array:
    """Symmetric inverse square root of a covariance, (d, d)."""
    values, vectors = np.linalg.eigh(covariance)
    whitening: Array = (vectors / np.sqrt(np.maximum(values, values.max() * 1e-9))) @ vectors.T
    return whitening


def _sums(part: Part) -> Array:
    X = part.rows
    return sum(in_tiles(lambda rows: X[rows].sum(axis=0, dtype=np.float64), len(X), size=TILE), np.zeros(X.shape[1]))


def _scatter(part: Part, mean: Array) -> Array:
    return _scatter_within(part, np.zeros(len(part.rows), dtype=np.int64), mean)


def _scatter_within(part: Part, labels: NDArray[np.int64], centers: Array) -> Array:
    """Sum of outer products about the centres, (d, d)."""
    X, centers = part.rows, np.atleast_2d(centers)

    def tile(rows: slice) -> Array:
        block = X[rows] - centers[labels[rows]]
        product: Array = block.T @ block
        return product

    return sum(in_tiles(tile, len(X), size=TILE), np.zeros((X.shape[1], X.shape[1])))


def _label_sums(part: Part, labels: NDArray[np.int64], k: int) -> Array:
    """Sum of the rows that bear each label, (k, d)."""
    sums = np.zeros((k, part.rows.shape[1]))
    np.add.at(sums, labels, part.rows)
    return sums


def _column_sums(part: Part) -> Array:
    out: Array = part.rows.sum(axis=0, dtype=np.float64)
    return out


def _column_squares(part: Part, mean: Array) -> Array:
    apart = part.rows - mean
    out: Array = np.square(apart, out=apart).sum(axis=0)
    return out
