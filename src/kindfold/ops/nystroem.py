"""Eigenvectors of a graph at pictures that were not in it: the rule of Nystroem, over the neighbours of each.

    v(x) = sum_b beta_b d_b(x)^-1/2 sum_j A_b(x, j) d_bj^-1/2 v_j / rho

with the sum over the q known pictures of largest affinity, d_b(x) the sum of these affinities, and rho the Rayleigh
quotients of the eigenvectors under the weighted graphs (Bengio et al., "Out-of-sample extensions", NIPS 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from kindfold.ops.affinity import Anchor, overlaps_of, pair_kernels
from kindfold.ops.similarity import nearest_rows

CANDIDATES = 4  # times q pictures of largest cosine, among which the q of largest affinity are sought
TILE = 64  # pictures
BATCH = 4096  # pictures whose candidates are prepared together
TINY = 1e-12
SAME = 4  # nearest pictures that may be the very same


class Known(NamedTuple):
    """Known unit pictures (n, d), the anchors of b prompts, beta (b,), 1 / sqrt degrees (b, n), V (n, k), rho (k,)."""

    pictures: Tensor
    anchors: Sequence[Anchor]
    weights: Tensor
    roots: Tensor
    vectors: Tensor
    values: Tensor


class Extended(NamedTuple):
    """Coordinates (x, k) of new pictures, and the cosine (x,) to the nearest known one; one where it is the same."""

    vectors: Tensor
    cosine: Tensor


def extend(X: Tensor, known: Known, q: int) -> Extended:
    """Coordinates of unit pictures X (x, d); of a picture that is known, those that it has."""
    parts = [_extend(X[i : i + BATCH], known, q) for i in range(0, len(X), BATCH)]
    return Extended(*(torch.cat(column) for column in zip(*parts, strict=True)))


def _extend(X: Tensor, known: Known, q: int) -> Extended:
    near = nearest_rows(X, known.pictures, CANDIDATES * q)
    needed, inverse = torch.unique(near.rows, return_inverse=True)
    columns, rows = overlaps_of(known.pictures[needed], known.anchors), overlaps_of(X, known.anchors)
    vectors = X.new_empty(len(X), known.vectors.shape[1])
    cosine = near.cosine[:, 0].clone()
    for part in (slice(i, i + TILE) for i in range(0, len(X), TILE)):
        places = near.rows[part]  # (x, c)
        total = vectors.new_zeros(len(places), vectors.shape[1])
        for b, kernel in enumerate(pair_kernels(rows.take(part), columns.take(inverse[part]))):
            weight, which = kernel.clamp(min=0).topk(min(q, kernel.shape[1]), dim=1)  # (x, q)
            found = places.gather(1, which)
            weight = weight * known.roots[b][found] / weight.sum(1, keepdim=True).clamp(min=TINY).sqrt()
            total += known.weights[b] * torch.einsum("xq,xqk->xk", weight, known.vectors[found])
        vectors[part] = total / known.values
        same = (known.pictures[places[:, :SAME]] == X[part][:, None]).all(2)  # (x, 4)
        hit = same.any(1).nonzero()[:, 0]
        vectors[part.start + hit] = known.vectors[places[hit, same[hit].int().argmax(1)]]
        cosine[part.start + hit] = 1
    return Extended(vectors, cosine)
