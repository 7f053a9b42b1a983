"""Large matrices in tiles of rows: no temporary grows with n, and no order of addition is left to chance."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

TILE = 4096  # rows: a float32 tile of 512 columns is 8 MiB and stays in the last-level cache


def tiles(n: int, size: int = TILE) -> Iterator[slice]:
    """Consecutive slices that cover 0..n."""
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))


def unit_rows(X: Tensor) -> Tensor:
    """Rows scaled to length one, (n, d) float32; a zero row stays zero.

    Lengths are taken in float64 after a scaling by a power of two, so a row and its multiple by 2^j give the same bits.
    """
    unit = torch.empty(X.shape, dtype=torch.float32, device=X.device)
    for rows in tiles(len(X)):
        tile = X[rows].double()
        norm = tile.square().sum(dim=1, keepdim=True).sqrt()  # (b, 1)
        unit[rows] = tile / norm.where(norm > 0, 1.0)
    return unit


def group_sums(X: Tensor, labels: Tensor, n_groups: int) -> Tensor:
    """Sum of the rows that bear each label, (k, d) float64, added in row order."""
    sums = torch.zeros(n_groups, X.shape[1], dtype=torch.float64, device=X.device)
    for rows in tiles(len(X)):
        sums.index_add_(0, labels[rows], X[rows].double())
    return sums
