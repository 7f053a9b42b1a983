"""Losses of soft assignments: pure functions of log-probabilities (b, k) or of their mean (k,), in nats.

Letters: p and q are the assignments of two views of the same b pictures. Everything takes log_p rather than p, so that
a probability that underflows still has a gradient.
"""

from __future__ import annotations

import torch
from torch import Tensor


def cross_entropy(log_p: Tensor, log_q: Tensor) -> Tensor:
    """-1/b sum_i sum_k p_ik ln q_ik: what q has to learn from p, and, as p has a gradient too, how sharp p is."""
    return -(log_p.exp() * log_q).sum(1).mean()


def confidence(log_p: Tensor, log_q: Tensor) -> Tensor:
    """-1/b sum_i ln <p_i, q_i>: zero where two views agree with certainty (Li et al., TAC, ICML 2024)."""
    return -(log_p + log_q).logsumexp(1).mean()


def entropy(p: Tensor) -> Tensor:
    """-sum_k p_k ln p_k of a distribution (k,): at most ln k, where all clusters weigh the same."""
    return -(p * p.clamp_min(torch.finfo(p.dtype).tiny).log()).sum()  # an empty cluster pulls, but not without end


def running(mean: Tensor, usage: Tensor, momentum: float) -> Tensor:
    """The running mean of assignments, updated in place in `usage`, with the gradient of this batch's mean.

    The entropy of the mean of b assignments to k clusters is too low by about k / 2b; that over many batches is not.
    """
    usage.lerp_(mean.detach(), 1 - momentum)
    return usage + (mean - mean.detach())
