"""Rows that are not copies of one another, without copying any."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.ops.blocks import tiles

LEADING = 3  # columns that settle the order of most rows


class Distinct(NamedTuple):
    """A row of each kind (m,), in lexicographic order, and of which of these every row is a copy (n,)."""

    rows: NDArray[np.int64]
    copy_of: NDArray[np.int64]


def distinct(X: NDArray[np.float32]) -> Distinct:
    """Which rows of X (n, d) differ, whatever their order; memory is O(n), and that of rows that begin alike."""
    order = np.lexsort(X[:, :LEADING].T[::-1])
    same = _like_the_one_before(X[:, :LEADING], order)
    tied = same | np.append(same[1:], False)  # in the order; its ties fill the same places among themselves
    some = order[tied]
    order[tied] = some[_whole_order(X[some])]
    first = ~_like_the_one_before(X, order)
    copy_of = np.empty(len(X), dtype=np.int64)
    copy_of[order] = first.cumsum() - 1
    return Distinct(order[first], copy_of)


def _like_the_one_before(X: NDArray[np.float32], order: NDArray[np.int64]) -> NDArray[np.bool_]:
    same = np.zeros(len(order), dtype=bool)
    for tile in tiles(len(order) - 1, X.shape[1]):
        one, other = order[tile], order[tile.start + 1 : tile.stop + 1]
        same[tile.start + 1 : tile.stop + 1] = (X[one] == X[other]).all(axis=1)
    return same


def _whole_order(X: NDArray[np.float32]) -> NDArray[np.int64]:
    """The lexicographic order of rows, copies in theirs."""
    _, place = np.unique(X, axis=0, return_inverse=True)
    return place.reshape(-1).argsort(kind="stable")
