"""Greedy k-means++ (Arthur & Vassilvitskii, SODA 2007): spread-out rows to start k-means from.

Each step draws 2 + log k rows with probability proportional to the squared distance from the rows chosen so far, and
keeps the one that lowers the sum of squared distances most. Several seedings advance together, in one product.

Rows are first rounded to a grid so coarse that every product and sum of them is exact: no order of addition, number of
threads or kind of processor changes which rows are chosen.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from kindfold.ops.blocks import group_sums, tiles

FAR = 8.0  # times the median length
GRID_BITS = {torch.float32: 11, torch.float64: 25}  # a product of two rows of length <= 1 then fits the mantissa


def on_grid(X: Tensor) -> Tensor:
    """Rows (n, d) centred, scaled to length at most one and rounded; to float64 where one row dwarfs the others."""
    middle = group_sums(X, torch.zeros(len(X), dtype=torch.int64, device=X.device), 1) / len(X)  # (1, d)
    lengths = torch.cat([(X[tile].double() - middle).norm(dim=1) for tile in tiles(*X.shape)])  # (n,)
    longest = float(lengths.max())
    dtype = torch.float32 if longest < FAR * float(lengths.median()) else torch.float64
    scale, step = 2.0 ** -math.frexp(longest)[1], 2.0 ** -GRID_BITS[dtype]
    grid = torch.empty(X.shape, dtype=dtype, device=X.device)
    for tile in tiles(*X.shape):
        grid[tile] = ((X[tile].double() - middle) * (scale / step)).round() * step
    return grid


def plus_plus(grid: Tensor, n_clusters: int, *, n_init: int, generator: torch.Generator) -> Tensor:
    """Indices of the chosen rows, (n_init, k) int64; rows repeat where fewer than k are distinct."""
    n, n_trials = len(grid), 2 + int(math.log(n_clusters))
    norms = grid.square().sum(dim=1)  # (n,)
    chosen = torch.empty(n_init, n_clusters, dtype=torch.int64, device=grid.device)
    closest = torch.full((n_init, n), torch.inf, dtype=grid.dtype, device=grid.device)
    every = torch.arange(n_init, device=grid.device)
    for step in range(n_clusters):
        trials = _draw(closest, 1 if step == 0 else n_trials, generator)  # (n_init, t)
        products = (grid[trials.flatten()] @ grid.T).view(*trials.shape, n)
        distances = (norms[trials][:, :, None] + norms - 2 * products).minimum(closest[:, None])  # (n_init, t, n)
        best = distances.sum(dim=2, dtype=torch.float64).argmin(dim=1)  # (n_init,)
        chosen[:, step], closest = trials[every, best], distances[every, best]
    return chosen


def _draw(closest: Tensor, n_trials: int, generator: torch.Generator) -> Tensor:
    """Rows drawn in proportion to `closest` (n_init, n), uniformly while it is infinite; (n_init, t) int64."""
    n_init, n = closest.shape
    uniform = torch.rand(n_init, n_trials, generator=generator, dtype=torch.float64).to(closest.device)
    total = closest.nan_to_num(posinf=1.0).cumsum(dim=1, dtype=torch.float64)
    return torch.searchsorted(total, uniform * total[:, -1:], right=True).clamp(max=n - 1)
