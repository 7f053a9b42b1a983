"""Pairs of views: what a method that learns from agreement is given of a batch of rows."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Pairs = Callable[[Tensor], tuple[Tensor, Tensor]]  # rows of a batch (b,) -> two views of them, (b, d) each

POOL = (
    2**22
)  # normal numbers drawn once, of which every batch reads some others: drawing anew costs as much as learning


def pairs_of_views(views: Tensor, generator: torch.Generator, *, noise: float = 0.0) -> Pairs:
    """For every row two different ones of its v views (v, n, d), drawn anew each time; the same twice if there is one.

    To each view is added Gaussian noise of this root mean square length: views in feature space.
    """
    v, _, n_dims = views.shape
    pool = torch.randn(POOL if noise else 0, generator=generator).to(views.device)  # on the CPU: alike everywhere

    def noisy(x: Tensor) -> Tensor:
        if not noise:
            return x
        if x.numel() > POOL // 2:
            drawn = torch.randn(x.shape, generator=generator).to(x.device)
        else:
            start = int(torch.randint(POOL - x.numel(), (), generator=generator))
            drawn = pool[start : start + x.numel()].view_as(x)
        return x.add(drawn, alpha=noise / n_dims**0.5)

    def pairs(rows: Tensor) -> tuple[Tensor, Tensor]:
        one = torch.randint(v, rows.shape, generator=generator)
        other = (one + torch.randint(1, v, rows.shape, generator=generator)) % v if v > 1 else one
        return noisy(views[one, rows]), noisy(views[other, rows])

    return pairs
