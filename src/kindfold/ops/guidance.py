"""Low-rank guidance: a frozen teacher says which few clusters a picture may be in, and the student chooses.

The predictions of all pictures of one kind, and of all views of one picture, should be one and the same row: a matrix
of rank one. Rows on the simplex that share a support of size s have rank at most s, so a teacher that names few
clusters bounds the rank, and agreement on one of them makes it one.

Sources: Ye, Wu, Hong, Zhou, "Nonparametric Deep Fine-grained Clustering with Low-Rank Guided Vision-Language Model"
(CVPR 2026); Hong, Ye, Zhao, "Deep fine-grained clustering with model reusing" (Neural Networks, 2026).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

VARIANTS = ("set", "renorm", "uniform")
SHARPENING = 0.5  # temperature of the teacher's probabilities among the clusters it names, in "renorm"


class Targets(NamedTuple):
    """For each of n pictures the s clusters its teacher names, best first, and their renormalised probabilities.

    A weight of zero says that the cluster is not named after all.
    """

    indices: Tensor  # (n, s) int64
    weights: Tensor  # (n, s) float32; rows sum to one

    def of(self, rows: Tensor) -> Targets:
        """The targets of some pictures."""
        return Targets(self.indices[rows], self.weights[rows])


def top_k(log_q: Tensor, k: int, *, sharpening: float = SHARPENING, least: float = 0.0) -> Targets:
    """The k most probable clusters under the teacher's log-probabilities or logits (n, t), and their weights.

    Clusters below a share `least` of the best one's probability are not named.
    """
    best, indices = log_q.topk(min(k, log_q.shape[1]), dim=1)
    named = (best - best[:, :1]).exp() >= least
    return Targets(indices, (best / sharpening).masked_fill(~named, -torch.inf).softmax(1))


def guidance(log_p: Tensor, targets: Targets, variant: str) -> Tensor:
    """Masked cross-entropy (b,) of log-assignments (b, t) with the clusters that the teacher names.

    "uniform", as published: -sum_{j in T} ln p_j, whose least value s ln s is at the uniform distribution on T, so that
    it alone cannot make a picture choose. "renorm": -sum_{j in T} w_j ln p_j, least at the teacher's own weights.
    "set": -ln sum_{j in T} p_j, zero for every distribution on T: the student chooses.
    """
    named = log_p.gather(1, targets.indices)  # (b, s)
    if variant == "uniform":
        return -(named * (targets.weights > 0)).sum(1)
    if variant == "renorm":
        return -(targets.weights * named).sum(1)
    return -named.masked_fill(targets.weights == 0, -torch.inf).logsumexp(1)


def masked(p: Tensor, targets: Targets) -> Tensor:
    """Assignments (..., b, t) with everything outside T set to zero, and renormalised: rank at most s."""
    named = (targets.weights > 0).to(p.dtype)
    inside = torch.zeros(p.shape[-2:], dtype=p.dtype, device=p.device).scatter_reduce_(
        1, targets.indices, named, "amax"
    )
    kept = p * inside
    return kept / kept.sum(-1, keepdim=True).clamp_min(torch.finfo(p.dtype).tiny)


def surest(targets: Targets, share: float, n_groups: int) -> Tensor:
    """Whether each picture (n,) is among the surest of the group that is its best.

    These are a share of the group's pictures, those with the largest margin between their two best groups, and no more
    than the same share of a group of mean size, so that small groups do not starve beside large ones.
    """
    n, s = targets.weights.shape
    if s < 2:
        return torch.ones(n, dtype=torch.bool, device=targets.weights.device)
    group = targets.indices[:, 0]
    margin = targets.weights[:, 0] - targets.weights[:, 1]
    order = margin.argsort(descending=True, stable=True)
    order = order[group[order].argsort(stable=True)]  # by group, the surest first
    sizes = group.bincount(minlength=int(targets.indices.max()) + 1)
    rank = torch.empty_like(group)
    rank[order] = torch.arange(n, device=group.device) - (sizes.cumsum(0) - sizes)[group[order]]
    most = (share * sizes).clamp_max(math.ceil(share * n / n_groups))
    return rank < most[group]


def gaps(D: Tensor) -> tuple[Tensor, Tensor]:
    """How far view matrices D (..., m, t), rows on the simplex, are from rank one and from certainty, (...,) each.

    Consistency gap |D|_* - |D|_F, zero if and only if D has rank one; confidence gap 1 - |D|_F^2 / m, zero if and only
    if every row is one-hot. Singular values come from the m x m products of the rows.
    """
    squares = torch.linalg.eigvalsh(D @ D.mT).clamp_min(0)  # (..., m)
    frobenius = squares.sum(-1)
    return squares.sqrt().sum(-1) - frobenius.sqrt(), 1 - frobenius / D.shape[-2]
