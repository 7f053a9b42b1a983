"""Pairs of views: what a method that learns from agreement is given of a batch of rows."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Pairs = Callable[[Tensor], tuple[Tensor, Tensor]]  # rows of a batch (b,) -> two views of them, (b, d) each


def pairs_of_views(views: Tensor, generator: torch.Generator) -> Pairs:
    """For every row two different ones of its v views (v, n, d), drawn anew each time."""
    v = len(views)

    def pairs(rows: Tensor) -> tuple[Tensor, Tensor]:
        one = torch.randint(v, rows.shape, generator=generator)
        other = (one + torch.randint(1, v, rows.shape, generator=generator)) % v
        return views[one, rows], views[other, rows]

    return pairs


def pairs_by_jitter(X: Tensor, size: float, generator: torch.Generator) -> Pairs:
    """Every row of X (n, d) twice, with Gaussian noise of `size` times its length, drawn anew each time.

    Views in feature space, for those who have embeddings and no pictures.
    """
    n_dims = X.shape[1]

    def jittered(rows: Tensor) -> Tensor:
        noise = torch.randn(len(rows), n_dims, generator=generator).to(X.device)  # drawn alike for every device
        lengths: Tensor = X[rows].norm(dim=1, keepdim=True)  # (b, 1)
        return X[rows].add(noise * lengths, alpha=size / n_dims**0.5)

    return lambda rows: (jittered(rows), jittered(rows))
