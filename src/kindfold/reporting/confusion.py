"""Which kind took which folder: a row of words per kind, with a grid of counts where it stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

GRID_LIMIT = 60  # rows or columns
SHADES = 10  # from hardly any to all of a kind


class Row(NamedTuple):
    """A kind with its matched folder and the commonest other one, each with its share of the kind."""

    name: str
    size: int
    folder: str | None
    share: float
    other: str | None
    other_share: float


class Cell(NamedTuple):
    """A square of the grid: pictures, and their share of the kind as a shade from 0 (none) to `SHADES` (all)."""

    pictures: int
    shade: int


@dataclass(frozen=True)
class Confusion:
    """Rows in the order of the kinds; the grid has matched folders on its diagonal, and is empty where too large."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    grid: tuple[tuple[Cell, ...], ...]


def confusion(
    names: Sequence[str], classes: Sequence[str], table: NDArray[np.int64], match: Sequence[int | None]
) -> Confusion:
    """Arrange a table of counts (k, c), given the folder matched to each kind."""
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)  # (k, c)
    rows = tuple(_row(name, classes, table[i], shares[i], match[i]) for i, name in enumerate(names))
    if max(table.shape) > GRID_LIMIT:
        return Confusion(rows, (), ())
    order = list(dict.fromkeys([c for c in match if c is not None] + list(range(len(classes)))))
    shades = np.ceil(SHADES * shares).astype(np.int64)
    grid = tuple(tuple(Cell(int(table[i, c]), int(shades[i, c])) for c in order) for i in range(len(names)))
    return Confusion(rows, tuple(classes[c] for c in order), grid)


def _row(
    name: str, classes: Sequence[str], counts: NDArray[np.int64], shares: NDArray[np.float64], matched: int | None
) -> Row:
    if matched is not None and not counts[matched]:  # what the matching had left over
        matched = None
    others = np.where(np.arange(len(classes)) == matched, 0, counts)
    other = int(others.argmax()) if others.any() else None
    return Row(
        name,
        int(counts.sum()),
        None if matched is None else classes[matched],
        0.0 if matched is None else float(shares[matched]),
        None if other is None else classes[other],
        0.0 if other is None else float(shares[other]),
    )
