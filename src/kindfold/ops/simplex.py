"""The point of the probability simplex that lies nearest to a given one.

Exactly, by sorting: Held, Wolfe & Crowder, "Validation of subgradient optimization" (1974).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def project(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The p with p >= 0 and sum p = 1 that minimises |p - x|, (b,)."""
    ordered = np.sort(x)[::-1]
    excess = (ordered.cumsum() - 1) / np.arange(1, len(x) + 1)  # what to take off, if so many entries stay
    stay = np.flatnonzero(ordered > excess)[-1]
    nearest: NDArray[np.float64] = np.maximum(x - excess[stay], 0)
    return nearest
