"""Lessons: what a student under a frozen teacher is given, before any method says what it should learn from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import NamedTuple, Protocol, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kindfold.clustering.checks import as_tensor
from kindfold.ops.blocks import unit_rows
from kindfold.ops.neighbour_whitening import neighbour_whitening
from kindfold.ops.pairs import Pairs, View, pairs_of_views
from kindfold.ops.similarity import nearest_rows
from kindfold.ops.students import Student
from kindfold.ops.twins import side_by_side
from kindfold.ops.whitening import principal

REDUCED = 128  # principal axes of the rows that the student sees
GAUGED = 512  # pictures whose view matrices are gauged
SAMPLE = 2**14  # pictures from which the agreement of the views is taken

Batch = tuple[View, View, Tensor]
Both = Callable[[View, View], tuple[Tensor, Tensor]]


class Lesson(Protocol):
    """n pictures and what the teacher makes of them; the student sees rows, or pixels."""

    @property
    def precision(self) -> torch.dtype: ...

    @property
    def width(self) -> int:
        """Of what the student's head sees."""
        ...

    @property
    def teaching(self) -> Tensor:
        """The teacher's rows (n, t), of unit length."""
        ...

    def __len__(self) -> int: ...

    def draw(self, rows: Tensor) -> Batch:
        """A view of each picture (b,), one of a near picture, and which that is (b,)."""
        ...

    def both(self, student: Student) -> AbstractContextManager[Both]:
        """A function that takes the two views of a batch through the student."""
        ...

    def gauged(self) -> Tensor:
        """Views (v, b, ...) of an even sample of pictures."""
        ...

    def samples(self) -> Iterator[tuple[View, View]]:
        """Two views of an even sample of pictures, in parts."""
        ...

    def features(self, student: Student) -> NDArray[np.float32]:
        """What the student's head sees of the unchanged pictures, (n, w)."""
        ...


class Axes(NamedTuple):
    """Rows (n, d) -> coordinates (n, q) along their principal axes."""

    mean: NDArray[np.float64]  # (d,)
    basis: NDArray[np.float64]  # (d, q)

    @classmethod
    def of(cls, X: NDArray[np.float32], *, whitened: bool, device: str) -> Self:
        """The axes of rows, at most `REDUCED`: learning is as good in them, and faster."""
        return cls(*(neighbour_whitening(X, REDUCED, device=device) if whitened else principal(X, REDUCED)))

    def __call__(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        return X @ self.basis.astype(np.float32) - (self.mean @ self.basis).astype(np.float32)


class FeatureLesson(NamedTuple):
    """Rows and views of n pictures along the axes, and what the teacher makes of the pictures."""

    axes: Axes
    rows: NDArray[np.float32]  # (n, q)
    views: Tensor  # (v, n, q)
    pairs: Pairs
    teaching: Tensor  # (n, t) of unit length
    neighbors: Tensor  # (n, e) near pictures of the teacher's, the first of which is the picture itself
    generator: torch.Generator

    @classmethod
    def of(
        cls,
        rows: NDArray[np.float32],
        seen: NDArray[np.float32],
        taught: NDArray[np.float32],
        *,
        whitened: bool,
        jitter: float,
        n_neighbors: int,
        precision: torch.dtype,
        device: str,
        generator: torch.Generator,
    ) -> Self:
        """From rows (n, d), their views (v, n, d), and the teacher's rows (n, t)."""
        axes = Axes.of(rows, whitened=whitened, device=device)
        X = axes(rows)
        views = as_tensor(np.stack([axes(view) for view in seen]), device).to(precision)
        noise = jitter * float(np.sqrt(X.var(axis=0, dtype=np.float64).sum()))
        teaching = directions(taught, device, whitened=whitened)
        pairs = pairs_of_views(views, generator, noise=noise)
        return cls(axes, X, views, pairs, teaching, with_neighbors(teaching, n_neighbors), generator)

    @property
    def precision(self) -> torch.dtype:
        return self.views.dtype

    @property
    def width(self) -> int:
        return int(self.rows.shape[1])

    def __len__(self) -> int:
        return len(self.rows)

    def draw(self, rows: Tensor) -> Batch:
        others = drawn(self.neighbors, rows, self.generator)
        return *self.pairs(rows, others), others

    @contextmanager
    def both(self, student: Student) -> Iterator[Both]:
        with side_by_side(str(self.views.device)) as twins:
            yield partial(twins, student)

    def gauged(self) -> Tensor:
        return self.views[:, spread(len(self), GAUGED)].float()

    def samples(self) -> Iterator[tuple[View, View]]:
        yield self.pairs(spread(len(self), SAMPLE))

    def features(self, student: Student) -> NDArray[np.float32]:
        return self.rows


def directions(taught: NDArray[np.float32], device: str, *, whitened: bool) -> Tensor:
    """The teacher's rows along their axes, as directions."""
    return unit_rows(as_tensor(Axes.of(taught, whitened=whitened, device=device)(taught), device))


def with_neighbors(teaching: Tensor, n_neighbors: int) -> Tensor:
    """Every picture and those nearest to it, (n, 1 + n_neighbors)."""
    own = torch.arange(len(teaching))[:, None]
    if not n_neighbors:
        return own
    return torch.cat([own, nearest_rows(teaching, teaching, n_neighbors, own=own[:, 0]).rows], dim=1)


def drawn(neighbors: Tensor, rows: Tensor, generator: torch.Generator) -> Tensor:
    """For each picture (b,) one of its neighbours or itself."""
    return neighbors[rows, torch.randint(neighbors.shape[1], rows.shape, generator=generator)]


def spread(n: int, size: int) -> Tensor:
    """An even sample of n pictures, at most `size`."""
    return torch.linspace(0, n - 1, min(size, n)).long()
