"""Losses of soft assignments: pure functions of log-probabilities (b, k) or of their mean (k,), in nats.

Letters: p and q are the assignments of two views of the same b pictures. Everything takes log_p rather than p, so that
a probability that underflows still has a gradient.
"""

from __future__ import annotations

import torch
from torch import Tensor

from kindfold.ops.sticks import expected_log_weights, stick_divergence


def cross_entropy(log_p: Tensor, log_q: Tensor) -> Tensor:
    """-1/b sum_i sum_k p_ik ln q_ik: what q has to learn from p, and, as p has a gradient too, how sharp p is."""
    return -(log_p.exp() * log_q).sum(1).mean()


def confidence(log_p: Tensor, log_q: Tensor) -> Tensor:
    """-1/b sum_i ln <p_i, q_i>: zero where two views agree with certainty (Li et al., TAC, ICML 2024)."""
    return -(log_p + log_q).logsumexp(1).mean()


def generalised_cross_entropy(log_p: Tensor, labels: Tensor, q: float, weights: Tensor) -> Tensor:
    """Mean of (1 - p_i,y(i)^q) / q: the cross-entropy as q goes to 0, 1 - p at q = 1, where wrong labels pull least.

    Rows count by weights (b,). Zhang & Sabuncu, "Generalized cross entropy loss for training deep neural networks with
    noisy labels" (NeurIPS 2018).
    """
    log_own = log_p.gather(1, labels[:, None])[:, 0]  # (b,)
    return weighted_mean((1 - (q * log_own).exp()) / q if q else -log_own, weights)


def disagreement(log_p: Tensor, log_q: Tensor, weights: Tensor) -> Tensor:
    """Mean of |p_i - q_i|^2 by weights (b,): from 0, where two views agree, to 2."""
    return weighted_mean((log_p.exp() - log_q.exp()).square().sum(1), weights)


def weighted_mean(values: Tensor, weights: Tensor) -> Tensor:
    """Mean of values (b,) by weights (b,), 0 where all of these are 0."""
    total = weights.sum()
    return (weights * values).sum() / total.where(total > 0, 1.0)


def entropy(p: Tensor) -> Tensor:
    """-sum_k p_k ln p_k of a distribution (k,): at most ln k, where all clusters weigh the same."""
    return -(p * p.clamp_min(torch.finfo(p.dtype).tiny).log()).sum()  # an empty cluster pulls, but not without end


def running(mean: Tensor, usage: Tensor, momentum: float) -> Tensor:
    """The running mean of assignments, updated in place in `usage`, with the gradient of this batch's mean.

    The entropy of the mean of b assignments to k clusters is too low by about k / 2b; that over many batches is not.
    """
    usage.lerp_(mean.detach(), 1 - momentum)
    return usage + (mean - mean.detach())


def stick_breaking(log_p: Tensor, usage: Tensor, n: int, alpha: float, *, momentum: float = 0.9) -> Tensor:
    """KL of assignments (b, k) from a Dirichlet process, per picture of n; the running mean `usage` (k,) is updated.

    1/b sum_i sum_k p_ik (ln p_ik - E ln pi_k) + 1/n KL(q(V) | p(V)), with the optimal sticks under the running mean.
    The first part alone has a gradient: it draws pictures to the clusters that are large (Blei & Jordan, 2006).
    """
    p = log_p.exp()
    usage.lerp_(p.detach().mean(0), 1 - momentum)
    count = n * usage.double().cpu().numpy()
    expected = torch.from_numpy(expected_log_weights(count, alpha)).to(log_p)
    return (p * (log_p - expected)).sum(1).mean() + stick_divergence(count, alpha) / n
