"""The parts of one cluster."""

from __future__ import annotations

import warnings
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.dp_mixture import DPMixture, SearchBound
from kindfold.errors import FitError, InputError
from kindfold.ops.prediction_strength import halvings, mean_strength, predicted_parts

HALF = 0.5  # prediction strength from which the mixture's own number is believed


def parts(X: NDArray[np.float32], into: object = "auto", *, seed: int = 0) -> NDArray[np.int64]:
    """Parts 0.. of the rows X (n, d) of a cluster, largest first, (n,).

    A mixture divides them. Into how many it does not say alone: of a few dozen rows it finds too many, so "auto" asks
    whether one half of them predicts how the other falls. Where halves are sure of no number, the mixture's own is
    taken if they agree on it by half: two weak signs that say the same.

    Raises
    ------
    FitError : there are no two parts; InputError : `into` is no number from 2 to n
    """
    n = len(X)
    if into != "auto" and (not isinstance(into, int) or isinstance(into, bool) or not 2 <= into <= n):
        raise InputError(f'a cluster of {n:,} is split into 2 to {n:,} parts, or "auto"; not {into!r}')
    labels = counted(X, seed=seed) if not isinstance(into, int) else _divided(X, into, seed)
    if labels.max() < 1:
        raise FitError("no parts can be told apart in this cluster; say into how many it shall be split")
    return labels


def counted(X: NDArray[np.float32], *, seed: int) -> NDArray[np.int64]:
    """Parts of rows X (n, d), as many as halves of them predict; all alike where they predict none."""
    if (k := predicted_parts(X, seed=seed)) > 1:
        return _divided(X, k, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SearchBound)  # such a number is not believed anyway
        labels = _divided(X, "auto", seed)
    n_parts = int(labels.max()) + 1
    believed = n_parts > 1 and mean_strength(halvings(X, seed=seed), n_parts, seed=seed) >= HALF
    return labels if believed else np.zeros(len(X), np.int64)


def _divided(X: NDArray[np.float32], k: int | Literal["auto"], seed: int) -> NDArray[np.int64]:
    labels: NDArray[np.int64] = DPMixture(k, random_state=seed).fit(X).labels_
    return labels
