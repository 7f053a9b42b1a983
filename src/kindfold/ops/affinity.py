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
from kindfold.ops.similarity import Neighbours

N_BASIS = 2048  # pictures from which principal directions are taken
FEWEST = 64  # principal directions, to start with
LOST = 1e-4  # share of the products that the directions may miss
ROWS = 512  # of a tile of the kernel ...
COLUMNS = 16_384  # ... and its columns
GROUP = 64  # columns, of which the largest is looked at first


class Anchor(NamedTuple):
    """Nouns (m, d) in one prompt, a temperature, principal directions (m, p) of the shares, and what these miss."""

    nouns: Tensor
    temperature: float
    axes: Tensor
    lost: float


def anchor(X: Tensor, nouns: Tensor, temperature: float) -> Anchor:
    """The nouns (m, d) made ready for pictures such as X (n, d): with as many directions as their shares need."""
    shares = _shares(X[:: -(-len(X) // N_BASIS)], nouns, temperature)  # (s, m)
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
        rows[tile] = (_shares(X[tile], held.nouns, held.temperature) @ held.axes.double()).float()
    return rows


def _shares(X: Tensor, nouns: Tensor, temperature: float) -> Tensor:
    return (X.double() @ nouns.double().T / temperature).softmax(1)


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
    """The kernel (r, c) of each prompt, Eq. (8); the same memory may be used for the next."""
    cosine = rows.pictures @ columns.pictures.T
    if not rows.overlaps:
        yield cosine
    for one, other in zip(rows.overlaps, columns.overlaps, strict=True):
        yield (one @ other.T).mul_(cosine)


def pair_kernels(rows: Features, columns: Features) -> list[Tensor]:
    """The kernel of each prompt between picture i of rows (r, ...) and its own c of columns (r, c, ...), (r, c)."""
    cosine = torch.einsum("rd,rcd->rc", rows.pictures, columns.pictures)
    products = [torch.einsum("rp,rcp->rc", a, b) for a, b in zip(rows.overlaps, columns.overlaps, strict=True)]
    return [cosine * product for product in products] or [cosine]


def nearest_by_kernel(
    rows: Features, columns: Features, q: int, *, own: Tensor, names: Tensor | None = None
) -> list[Neighbours]:
    """For each prompt the q columns of largest kernel of every row, nearest first.

    `own` (r,) is the place of every row among the columns, which does not count; -1 for none. `names` (c,) are the
    numbers under which columns are reported. Memory is O(r q + tile).
    """
    r, c = len(rows.pictures), len(columns.pictures)
    found: list[list[Neighbours]] = [[] for _ in range(rows.n_kernels)]
    for part in (slice(i, i + ROWS) for i in range(0, r, ROWS)):
        none = torch.empty(min(ROWS, r - part.start), 0, device=own.device)
        best = [Neighbours(none.long(), none) for _ in found]
        queries, mine = rows.take(part), own[part]
        for start in range(0, c, COLUMNS):
            tile = columns.take(slice(start, start + COLUMNS))
            inside = ((mine >= start) & (mine < start + COLUMNS)).nonzero()[:, 0]
            for b, kernel in enumerate(kernels(queries, tile)):
                kernel[inside, mine[inside] - start] = -torch.inf
                value, place = largest(kernel, q)
                best[b] = _merged(best[b], Neighbours(place + start, value), q)
        for list_, one in zip(found, best, strict=True):
            list_.append(one if names is None else Neighbours(names[one.rows], one.cosine))
    return [Neighbours(*(torch.cat(column) for column in zip(*list_, strict=True))) for list_ in found]


def largest(values: Tensor, q: int) -> tuple[Tensor, Tensor]:
    """The q largest of each row of (r, c), largest first, and their places.

    They lie in the q groups of columns with the largest maxima, so most columns are read once only.
    """
    r, c = values.shape
    n_groups = c // GROUP
    if n_groups < 2 * q:
        return values.topk(min(q, c), dim=1)
    whole = values[:, : n_groups * GROUP].reshape(r, n_groups, GROUP)
    groups = whole.amax(2).topk(q, dim=1).indices  # (r, q)
    places = (groups[:, :, None] * GROUP + torch.arange(GROUP, device=values.device)).reshape(r, -1)
    rest = torch.arange(n_groups * GROUP, c, device=values.device).expand(r, -1)
    places = torch.cat([places, rest], dim=1)
    value, which = values.gather(1, places).topk(q, dim=1)
    return value, places.gather(1, which)


def _merged(one: Neighbours, other: Neighbours, q: int) -> Neighbours:
    """The q best of both; ties go to the first."""
    value = torch.cat([one.cosine, other.cosine], dim=1)
    places = torch.cat([one.rows, other.rows], dim=1)
    kept = value.sort(dim=1, descending=True, stable=True).indices[:, :q]
    return Neighbours(places.gather(1, kept), value.gather(1, kept))


def overlaps_of(X: Tensor, anchors: Sequence[Anchor]) -> Features:
    """Features of unit pictures X (n, d) under the nouns of each prompt."""
    return Features(X, tuple(overlap_rows(X, held) for held in anchors))
