"""How far a number of kinds can be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np

STABLE = 0.95  # agreement of halves on the chosen cut
CLOSE = 1.65  # largest over smallest of three readings
MARGIN = 1.15  # what a reliable number may be off by


def trust(k: int, readings: dict[str, int], stability: float, *, given: bool) -> dict[str, Any]:
    """A calibrated statement: {"reliable", "stability", "plausible": [lo, hi], "sentence"}."""
    if given:
        sentence = f"{k} kinds were asked for; two halves of the pictures agree on them to {stability:.0%}."
        return {"reliable": None, "stability": stability, "plausible": [k, k], "sentence": sentence}
    counts = sorted([*readings.values()]) or [k]
    low = max(min(counts[0], k, int(np.floor(k / MARGIN))), 1)
    high = max(counts[-1], k, int(np.ceil(k * MARGIN)))
    read = len(readings) > 0 and k > 1 and counts[0] <= k <= counts[-1]
    reliable = read and stability >= STABLE and counts[-1] <= CLOSE * counts[0]
    if reliable:
        sentence = f"K is reliable: three ways to count agree, and so do two halves of the pictures ({stability:.0%})."
    else:
        sentence = f"K is approximate: anything from {low} to {high} kinds fits these pictures; see the levels."
    return {"reliable": reliable, "stability": stability, "plausible": [low, high], "sentence": sentence}
