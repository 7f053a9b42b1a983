"""Relations of pictures to nouns: how much of each noun it takes to put a picture together, by ridge regression.

C minimises |X - C T|^2 + lambda |C|^2 for pictures X (n, d) and nouns T (m, d), so that

    C = X T' (T T' + lambda I)^-1 = X (T'T + lambda I)^-1 T'

(Language-Assisted Image Clustering Guided by Discriminative Relational Signals and Adaptive Semantic Centers, 2026,
Eq. (4)-(5)). With T'T = V diag(w) V', the rows of

    Y = X V diag(sqrt(w) / (w + lambda))

have the products of those of C, as C C' = Y Y'. So distances, angles, k-means and neighbours are the same in the few
columns of Y, and C is formed for few rows at a time, to be looked at.

The weights are largest at w = lambda. A lambda far below the spectrum makes all directions of the nouns count alike,
noise included; one far above it leaves the direction that all nouns share.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from kindfold.ops.blocks import tiles


class Related(NamedTuple):
    """The nouns with the largest relation to each of n pictures, largest first."""

    nouns: Tensor  # (n, t) int64
    relation: Tensor  # (n, t) float64


def mean_eigenvalue(nouns: Tensor) -> float:
    """Mean of the eigenvalues of T'T that are not zero, for unit nouns (m, d) of full rank: a measure for lambda."""
    return len(nouns) / min(nouns.shape)


def relation_axes(nouns: Tensor, ridge: float) -> Tensor:
    """The (d, r) float64 that takes pictures to the rows of Y; r is the rank of the nouns (m, d)."""
    T = nouns.double()
    w, V = torch.linalg.eigh(T.T @ T)
    kept = w > w[-1] * len(w) * torch.finfo(w.dtype).eps  # the others are zero but for rounding
    axes: Tensor = V[:, kept] * (w[kept].sqrt() / (w[kept] + ridge))
    return axes


def along(X: Tensor, axes: Tensor) -> Tensor:
    """Rows (n, d) times axes (d, r), added up in float64; (n, r) float32."""
    Y = torch.empty(len(X), axes.shape[1], dtype=torch.float32, device=X.device)
    for tile in tiles(len(X), max(axes.shape)):
        Y[tile] = (X[tile].double() @ axes).float()
    return Y


def relations(X: Tensor, nouns: Tensor, ridge: float) -> Tensor:
    """Relations C (n, m) float64 of pictures (n, d) to nouns (m, d): for few pictures, as there may be many nouns."""
    T = nouns.double()
    gram = T.T @ T
    gram.diagonal().add_(ridge)
    C: Tensor = torch.linalg.solve(gram, X.double().T).T @ T.T
    return C


def related(X: Tensor, nouns: Tensor, ridge: float, *, n_nouns: int) -> Related:
    """The `n_nouns` nouns (m, d) with the largest relation to every picture (n, d); memory is O(n t + tile)."""
    parts = [
        relations(X[tile], nouns, ridge).topk(min(n_nouns, len(nouns)), dim=1) for tile in tiles(len(X), len(nouns))
    ]
    relation, places = (torch.cat(column) for column in zip(*parts, strict=True))
    return Related(places, relation)
