"""Coordinate ascent with a bound that must not fall."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kindfold.errors import FitError

State = TypeVar("State")


def ascend(
    step: Callable[[State], tuple[State, float]], state: State, *, max_steps: int, tolerance: float = 1e-5
) -> tuple[State, list[float]]:
    """Repeat `step` until the bound gains less than `tolerance` of itself; returns the last state and every bound.

    Raises
    ------
    FitError
        If the bound falls by more than float64 rounding explains: the step is wrong.
    """
    trace: list[float] = []
    for _ in range(max_steps):
        state, bound = step(state)
        if trace and bound < trace[-1] - 1e-7 * (1 + abs(trace[-1])):
            raise FitError(f"the bound fell from {trace[-1]:.6f} to {bound:.6f} in coordinate ascent")
        trace.append(bound)
        if len(trace) > 1 and trace[-1] - trace[-2] < tolerance * (1 + abs(trace[-1])):
            break
    return state, trace
