"""Large matrices in tiles of rows: no temporary grows with n, and no order of addition is left to chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

TILE = 2**18  # numbers: 2 MiB in float64, what a core's cache holds and the allocator reuses without new pages
MIN_ROWS = 128  # fewer would starve a matrix product


def tiles(n: int, width: int) -> Iterator[slice]:
    """Consecutive slices that cover 0..n, each of as many rows of `width` numbers as make a tile."""
    size = max(TILE // max(width, 1), MIN_ROWS)
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))


def unit_rows(X: Tensor) -> Tensor:
    """Rows scaled to length one, (n, d) float32; a zero row stays zero.

    Lengths are taken in float64, so a float32 row and its multiple by a power of two give the same bits.
    """
    unit = torch.empty(X.shape, dtype=torch.float32, device=X.device)
    for tile in tiles(*X.shape):
        rows = X[tile].double()
        norms = rows.square().sum(dim=1, keepdim=True).sqrt()  # (b, 1)
        unit[tile] = rows / norms.where(norms > 0, 1.0)
    return unit


@dataclass(frozen=True)
class Exact:
    """Rows (n, d) as float32, of unit length if so wished; made where they are read, so that none are held twice."""

    raw: Tensor
    spherical: bool = False

    @property
    def shape(self) -> torch.Size:
        return self.raw.shape

    @property
    def device(self) -> torch.device:
        return self.raw.device

    def __len__(self) -> int:
        return len(self.raw)

    def __getitem__(self, which: slice | Tensor) -> Tensor:
        rows = self.raw[which]
        return unit_rows(rows) if self.spherical else rows.float()


def group_sums(X: Tensor | Exact, labels: Tensor, n_groups: int, *, which: Tensor | None = None) -> Tensor:
    """Sum of the rows that bear each label, (k, d) float64, added in row order.

    With an index `which`, labels (m,) are those of X[which] and only these rows are added.
    """
    sums = torch.zeros(n_groups, X.shape[1], dtype=torch.float64, device=X.device)
    for tile in tiles(len(labels), X.shape[1]):
        rows = X[tile if which is None else which[tile]]
        sums.index_add_(0, labels[tile], rows.double())
    return sums


def squared_distances(X: Tensor | Exact, centers: Tensor, labels: Tensor) -> Tensor:
    """Squared distance of every row to the centre it is assigned to, (n,) float64."""
    distances = torch.empty(len(X), dtype=torch.float64, device=X.device)
    for tile in tiles(*X.shape):
        distances[tile] = (X[tile].double() - centers[labels[tile]]).square().sum(dim=1)
    return distances
