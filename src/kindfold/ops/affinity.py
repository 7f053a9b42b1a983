"""Affinity of pictures anchored on nouns: how alike they look times how far they are like the same nouns.

The free energy of nouns w_j at temperature tau, g(z) = ln sum_j exp(<w_j, z> / tau), has the gradient s_j(z) z / tau in
each noun, with s(z) = softmax_j(<w_j, z> / tau). The inner product of two such gradients, the empirical neural tangent
kernel of g (Peng et al., "Delving into spectral clustering with vision-language representations", ICLR 2026), is

    K_ij = <z_i, z_j> <s_i, s_j> / tau^2                                                                        (8)

The factor 1 / tau^2 changes no neighbour and no normalised graph, and is left out. Shares s of m nouns vary smoothly,
so few of their principal directions hold all their products; how much is lost is measured and told.

Symbols: n pictures, m nouns, d dimensions, b prompts, p principal directions, q neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from kindfold.ops.blocks import tiles

N_BASIS = 2048  # pictures from which principal directions are taken
FEWEST = 64  # principal directions, to start with
LOST = 1e-4  # share of the products that the directions may miss
BLOCK = 1024  # columns of a product, few enough that it becomes float32 in the cache


class Anchor(NamedTuple):
    """Nouns (m, d) in one prompt, a temperature, principal directions (m, p) of the shares, and what these miss."""

    nouns: Tensor
    temperature: float
    axes: Tensor
    lost: float


def anchor(X: Tensor, nouns: Tensor, temperature: float) -> Anchor:
    """The nouns (m, d) made ready for pictures such as X (n, d): with as many directions as their shares need."""
    some = X[:: -(-len(X) // N_BASIS)].double()
    shares = (some @ nouns.double().T / temperature).softmax(1)  # (s, m)
    few = len(shares) < shares.shape[1]
    squares, vectors = torch.linalg.eigh(shares @ shares.T if few else shares.T @ shares)
    squares, vectors = squares.flip(0).clamp(min=0), vectors.flip(1)
    missed = 1 - (squares.cumsum(0) / squares.sum()).clamp(max=1)
    p = min(max(int((missed > LOST).sum()) + 1, FEWEST), len(squares))
    axes = shares.T @ (vectors[:, :p] / squares[:p].clamp(min=1e-300).sqrt()) if few else vectors[:, :p]
    return Anchor(nouns, temperature, axes.float(), float(missed[p - 1]))


def overlap_rows(X: Tensor, held: Anchor) -> Tensor:
    """Rows (n, p) whose products are those of the shares of pictures X (n, d) in the nouns."""
    rows = X.new_empty(len(X), held.axes.shape[1])
    for tile in tiles(len(X), len(held.nouns)):
        rows[tile] = (X[tile] @ held.nouns.T / held.temperature).softmax(1) @ held.axes
    return rows


class Features(NamedTuple):
    """What the kernel multiplies: unit pictures (n, d), and for each of b prompts the rows (n, p) of the overlap.

    Without prompts the kernel is the cosine alone.
    """

    pictures: Tensor
    overlaps: tuple[Tensor, ...]

    @property
    def n_kernels(self) -> int:
        return max(1, len(self.overlaps))

    def of(self, prompt: int) -> Features:
        """The features of one kernel."""
        return Features(self.pictures, self.overlaps[prompt : prompt + 1])

    def take(self, which: slice | Tensor) -> Features:
        """The features of some pictures."""
        return Features(self.pictures[which], tuple(rows[which] for rows in self.overlaps))


def kernels(rows: Features, columns: Features) -> Iterator[Tensor]:
    """The kernel (r, c) float32 of each prompt, Eq. (8)."""
    cosine = _products(rows.pictures, columns.pictures)
    if not rows.overlaps:
        yield cosine
    for one, other in zip(rows.overlaps, columns.overlaps, strict=True):
        yield _products(one, other, cosine)


def pair_kernels(rows: Features, columns: Features) -> list[Tensor]:
    """The kernel of each prompt between picture i of rows (r, ...) and its own c of columns (r, c, ...), (r, c)."""
    cosine = torch.einsum("rd,rcd->rc", rows.pictures, columns.pictures)
    products = [torch.einsum("rp,rcp->rc", a, b) for a, b in zip(rows.overlaps, columns.overlaps, strict=True)]
    return [cosine * product for product in products] or [cosine]


def overlaps_of(X: Tensor, anchors: Sequence[Anchor]) -> Features:
    """Features of unit pictures X (n, d) under the nouns of each prompt."""
    return Features(X, tuple(overlap_rows(X, held) for held in anchors))


def _products(rows: Tensor, columns: Tensor, factor: Tensor | None = None) -> Tensor:
    """Inner products (r, c) float32 of rows (r, d) and columns (c, d), times a factor (r, c)."""
    found = torch.empty(len(rows), len(columns), device=rows.device)
    for start in range(0, len(columns), BLOCK):
        block = found[:, start : start + BLOCK]
        block.copy_(rows @ columns[start : start + BLOCK].T)
        if factor is not None:
            block.mul_(factor[:, start : start + BLOCK])
    return found
