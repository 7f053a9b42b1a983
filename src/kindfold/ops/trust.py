"""How far a number of kinds can be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np

STABLE = 0.95  # agreement of halves on the chosen cut
CLOSE = 1.65  # largest over smallest of three readings


def trust(k: int, readings: dict[str, int], stability: float, *, given: bool) -> dict[str, Any]:
    """A calibrated statement: {"reliable", "stability", "plausible": [lo, hi], "sentence"}."""
    if given:
        sentence = f"{k} kinds were asked for; two halves of the pictures agree on them to {stability:.0%}."
        return {"reliable": None, "stability": stability, "plausible": [k, k], "sentence": sentence}
    low, high = min([k, *readings.values()]), max([k, *readings.values()])
    low, high = min(low, int(np.floor(k / 1.15))), max(high, int(np.ceil(k * 1.15)))
    low = max(low, 1)
    reliable = bool(readings) and stability >= STABLE and spread(readings) <= CLOSE
    if reliable:
        sentence = f"K is reliable: three ways to count agree, and so do two halves of the pictures ({stability:.0%})."
    else:
        sentence = f"K is approximate: anything from {low} to {high} kinds fits these pictures; see the levels."
    return {"reliable": reliable, "stability": stability, "plausible": [low, high], "sentence": sentence}


def spread(readings: dict[str, int]) -> float:
    """Largest over smallest reading."""
    return max(readings.values()) / max(min(readings.values()), 1)
