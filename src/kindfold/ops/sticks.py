"""Stick-breaking weights of a Dirichlet process, truncated at k sticks in decreasing order of size.

V_j ~ Beta(1, alpha), pi_j = V_j prod_{i<j} (1 - V_i), the last stick takes what is left (V_k = 1).
Source: Blei and Jordan, Variational inference for Dirichlet process mixtures (2006).
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, digamma

from kindfold.ops.mixtures import Array


def stick_bound(count: Array, alpha: float) -> float:
    """The bound's weight terms at the optimal sticks: sum of ln B(1+N_j, alpha+N_{>j}) - ln B(1, alpha)."""
    n, tail = _sorted_with_tail(count)
    return float((betaln(1 + n, alpha + tail) - betaln(1.0, alpha))[:-1].sum())


def expected_log_weights(count: Array, alpha: float) -> Array:
    """E log pi_k under the optimal sticks, in the order of `count`, (k,)."""
    order = np.argsort(-count, kind="stable")
    n, tail = _sorted_with_tail(count)
    total = digamma(1 + n + alpha + tail)
    log_v, log_rest = digamma(1 + n) - total, digamma(alpha + tail) - total
    log_v[-1] = 0.0  # the last stick takes what is left
    out = np.empty_like(count)
    out[order] = log_v + np.concatenate([[0.0], np.cumsum(log_rest[:-1])])
    return out


def stick_divergence(count: Array, alpha: float) -> float:
    """KL of the optimal sticks Beta(1 + N_j, alpha + N_{>j}) from their prior Beta(1, alpha), summed, in nats."""
    n, tail = (part[:-1] for part in _sorted_with_tail(count))  # the last stick is no variable
    a, b = 1 + n, alpha + tail
    gain = n * digamma(a) + tail * digamma(b) - (n + tail) * digamma(a + b)
    return float((betaln(1.0, alpha) - betaln(a, b) + gain).sum())


def expected_alpha(count: Array, alpha: float, *, shape: float = 1.0, rate: float = 1.0) -> float:
    """E alpha under its Gamma(shape, rate) prior, given the sticks that `alpha` led to."""
    n, tail = _sorted_with_tail(count)
    log_rest = (digamma(alpha + tail) - digamma(1 + n + alpha + tail))[:-1]
    return float((shape + len(n) - 1) / (rate - log_rest.sum()))


def _sorted_with_tail(count: Array) -> tuple[Array, Array]:
    n = -np.sort(-count)
    return n, np.cumsum(n[::-1])[::-1] - n
