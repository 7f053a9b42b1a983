"""Pairs of views: what a method that learns from agreement is given of a batch of rows."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

View = Callable[[], Tensor]  # -> (b, d); reading it is the slow part, and may happen in another thread
Pairs = Callable[[Tensor], tuple[View, View]]  # rows of a batch (b,) -> two views of them

POOL = 2**22  # normal numbers drawn once; a batch reads some of them, as drawing its own would take as long as learning


def pairs_of_views(views: Tensor, generator: torch.Generator, *, noise: float = 0.0) -> Pairs:
    """For every row two different ones of its v views (v, n, d), drawn anew each time; the same twice if there is one.

    To each view is added Gaussian noise of this root mean square length: views in feature space.
    """
    v, _, n_dims = views.shape
    pool = torch.randn(POOL if noise else 0, generator=generator).to(views)  # on the CPU: alike for every device

    def view(which: Tensor, rows: Tensor) -> View:
        if not noise:
            return lambda: views[which, rows]
        numel = len(rows) * n_dims
        if numel > POOL // 2:
            drawn = torch.randn(numel, generator=generator).to(views)
        else:
            start = int(torch.randint(POOL - numel, (), generator=generator))
            drawn = pool[start : start + numel]
        return lambda: views[which, rows].add_(drawn.view(len(rows), n_dims), alpha=noise / n_dims**0.5)

    def pairs(rows: Tensor) -> tuple[View, View]:
        one = torch.randint(v, rows.shape, generator=generator)
        other = (one + torch.randint(1, v, rows.shape, generator=generator)) % v if v > 1 else one
        return view(one, rows), view(other, rows)

    return pairs
