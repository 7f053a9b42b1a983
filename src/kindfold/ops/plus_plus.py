"""Greedy k-means++ (Arthur & Vassilvitskii, SODA 2007): spread-out rows to start k-means from.

Each step draws 2 + log k rows with probability proportional to the squared distance from the rows chosen so far, and
keeps the one that lowers the sum of squared distances most. Several seedings advance together, in one product.

Rows are first rounded to whole numbers, small enough that every product and sum of them is exact: no order of addition,
number of threads or kind of processor changes which rows are chosen, and processors multiply bytes fastest of all.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from kindfold.ops.blocks import group_sums, tiles

COARSE = 0.05  # of the median length of a row: what rounding to bytes may move it by
MAX_DIMS = 2**15  # columns: squared distances of bytes then fit 32 bits


def on_grid(X: Tensor) -> Tensor:
    """Rows (n, d) centred and rounded to bytes, or to whole float64 numbers where bytes are too coarse."""
    middle = group_sums(X, torch.zeros(len(X), dtype=torch.int64, device=X.device), 1) / len(X)  # (1, d)
    centred = [X[tile].double() - middle for tile in tiles(*X.shape)]
    lengths = torch.cat([rows.norm(dim=1) for rows in centred])  # (n,)
    peak = max(float(rows.abs().max()) for rows in centred)
    scale = 127 / peak if peak > 0 else 1.0
    if math.sqrt(X.shape[1] / 12) / scale > COARSE * float(lengths.median()) or X.shape[1] > MAX_DIMS:
        scale = 2.0 ** (25 - math.frexp(float(lengths.max()))[1])  # products stay below 2^53
        return torch.cat([(rows * scale).round() for rows in centred])
    return torch.cat([(rows * scale).round().to(torch.int8) for rows in centred])


def plus_plus(grid: Tensor, n_clusters: int, *, n_init: int, generator: torch.Generator) -> Tensor:
    """Indices of the chosen rows, (n_init, k) int64; rows repeat where fewer than k are distinct."""
    n, n_trials = len(grid), 2 + int(math.log(n_clusters))
    norms = (grid.double() if grid.is_floating_point() else grid.int()).square().sum(dim=1)  # (n,)
    chosen = torch.empty(n_init, n_clusters, dtype=torch.int64, device=grid.device)
    chosen[:, 0] = torch.randint(n, (n_init,), generator=generator)
    closest = _distances(grid, norms, chosen[:, :1])[:, 0]  # (n_init, n)
    every = torch.arange(n_init, device=grid.device)
    for step in range(1, n_clusters):
        trials = _draw(closest, n_trials, generator)  # (n_init, t)
        distances = _distances(grid, norms, trials).minimum(closest[:, None])  # (n_init, t, n)
        best = distances.sum(dim=2, dtype=torch.float64).argmin(dim=1)  # (n_init,)
        chosen[:, step], closest = trials[every, best], distances[every, best]
    return chosen


def _distances(grid: Tensor, norms: Tensor, trials: Tensor) -> Tensor:
    """Squared distances of all rows to the rows on trial (n_init, t): (n_init, t, n), exact."""
    rows = grid[trials.flatten()]
    if grid.dtype == torch.int8 and grid.device.type == "cpu" and torch.cpu._is_vnni_supported():
        products = torch._int_mm(rows, grid.T)
    else:
        products = (rows.double() @ grid.double().T).to(norms.dtype)
    return norms[trials][:, :, None] + norms - 2 * products.view(*trials.shape, -1)


def _draw(closest: Tensor, n_trials: int, generator: torch.Generator) -> Tensor:
    """Rows drawn with probability proportional to `closest` (n_init, n); (n_init, t) int64."""
    n_init, n = closest.shape
    uniform = torch.rand(n_init, n_trials, generator=generator, dtype=torch.float64).to(closest.device)
    total = closest.cumsum(dim=1, dtype=torch.float64)
    return torch.searchsorted(total, uniform * total[:, -1:], right=True).clamp(max=n - 1)
