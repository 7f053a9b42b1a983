"""A colour for every cluster that stays with it through corrections."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kindfold.reporting.colours import palette

MANY = 400  # colours that differ


class Tints:
    """Colours by number: many clusters that come together get theirs by place, a few the first that are free."""

    def __init__(self) -> None:
        self._of: dict[int, str] = {}
        self._lock = threading.Lock()

    def of(self, numbers: Sequence[int], centres: Callable[[Sequence[int]], NDArray[np.float64]]) -> dict[int, str]:
        """The colour of each of some clusters; `centres` tells where new ones are, (k, 2) in [0, 1]."""
        with self._lock:
            new = sorted(set(numbers) - self._of.keys())
            if len(new) > len(numbers) / 2:
                self._of |= dict(zip(new, palette(centres(new)), strict=True))
            elif new:
                used = {self._of[c] for c in numbers if c in self._of}
                free = [colour for colour in palette(np.zeros((MANY, 2))) if colour not in used]
                self._of |= {c: free[i % len(free)] for i, c in enumerate(new)}
            return {c: self._of[c] for c in numbers}
