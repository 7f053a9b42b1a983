"""Exact neighbours of unit rows under the cosine, by tiles: never an n x n matrix.

Pairs above a high threshold are found without loss in few dimensions. For an orthogonal split of x into a projection p
and a rest r, Cauchy and Schwarz give

    x . y  =  p_x . p_y + r_x . r_y  <=  p_x . p_y + |r_x| |r_y|,

so the product of the rows (p, |r|) bounds the cosine from above; what passes is scored exactly, in float64.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

N_KEPT = 127  # principal directions of the bound; with |r| the rows have 128 columns
N_PER_COLUMN = 4  # rows a column below which the directions cost more than they save
N_BASIS = 4096  # rows from which the directions are taken; any choice is exact, a good one lets little pass
SLACK = 1e-4  # float32 products of unit rows are this close to the truth
TILE = 2048  # rows
AT_ONCE = 16_384  # pairs scored in one go


class Neighbours(NamedTuple):
    """The e nearest rows of every query, nearest first."""

    rows: Tensor  # (q, e) int64
    cosine: Tensor  # (q, e) float32


class Pairs(NamedTuple):
    """Pairs of rows first < second, sorted, with their cosine."""

    first: Tensor  # (p,) int64
    second: Tensor  # (p,) int64
    cosine: Tensor  # (p,) float64


def nearest_rows(queries: Tensor, X: Tensor, n_neighbors: int, *, own: Tensor | None = None) -> Neighbours:
    """The rows of X (n, d) with the largest cosine to each query (q, d); all rows unit.

    `own` (q,) names for every query the one row of X that does not count, itself; -1 for none. Memory is O(q e + tile).
    """
    e = min(n_neighbors, len(X) - (own is not None))
    rows = torch.empty(len(queries), e, dtype=torch.int64, device=X.device)
    cosine = torch.empty(len(queries), e, device=X.device)
    for part in _slices(len(queries)):
        rows[part], cosine[part] = _nearest(queries[part], X, e, None if own is None else own[part])
    return Neighbours(rows, cosine)


def pairs_above(X: Tensor, threshold: Tensor) -> Pairs:
    """Pairs of unit rows of X (n, d) whose cosine reaches the thresholds (n,) of both."""
    bound = bounding_rows(X)
    none = (torch.empty(0, dtype=torch.int64), torch.empty(0, dtype=torch.int64), torch.empty(0, dtype=torch.float64))
    found = [none, *(_exact(X, i, j, threshold) for i, j in _candidates(bound, threshold.float() - SLACK))]
    first, second, cosine = (torch.cat(column) for column in zip(*found, strict=True))
    order = torch.argsort(first * len(X) + second)
    return Pairs(first[order], second[order], cosine[order])


def bounding_rows(X: Tensor) -> Tensor:
    """Rows (n, <= 128) whose products bound those of X (n, d) from above; X itself where it is narrow or short."""
    n, d = X.shape
    if d <= N_KEPT + 1 or n < N_PER_COLUMN * d:
        return X
    sample = X[:: -(-len(X) // N_BASIS)].double()
    _, axes = torch.linalg.eigh(sample.T @ sample)
    axes = axes[:, -N_KEPT:].float()  # (d, 127)

    bound = X.new_empty(len(X), N_KEPT + 1)
    for rows in _slices(len(X)):
        kept = X[rows] @ axes
        bound[rows, :-1] = kept
        bound[rows, -1] = (X[rows].square().sum(1) - kept.square().sum(1)).clamp(min=0).sqrt()
    return bound


def _candidates(bound: Tensor, threshold: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Pairs i < j whose bound passes, tile by tile from the diagonal to the right."""
    for rows in _slices(len(bound)):
        for columns in _slices(len(bound), start=rows.start):
            least = torch.maximum(threshold[rows, None], threshold[columns])
            passed = bound[rows] @ bound[columns].T >= least  # (tile, tile)
            i, j = (passed.triu(1) if columns.start == rows.start else passed).nonzero(as_tuple=True)
            if len(i):
                yield i + rows.start, j + columns.start


def _exact(X: Tensor, i: Tensor, j: Tensor, threshold: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Score candidate pairs in float64 and keep those that reach both thresholds."""
    starts = range(0, len(i), AT_ONCE)
    parts = [(X[i[s : s + AT_ONCE]].double() * X[j[s : s + AT_ONCE]].double()).sum(1) for s in starts]
    cosine = torch.cat(parts)
    passed = cosine >= torch.maximum(threshold[i], threshold[j])
    return i[passed], j[passed], cosine[passed]


def _nearest(queries: Tensor, X: Tensor, e: int, own: Tensor | None) -> Neighbours:
    """Keep the best e while the tiles of X go by; ties go to the lower row."""
    none = queries[:, :0]
    best = Neighbours(none.long(), none)
    for rows in _slices(len(X)):
        cosine = queries @ X[rows].T  # (q, tile)
        if own is not None:
            inside = ((own >= rows.start) & (own < rows.stop)).nonzero()[:, 0]
            cosine[inside, own[inside] - rows.start] = -torch.inf
        top, column = cosine.topk(min(e, cosine.shape[1]), dim=1)
        merged = torch.cat([best.cosine, top], dim=1)
        places = torch.cat([best.rows, column + rows.start], dim=1)
        kept = merged.sort(dim=1, descending=True, stable=True).indices[:, :e]
        best = Neighbours(places.gather(1, kept), merged.gather(1, kept))
    return best


def _slices(n: int, *, start: int = 0) -> Iterator[slice]:
    for first in range(start, n, TILE):
        yield slice(first, min(first + TILE, n))
