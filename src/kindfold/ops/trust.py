"""How far a number of kinds can be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np

STABLE = 0.95  # agreement of halves on the chosen cut
CLOSE = 1.65  # largest over smallest of three readings
FEW = 3  # kinds, below which a range says nothing
MARGIN = 1.15  # what a reliable number may be off by


def trust(k: int, readings: dict[str, int], stability: float, *, given: bool, bounded: bool = False) -> dict[str, Any]:
    """A calibrated statement: {"reliable", "stability", "plausible": [lo, hi], "sentence"}.

    `bounded`: the number met a bound of the search, and says nothing about what lies beyond it.
    """
    if given:
        sentence = f"The number was given; two halves of the pictures agree on the kinds to {stability:.0%}."
        return {"reliable": None, "stability": stability, "plausible": [k, k], "sentence": sentence}
    counts = sorted([*readings.values()]) or [k]
    low = max(min(counts[0], k, int(np.floor(k / MARGIN))), 1)
    high = max(counts[-1], k, int(np.ceil(k * MARGIN)))
    read = len(readings) > 0 and k > 1 and counts[0] <= k <= counts[-1]
    reliable = read and not bounded and stability >= STABLE and counts[-1] <= CLOSE * counts[0]
    if bounded:
        sentence = "The number of kinds met a bound of the search; without it, it might be another."
    elif reliable:
        found = f"{counts[0]}" if counts[0] == counts[-1] else f"{counts[0]} to {counts[-1]}"
        sentence = (
            f"The number is reliable: halves agree to {stability:.0%}, and three ways to count lie close ({found})."
        )
    elif high < FEW:
        low = high = k
        sentence = "Too few pictures, or too alike, to count kinds."
    else:
        sentence = f"The number is approximate: anything from {low} to {high} kinds fits; the levels show what else."
    return {"reliable": reliable, "stability": stability, "plausible": [low, high], "sentence": sentence}


def trust_in_views(agreement: float) -> dict[str, Any]:
    """The statement about a number that was given to a method that learns from views."""
    sentence = f"The number was given; two views of a picture fall into the same kind {agreement:.0%} of the time."
    return {"reliable": None, "sentence": sentence}


def trust_in_words(agreement: float) -> dict[str, Any]:
    """The statement about a number that was given to a method that learns from words."""
    sentence = f"The number was given; a picture and its words fall into the same kind {agreement:.0%} of the time."
    return {"reliable": None, "sentence": sentence}


def trust_in_neighbours(agreement: float) -> dict[str, Any]:
    """The statement about a number that was given to a method that looks for what neighbours share."""
    sentence = f"The number was given; neighbours of a picture are of its kind {agreement:.0%} of the time."
    return {"reliable": None, "sentence": sentence}


def trust_in_gap(k: int, counted: int) -> dict[str, Any]:
    """The statement about a number of kinds k read off eigenvalues, beside the number that `dp-mixture` counted."""
    low, high = sorted((k, counted))
    beside = "dp-mixture counts as many" if k == counted else f"dp-mixture counts {counted}: anything between may fit"
    sentence = f"After {k} kinds the eigenvalues fall most; {beside}."
    return {"reliable": None if k == counted else False, "plausible": [low, high], "sentence": sentence}
