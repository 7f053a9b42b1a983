"""Tempering: probabilities that are no surer, on the mean, than something that was measured."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

COLDEST = 1e-3
HALVINGS = 20


def temper(confidence: Callable[[float], float], target: float) -> float:
    """The power t in [0.001, 1] at which a mean confidence that grows with t meets its target, by bisection of ln t.

    The end of that range where no power meets it.
    """
    low, high = np.log(COLDEST), 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if confidence(float(np.exp(middle))) < target:
            low = middle
        else:
            high = middle
    return float(np.exp(high))
