"""Leading eigenvectors of large symmetric matrices that are known by their products, and the cut of rows along them.

Eigenvectors come from a block of random vectors, filtered by Chebyshev polynomials that grow outside the unwanted part
of the spectrum (Zhou, Saad, Tiago & Chelikowsky, "Self-consistent-field calculations using Chebyshev-filtered subspace
iteration", 2006). Everything is a product of tall matrices; r x r ones are in float64.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kindfold.ops.blocks import unit_rows
from kindfold.ops.seeding import kmeans

DEGREE = 8  # of a filter
ROUNDS = 12  # of filters, at most
SETTLED = 1e-4  # change of the wanted eigenvalues below which they are found
ROUNDING = 1e-6  # of the largest eigenvalue of a Gram matrix: directions below are noise
TILE = 4096  # rows
LEAST = 0.05  # a Rayleigh quotient: an eigenvector below is hardly one of the graph
SEEDINGS = 10  # of k-means
TURNS = 30  # of a rotation, at most ...
STILL = 1e-9  # ... until its quality, a picture, changes by less

Operator = Callable[[Tensor], Tensor]  # (n, r) -> (n, r)


class Pairs(NamedTuple):
    """Eigenvalues (r,) float64, largest first, and vectors (n, r) float32."""

    values: Tensor
    vectors: Tensor


def leading_pairs(S: Operator, start: Tensor, k: int) -> Pairs:
    """The largest eigenvalues of S, whose spectrum lies in [-1, 1], and vectors; the first k are accurate.

    `start` (n, r) are random vectors, r > k; there are fewer pairs where they are not independent.
    """
    Q, values, low = orthonormal(start), torch.full((k,), torch.inf, dtype=torch.float64), 0.0
    for _ in range(ROUNDS):
        Q = orthonormal(_filtered(S, Q, low))
        found, E = torch.linalg.eigh(gram(Q, S(Q)))
        found, Q = found.flip(0), Q @ E.flip(1).float()
        change = (found[:k].cpu() - values[: len(found)]).abs().max()
        values, low = found[:k].cpu(), min(max(float(found[-1]), -0.9), 0.99)
        if change < SETTLED:
            break
    return Pairs(found, Q)


def pairs_of_factor(F: Tensor) -> Pairs:
    """Those of F F' from its factor F (n, r)."""
    values, E = torch.linalg.eigh(gram(F, F))
    values, E = values.flip(0).clamp(min=0), E.flip(1)
    return Pairs(values, F @ (E * _inverse_root(values)).float())


def mixed(parts: Sequence[Operator], weights: Sequence[float] | NDArray[np.float64]) -> Operator:
    """The weighted sum of operators."""

    def apply(Y: Tensor) -> Tensor:
        total = torch.zeros_like(Y)
        for part, weight in zip(parts, weights, strict=True):
            if weight:
                total.add_(part(Y), alpha=float(weight))
        return total

    return apply


def rayleigh(S: Operator, V: Tensor) -> Tensor:
    """v' S v of the columns of V (n, k), of unit length, and no less than `LEAST`, (k,) float64."""
    return (V.double() * S(V).double()).sum(0).clamp(min=LEAST)


def orthonormal(Y: Tensor) -> Tensor:
    """An orthonormal basis (n, r' <= r) of the columns of Y (n, r), whatever their lengths.

    Taken twice, it is one to float32. Columns that are nearly orthogonal, as filtered eigenvectors are, lose nothing.
    """
    for _ in range(2):
        G = gram(Y, Y)
        scale = _inverse_root(G.diagonal())
        values, E = torch.linalg.eigh(scale[:, None] * G * scale)
        kept = values > ROUNDING * values[-1]
        Y = Y @ (scale[:, None] * E * _inverse_root(values))[:, kept].float()
    return Y


def gram(A: Tensor, B: Tensor) -> Tensor:
    """A' B (r, s) float64 of tall matrices, summed tile by tile."""
    total = torch.zeros(A.shape[1], B.shape[1], dtype=torch.float64, device=A.device)
    for start in range(0, len(A), TILE):
        total += A[start : start + TILE].T @ B[start : start + TILE]
    return total


def eigengap(values: NDArray[np.float64]) -> int:
    """The number k >= 2 of leading eigenvalues, descending, before the largest drop; 1 where there are not three.

    A graph in one piece always has a drop after its first, which says nothing.
    """
    return int(np.argmax(values[1:-1] - values[2:])) + 2 if len(values) > 2 else 1


def cut_by_kmeans(V: Tensor, generator: torch.Generator) -> Tensor:
    """k-means on rows of unit length (Ng, Jordan & Weiss, NIPS 2001), (n,)."""
    return kmeans(V, V.shape[1], generator=generator, n_init=SEEDINGS).labels


def cut_by_pivots(V: Tensor, generator: torch.Generator) -> Tensor:
    """The k rows that pivoted QR picks as typical, turned to the axes (Damle, Minden & Ying, 2019), (n,); no chance."""
    from scipy.linalg import qr

    pivots = qr(V.double().cpu().numpy().T, pivoting=True, mode="economic")[2][: V.shape[1]]
    U, _, Wt = torch.linalg.svd(V[torch.as_tensor(pivots.astype(np.int64), device=V.device)].double().T)
    labels: Tensor = (V.double() @ (U @ Wt)).abs().argmax(1)
    return labels


def cut_by_rotation(V: Tensor, generator: torch.Generator) -> Tensor:
    """The rotation that brings unit rows nearest to the axes (Yu & Shi, ICCV 2003), (n,)."""
    k = V.shape[1]
    U = unit_rows(V).double()
    R, nearest = torch.empty(k, k, dtype=torch.float64, device=V.device), torch.zeros(len(U), dtype=torch.float64)
    row = int(torch.randint(len(U), (1,), generator=generator))
    nearest = nearest.to(V.device)
    for c in range(k):
        R[:, c] = U[row]
        nearest += (U @ R[:, c]).abs()
        row = int(nearest.argmin())
    before = -1.0
    for _ in range(TURNS):
        labels = (U @ R).argmax(1)
        sums = torch.zeros(k, k, dtype=torch.float64, device=V.device).index_add_(0, labels, U)
        left, values, right = torch.linalg.svd(sums)
        R = (left @ right).T
        if abs(float(values.sum()) - before) < STILL * len(U):
            break
        before = float(values.sum())
    return (U @ R).argmax(1)


CUTS = {"kmeans": cut_by_kmeans, "discretize": cut_by_rotation, "cluster_qr": cut_by_pivots}


def _filtered(S: Operator, Q: Tensor, low: float) -> Tensor:
    """The Chebyshev polynomial of S that is at most one on [-1, low] and grows beyond, times Q."""
    middle, half = (low - 1) / 2, (low + 1) / 2
    before, now = Q, (S(Q) - middle * Q) / half
    for _ in range(DEGREE - 1):
        before, now = now, (S(now) - middle * now) * (2 / half) - before
    return now


def _inverse_root(values: Tensor) -> Tensor:
    """x^-1/2 of positive values, zero for others."""
    return torch.where(values > 0, values.clamp(min=torch.finfo(values.dtype).tiny) ** -0.5, 0.0)
