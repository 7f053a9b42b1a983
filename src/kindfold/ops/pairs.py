"""Pairs of views: what a method that learns from agreement is given of a batch of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor

View = Callable[[], Tensor]  # -> (b, d); reading it is the slow part, and may happen in another thread


class Pairs(Protocol):
    """Rows of a batch (b,) -> a view of each, and another view of it, or of another row (b,) in its place."""

    def __call__(self, rows: Tensor, others: Tensor | None = None, /) -> tuple[View, View]: ...


class Pictures(Protocol):
    """n pictures for a network that learns from pixels; all come out in one size, (b, 3, h, w) uint8."""

    def __len__(self) -> int: ...

    def whole(self, rows: Tensor) -> Tensor:
        """Pictures (b,) unchanged."""
        ...

    def changed(self, rows: Tensor, which: int, chance: int) -> Tensor:
        """Pictures (b,) as view 0 or 1 of a pair shows them; the same chance changes a picture in the same way."""
        ...


POOL = 2**22  # normal numbers drawn once; a batch reads some of them, as drawing its own would take as long as learning


def pairs_of_views(
    views: Tensor, generator: torch.Generator, *, noise: float = 0.0, dtype: torch.dtype | None = None
) -> Pairs:
    """For every row two different ones of its v views (v, n, d), drawn anew each time; the same twice if there is one.

    To each view is added Gaussian noise of this root mean square length: views in feature space. A batch is given in
    `dtype`; views that lie in a file are read where they lie.
    """
    v, _, n_dims = views.shape
    dtype = dtype or views.dtype
    pool = torch.randn(POOL if noise else 0, generator=generator).to(
        views.device, dtype
    )  # drawn alike for every device

    def view(which: Tensor, rows: Tensor) -> View:
        if not noise:
            return lambda: views[which, rows].to(dtype)
        numel = len(rows) * n_dims
        if numel > POOL // 2:
            drawn = torch.randn(numel, generator=generator).to(views.device, dtype)
        else:
            start = int(torch.randint(POOL - numel, (), generator=generator))
            drawn = pool[start : start + numel]
        return lambda: views[which, rows].to(dtype).add_(drawn.view(len(rows), n_dims), alpha=noise / n_dims**0.5)

    def pairs(rows: Tensor, others: Tensor | None = None, /) -> tuple[View, View]:
        one = torch.randint(v, rows.shape, generator=generator)
        other = (one + torch.randint(1, v, rows.shape, generator=generator)) % v if v > 1 else one
        return view(one, rows), view(other, rows if others is None else others)

    return pairs
