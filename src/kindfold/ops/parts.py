"""Rows held in consecutive parts, on this machine or on others: what is made of them does not depend on where they are.

A part holds `PART` rows, the last one the rest, so the number of parts depends on n alone. Whatever is computed of each
part comes back in the order of the parts, and sums are taken in that order, in float64: the same bits, however many
machines hold the parts.

A part may keep what was made of it, but only as a cache: a step is told all that it needs to make it again. So a part
that is lost is read again, and the step is taken again, with the same result.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import add
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

PART = 2**16  # rows

Result = TypeVar("Result")
Summed = TypeVar("Summed")
Matrix = NDArray[Any] | Tensor  # (n, d)
Step = Callable[..., Result]  # of a `Part`, then what is its own, then what all share
_tokens = itertools.count()


class Maker(Protocol):
    """A function of the rows of a part that can be sent to another machine."""

    def __call__(self, X: Any, /) -> Matrix: ...


class Part:
    """Consecutive rows (m, d), and what is kept of them from step to step, by name."""

    def __init__(self, rows: Matrix) -> None:
        self.rows: Any = rows  # nearly always of numpy; k-means takes tensors as well
        self._kept: dict[str, tuple[Any, Any]] = {}

    def kept(self, name: str, token: Any, make: Callable[[], Result]) -> Result:
        """What was kept under a name, if it bears the token; otherwise what `make` makes, which replaces it."""
        found = self._kept.get(name)
        if found is not None and found[0] == token:
            result: Result = found[1]
            return result
        self._kept.pop(name, None)  # before its successor is made: never two in memory
        return self.keep(name, token, make())

    def keep(self, name: str, token: Any, value: Result) -> Result:
        """Keep a value in place of what had that name."""
        self._kept[name] = token, value
        return value


@runtime_checkable
class Parts(Protocol):
    """Rows in consecutive parts."""

    @property
    def sizes(self) -> Sequence[int]:
        """Rows of every part."""
        ...

    @property
    def width(self) -> int:
        """Columns."""
        ...

    def each(self, step: Step[Result], *shared: Any, own: Sequence[Any] | None = None) -> list[Result]:
        """`step(part, *shared)` of every part, in their order; with `own`, `step(part, own[i], *shared)`.

        A step is a function of a module, or a `functools.partial` of one, so that it can be sent to another machine.
        """
        ...


class Here:
    """Rows (n, d) in the memory of this process, or in a file that it maps; the parts are taken one after the other."""

    def __init__(self, rows: Matrix) -> None:
        self.sizes = [span.stop - span.start for span in spans(len(rows))]
        self.width = int(rows.shape[1])
        self._parts = [Part(rows[span]) for span in spans(len(rows))]

    def each(self, step: Step[Result], *shared: Any, own: Sequence[Any] | None = None) -> list[Result]:
        if own is None:
            return [step(part, *shared) for part in self._parts]
        return [step(part, mine, *shared) for part, mine in zip(self._parts, own, strict=True)]


class Made:
    """Rows made of other rows part by part, and kept where these are, until others are made under the same name."""

    def __init__(
        self,
        origin: Parts,
        make: Maker,
        name: str,
        *,
        width: int | None = None,
        sizes: Sequence[int] | None = None,
    ) -> None:
        self.sizes = origin.sizes if sizes is None else sizes
        self.width = origin.width if width is None else width
        self._origin, self._make, self._key = origin, make, (name, next(_tokens))

    def each(self, step: Step[Result], *shared: Any, own: Sequence[Any] | None = None) -> list[Result]:
        if own is None:
            return self._origin.each(_within, self._make, self._key, step, *shared)
        return self._origin.each(_within_own, self._make, self._key, step, *shared, own=own)


def parts_of(rows: Matrix | Parts) -> Parts:
    """The rows in parts, if they are not yet."""
    return Here(rows) if isinstance(rows, np.ndarray | Tensor) else rows


def count(rows: Parts) -> int:
    """How many rows there are."""
    return sum(rows.sizes)


def spans(n: int) -> list[slice]:
    """Where the parts of n rows begin and end; one empty part of none."""
    return [slice(start, min(start + PART, n)) for start in range(0, max(n, 1), PART)]


def cut(values: NDArray[Any], sizes: Sequence[int]) -> list[NDArray[Any]]:
    """One value a row, (n, ...), as each part's own."""
    return np.split(values, np.cumsum(sizes)[:-1])


def take(rows: Parts, which: NDArray[np.int64]) -> NDArray[Any]:
    """The rows of an ascending index, (m, d), in the memory of this process."""
    ends = np.cumsum(rows.sizes)
    pieces = np.split(which, np.searchsorted(which, ends)[:-1])
    own = [piece - start for piece, start in zip(pieces, ends - rows.sizes, strict=True)]
    return np.concatenate(rows.each(_taken, own=own))


def whole(rows: Parts) -> NDArray[Any]:
    """All rows, (n, d), in the memory of this process."""
    return take(rows, np.arange(count(rows)))


def total(parts: Iterable[Summed]) -> Summed:
    """The sum of what the parts gave, added in their order."""
    return reduce(add, parts)


def shared(rows: Matrix) -> Tensor:
    """Rows as a tensor in the same memory, also where that may only be read: do not write."""
    if isinstance(rows, Tensor):
        return rows
    if min(rows.strides, default=0) < 0:
        return torch.from_numpy(rows.copy())
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The given NumPy array is not writable")
        return torch.from_numpy(rows)


def _within(part: Part, make: Maker, key: tuple[str, int], step: Step[Result], *shared: Any) -> Result:
    name, token = key
    return step(part.kept(name, token, lambda: Part(make(part.rows))), *shared)


def _within_own(part: Part, mine: Any, make: Maker, key: tuple[str, int], step: Step[Result], *shared: Any) -> Result:
    name, token = key
    return step(part.kept(name, token, lambda: Part(make(part.rows))), mine, *shared)


def _taken(part: Part, which: NDArray[np.int64]) -> NDArray[Any]:
    rows: Matrix = part.rows[which]
    return rows.cpu().numpy() if isinstance(rows, Tensor) else rows
