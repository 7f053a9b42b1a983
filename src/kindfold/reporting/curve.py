"""The curve of agreement against number of kinds, laid out for drawing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

WIDTH, HEIGHT = 440.0, 310.0  # small, so that the letters are legible when a telephone shrinks it
LEFT, RIGHT, TOP, BOTTOM = 72.0, 426.0, 44.0, 254.0
LABEL_GAP = 28.0  # between the centres of two labels
COLLAPSED = 0.5  # of the best stability: cuts below it are not worth the room they take
WIDE = 8.0  # ratio of the ends of an axis from which few ticks are enough
STEPS = {True: (1, 2, 5), False: (1, 2, 3, 4, 5, 6, 8)}


class Tick(NamedTuple):
    """A labelled place on an axis."""

    at: float
    label: str


class Dot(NamedTuple):
    """One cut that was tried."""

    x: float
    y: float
    n_clusters: int
    stability: float
    chosen: bool


class Plateau(NamedTuple):
    """A number of kinds that stays over several scales."""

    x: float
    label: str
    chosen: bool


@dataclass(frozen=True)
class Plot:
    """Everything a drawing needs, in a frame of WIDTH x HEIGHT: dots from coarse to fine, and the line through them."""

    dots: tuple[Dot, ...]
    path: str
    plateaus: tuple[Plateau, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def plot(
    curve: Sequence[Mapping[str, Any]], levels: Sequence[Mapping[str, Any]], n_clusters: int | None = None
) -> Plot | None:
    """Lay out the cuts of the space that the chosen one lies in, or of the last one; None for fewer than two.

    Cuts of unknown or collapsed stability take no room. Where none of the cuts was chosen, `n_clusters` is marked.
    """
    cuts = _worth_drawing(curve)
    if len(cuts) < 2:
        return None
    chosen = {cut["n_clusters"] for cut in cuts if cut["chosen"]} or {n_clusters} - {None}
    x_axis = _Logarithmic([*(cut["n_clusters"] for cut in [*cuts, *levels]), *chosen])
    y_axis = _Shares([cut["stability"] for cut in cuts])
    dots = tuple(
        Dot(x_axis(cut["n_clusters"]), y_axis(cut["stability"]), cut["n_clusters"], cut["stability"], cut["chosen"])
        for cut in sorted(cuts, key=lambda cut: (cut["n_clusters"], -cut["scale"]))
    )
    return Plot(
        dots=dots,
        path=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        plateaus=_plateaus(chosen, levels, x_axis),
        x_ticks=x_axis.ticks(),
        y_ticks=y_axis.ticks(),
    )


def _worth_drawing(curve: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    known = [cut for cut in curve if cut["stability"] is not None and math.isfinite(cut["stability"])]
    space = next((cut["space"] for cut in known if cut["chosen"]), known[-1]["space"] if known else "")
    drawn = [cut for cut in known if cut["space"] == space]
    best = max((cut["stability"] for cut in drawn), default=0.0)
    return [cut for cut in drawn if cut["stability"] >= COLLAPSED * best or cut["chosen"]]


class _Logarithmic:
    """Numbers of kinds from left to right."""

    def __init__(self, values: Sequence[int]) -> None:
        self.low, self.high = max(min(values), 1) / 1.1, max(values) * 1.1

    def __call__(self, value: float) -> float:
        share = math.log(max(value, 1) / self.low) / math.log(self.high / self.low)
        return round(LEFT + share * (RIGHT - LEFT), 1)

    def ticks(self) -> tuple[Tick, ...]:
        steps = STEPS[self.high / self.low >= WIDE]
        values = [step * 10**power for power in range(len(str(int(self.high)))) for step in steps]
        return tuple(Tick(self(value), f"{value:,}") for value in values if self.low <= value <= self.high)


class _Shares:
    """Shares from the bottom, which is a tenth at or below the least of them, to one."""

    def __init__(self, values: Sequence[float]) -> None:
        self.low = min(math.floor(min(values) * 10), 8)  # in tenths

    def __call__(self, value: float) -> float:
        share = (value * 10 - self.low) / (10 - self.low)
        return round(BOTTOM - share * (BOTTOM - TOP), 1)

    def ticks(self) -> tuple[Tick, ...]:
        every = 1 if self.low >= 5 else 2
        return tuple(Tick(self(tenth / 10), f"{10 * tenth} %") for tenth in range(10, self.low - 1, -every))


def _plateaus(chosen: set[Any], levels: Sequence[Mapping[str, Any]], x_axis: _Logarithmic) -> tuple[Plateau, ...]:
    """The chosen number, then every other one whose label touches none before it."""
    numbers = sorted(chosen | {level["n_clusters"] for level in levels}, key=lambda n: (n not in chosen, n))
    plateaus: list[Plateau] = []
    for number in numbers:
        x = x_axis(number)
        if all(abs(x - other.x) >= LABEL_GAP for other in plateaus):
            plateaus.append(Plateau(x, f"{number:,}", number in chosen))
    return tuple(plateaus)
