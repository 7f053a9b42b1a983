"""Regularised affinity diffusion: several graphs of the same pictures become one.

Over a symmetric matrix A and weights beta on the simplex, minimised is (Peng et al., ICLR 2026; Bai et al.,
"Regularized diffusion process on bidirectional context for object retrieval", TPAMI 2019)

    sum_b beta_b h_b + mu |A - I|^2 + lambda/2 |beta|^2,    h_b = |A|^2 - tr(A S_b A S_b)                       (9)

    A    <- sum_b beta_b / (1 + mu) S_b A S_b + mu / (1 + mu) I    until it stays                                (13)
    beta <- the point of the simplex nearest to -h / lambda

A has n^2 entries, but A - c I, c = mu / (1 + mu), is nearly of low rank: A = c I + Q M Q' with an orthonormal basis Q
(n, r). For a given basis everything above is r x r, by G_b = Q' S_b Q and C_b = (S_b Q)' (S_b Q); the basis then
becomes that of what one step makes of it.

Symbols: n pictures, r dimensions of the basis, b graphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kindfold.ops.simplex import project
from kindfold.ops.spectral import Operator, gram, orthonormal

TURNS = 8  # of the basis, at most
STEPS = 60  # in one basis, at most
SETTLED = 1e-4  # relative change of M below which it stays


class Diffused(NamedTuple):
    """A = c I + Q M Q', the weights of the graphs, and per step the objective per picture and the weights."""

    basis: Tensor  # (n, r) float32
    core: Tensor  # (r, r) float64
    constant: float  # c
    weights: NDArray[np.float64]  # (b,)
    objective: list[float]
    path: list[list[float]]


def diffuse(
    graphs: Sequence[Operator],
    squares: Sequence[float],
    basis: Tensor,
    *,
    mu: float,
    balance: float,
    turns: int = TURNS,
    steps: int = STEPS,
) -> Diffused:
    """Minimise (9) from a basis (n, r) that nearly holds the leading eigenvectors of all graphs.

    `graphs` multiply by S_b, `squares` are the sums of their squared entries, `balance` is lambda / n.
    At most so many `turns` of the basis are made, and `steps` in each.
    """
    n, beta = len(basis), np.full(len(graphs), 1 / len(graphs))
    c = mu / (1 + mu)
    objective: list[float] = []
    path: list[list[float]] = []
    M = torch.zeros(basis.shape[1], basis.shape[1], dtype=torch.float64, device=basis.device)
    for turn in range(turns):
        images = [S(basis) for S in graphs]  # P_b = S_b Q
        C, G = [gram(P, P) for P in images], [gram(basis, P) for P in images]
        size = float(M.norm())
        for _ in range(steps):
            before, M = M, sum(w / (1 + mu) * (c * c_b + g @ M @ g) for w, c_b, g in zip(beta, C, G, strict=True))
            h = _costs(M, C, G, squares, c, n) / n
            beta = project(-h / balance)
            apart = n * (1 - c) ** 2 - 2 * (1 - c) * float(M.trace()) + float(M.square().sum())  # |A - I|^2
            objective.append(float(beta @ h + mu * apart / n + balance / 2 * beta @ beta))
            path.append(beta.tolist())
            if float((M - before).norm()) <= SETTLED * float(M.norm()):
                break
        if turn == turns - 1 or abs(float(M.norm()) - size) <= SETTLED * size:
            break
        parts = [
            w * S(c * P + basis @ (M @ g).float()) for w, S, P, g in zip(beta, graphs, images, G, strict=True) if w
        ]
        turned = orthonormal(sum(parts[1:], parts[0]))
        across = gram(turned, basis)
        basis, M = turned, across @ M @ across.T
    return Diffused(basis, M, c, beta, objective, path)


def factor(found: Diffused) -> Tensor:
    """F (n, r) with F F' = D^-1/2 Q M Q' D^-1/2, where D holds the sums of the rows of A."""
    values, E = torch.linalg.eigh((found.core + found.core.T) / 2)
    F = found.basis @ (E * values.clamp(min=0).sqrt()).float()  # (n, r)
    degree = F.double() @ F.sum(0, dtype=torch.float64) + found.constant
    scaled: Tensor = F.double() / degree.clamp(min=found.constant)[:, None].sqrt()
    return scaled.float()


def _costs(
    M: Tensor, C: Sequence[Tensor], G: Sequence[Tensor], squares: Sequence[float], c: float, n: int
) -> NDArray[np.float64]:
    """h_b of A = c I + Q M Q', (b,)."""
    whole = n * c * c + 2 * c * float(M.trace()) + float(M.square().sum())  # |A|^2
    kept = [
        c * c * square + 2 * c * float((M * c_b).sum()) + float(((M @ g) * (g @ M)).sum())
        for square, c_b, g in zip(squares, C, G, strict=True)
    ]
    return whole - np.array(kept)
