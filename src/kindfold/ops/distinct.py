"""The distinct ones of many rows, in an order of their own, without a second copy of the rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.ops.blocks import unit_rows
from kindfold.ops.parts import shared, spans

FIRST = 4  # numbers of a row by which nearly all rows are told apart


class Distinct(NamedTuple):
    """Where the u distinct rows are, in lexicographic order, (u,); and for every row its place among them, (n,)."""

    which: NDArray[np.int64]
    copy_of: NDArray[np.int64]


def distinct_directions(X: NDArray[np.float32]) -> Distinct:
    """Rows (n, d) that point in different directions, a row of zeros in none.

    Rows are ordered by their first few coordinates; only those that these leave equal are compared whole.
    """
    first = np.concatenate([_unit(X[span])[:, :FIRST] for span in spans(len(X))])  # (n, 4)
    order = np.lexsort(first.T[::-1])
    fresh = np.ones(len(X), dtype=bool)  # in that order: unlike the row before
    fresh[1:] = (first[order[1:]] != first[order[:-1]]).any(axis=1)
    starts = np.flatnonzero(fresh)
    for start, stop in zip(starts, [*starts[1:], len(X)], strict=True):
        if stop - start > 1:
            rows = order[start:stop]
            _, same = np.unique(_unit(X[rows]), axis=0, return_inverse=True)
            sort = np.argsort(same.reshape(-1), kind="stable")
            order[start:stop], same = rows[sort], same.reshape(-1)[sort]
            fresh[start + 1 : stop] = same[1:] != same[:-1]
    copy_of = np.empty(len(X), dtype=np.int64)
    copy_of[order] = np.cumsum(fresh) - 1
    return Distinct(order[fresh], copy_of)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return unit_rows(shared(np.ascontiguousarray(rows))).numpy()
