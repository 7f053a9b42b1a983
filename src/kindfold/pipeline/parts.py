"""The parts of one cluster."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.dp_mixture import DPMixture
from kindfold.errors import FitError, InputError
from kindfold.ops.prediction_strength import predicted_parts


def parts(X: NDArray[np.float32], into: object = "auto", *, seed: int = 0) -> NDArray[np.int64]:
    """Parts 0.. of the rows X (n, d) of a cluster, largest first, (n,).

    A mixture divides them. Into how many it does not say itself: of a few dozen rows it finds too many, so "auto" asks
    whether one half of them predicts how the other falls.

    Raises
    ------
    FitError : there are no two parts; InputError : `into` is no number from 2 to n
    """
    n = len(X)
    if into != "auto" and (not isinstance(into, int) or isinstance(into, bool) or not 2 <= into <= n):
        raise InputError(f'a cluster of {n:,} is split into 2 to {n:,} parts, or "auto"; not {into!r}')
    k = predicted_parts(X, seed=seed) if into == "auto" else into
    assert isinstance(k, int)
    labels = DPMixture(k, random_state=seed).fit(X).labels_ if k > 1 else np.zeros(n, np.int64)
    if labels.max() < 1:
        raise FitError("no parts can be told apart in this cluster; say into how many it shall be split")
    return labels
