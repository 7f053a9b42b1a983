"""Contrasts and separation: what keeps pictures, clusters and prototypes apart."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

LEAST_MASS = 0.5  # of a cluster in a batch, below which its centre is noise


def instance_contrast(a: Tensor, b: Tensor, temperature: float) -> Tensor:
    """NT-Xent of two views (b, e) of unit length: each has to find the other among all 2b - 1.

    Source: Chen et al., "A simple framework for contrastive learning of visual representations" (ICML 2020), Eq. (1).
    """
    n = len(a)
    both = torch.cat([a, b])
    logits = (both @ both.T / temperature).float()
    logits = logits.masked_fill(torch.eye(2 * n, dtype=torch.bool, device=logits.device), -torch.inf)
    return cross_entropy(logits, torch.arange(2 * n, device=logits.device).roll(n))


def column_contrast(p: Tensor, q: Tensor, temperature: float) -> Tensor:
    """NT-Xent of the columns of two assignments (b, k): each cluster of p has to find itself in q among all others.

    D of Li et al., "Image Clustering with External Guidance" (ICML 2024). Least where columns are orthogonal and agree.
    """
    return instance_contrast(normalize(p.T), normalize(q.T), temperature)


def cluster_contrast(p: Tensor, a: Tensor, b: Tensor, temperature: float) -> Tensor:
    """Symmetric contrast of the cluster centres of two views a and b (b, e), both weighted by the assignments p (b, t).

    Only clusters with some mass in the batch count; zero where there are fewer than two.
    """
    present = (p.detach().sum(0) >= LEAST_MASS).nonzero().ravel()
    if len(present) < 2:
        return a.sum() * 0
    weights = p[:, present].T  # (c, b); lengths cancel, so there is no need to divide by the mass
    logits = (normalize(weights @ a) @ normalize(weights @ b).T / temperature).float()
    same = torch.arange(len(present), device=logits.device)
    return (cross_entropy(logits, same) + cross_entropy(logits.T, same)) / 2


def orthogonality(prototypes: Tensor) -> Tensor:
    """|M'M - I|_F^2 over the number of prototypes (c, e), as directions.

    At least (c / e - 1) where c > e: no more than e directions are orthogonal (the bound of Welch, 1974).
    """
    M = normalize(prototypes)
    return (M @ M.T - torch.eye(len(M), device=M.device, dtype=M.dtype)).square().sum() / len(M)
