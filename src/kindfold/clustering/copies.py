"""Clustering in which copies of a row count once, for methods that copies would mislead."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.checks import warn_fewer
from kindfold.ops.placement import largest_first


def without_copies(
    rows: NDArray[np.float32], k: int, cut: Callable[[NDArray[np.float32]], NDArray[np.int64]]
) -> NDArray[np.int64]:
    """Labels (n,), largest cluster first, of a cut of the distinct rows (m, d) into k; a copy goes with its like.

    The distinct rows come in lexicographic order. Where there are no more than k, each is a cluster of its own.
    """
    few, copy_of = np.unique(rows, axis=0, return_inverse=True)
    if k > len(few):
        warn_fewer(k, len(few), stacklevel=4)
    labels = np.arange(len(few)) if k >= len(few) else cut(few)
    return largest_first(labels[copy_of.reshape(-1)])
