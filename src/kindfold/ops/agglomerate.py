"""Merge moves of a Dirichlet-process mixture, on statistics alone: the cost does not depend on the number of rows.

Merging components a and b changes the hard bound (spherical Gaussians of shared variance v, mean prior N(0, v / kappa)) by

    gain(v) = A(N_a, N_b) - E(a, b) / (2 v),
    A = d/2 ln[(kappa+N_a)(kappa+N_b) / (kappa (kappa+N_a+N_b))] + lnG(N_a+N_b) - lnG(N_a) - lnG(N_b) - ln alpha,
    E = |s_a|^2/(kappa+N_a) + |s_b|^2/(kappa+N_b) - |s_a+s_b|^2/(kappa+N_a+N_b),

so every pair has one critical variance E / (2A) at which the merge starts to pay. Merging always the pair whose critical
variance is smallest gives, in one pass, the quiescent mixture of *every* scale: a dendrogram whose heights are variances.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from kindfold.ops.mixtures import Array, Family, Statistics


class Tree(NamedTuple):
    """Merges in the order in which they happen; the cluster that survives a merge keeps the lower number."""

    pairs: NDArray[np.int64]  # (m, 2), kept < dropped, numbers of the original components
    heights: Array  # (m,), critical variance, made non-decreasing
    size: int  # number of original components

    def n_clusters(self, variance: float) -> int:
        """Number of clusters at quiescence under a shared variance."""
        return self.size - int(np.searchsorted(self.heights, variance, side="right"))

    def labels(self, k: int) -> NDArray[np.int64]:
        """Cluster of every original component when k clusters are left, numbered from zero."""
        root = np.arange(self.size)
        for kept, dropped in self.pairs[: self.size - k]:
            root[dropped] = kept
        while (root[root] != root).any():
            root = root[root]
        return np.unique(root, return_inverse=True)[1].astype(np.int64)


def dendrogram(s: Statistics, *, alpha: float, kappa: float) -> Tree:
    """Merge k components down to one, always the pair of smallest critical variance; O(k^2 d)."""
    count, first = s.count.copy(), s.first.copy()
    k = len(count)
    lowest = np.full(k, np.inf)
    partner = np.zeros(k, dtype=np.int64)
    cost = np.full((k, k), np.inf)
    for a in range(k):
        cost[a] = critical_variance(count[a], first[a], count, first, alpha=alpha, kappa=kappa)
        cost[a, a] = np.inf
    lowest, partner = cost.min(axis=1), cost.argmin(axis=1)

    pairs, heights = np.empty((max(k - 1, 0), 2), dtype=np.int64), np.empty(max(k - 1, 0))
    for step in range(k - 1):
        a = int(lowest.argmin())
        a, b = sorted((a, int(partner[a])))
        pairs[step], heights[step] = (a, b), lowest[a]
        count[a] += count[b]
        first[a] += first[b]
        cost[b], cost[:, b], lowest[b] = np.inf, np.inf, np.inf
        alive = np.isfinite(lowest)
        alive[a] = False
        row = np.full(k, np.inf)
        row[alive] = critical_variance(count[a], first[a], count[alive], first[alive], alpha=alpha, kappa=kappa)
        cost[a], cost[:, a] = row, row
        lowest[a], partner[a] = row.min(), row.argmin()
        better = row < lowest
        lowest[better], partner[better] = row[better], a
        stale = np.flatnonzero(alive & ~better & ((partner == a) | (partner == b)))
        lowest[stale], partner[stale] = cost[stale].min(axis=1), cost[stale].argmin(axis=1)
        if step == k - 2:
            break
        lowest[a] = min(lowest[a], np.finfo(float).max)
    return Tree(pairs, np.maximum.accumulate(heights), k)


def critical_variance(n_a: Array, s_a: Array, n: Array, s: Array, *, alpha: float, kappa: float) -> Array:
    """Shared variance above which merging component a with each of the others raises the bound, (k,)."""
    d, total = len(s_a), n_a + n
    energy = (
        (s_a**2).sum() / (kappa + n_a)
        + (s**2).sum(axis=1) / (kappa + n)
        - ((s_a + s) ** 2).sum(axis=1) / (kappa + total)
    )
    occam = 0.5 * d * np.log((kappa + n_a) * (kappa + n) / (kappa * (kappa + total)))
    crowding = gammaln(total) - gammaln(n_a) - gammaln(n) - np.log(alpha)
    return np.maximum(energy, 0) / (2 * np.maximum(occam + crowding, 1e-12))


def merge_gain(s: Statistics, family: Family, a: int, *, alpha: float) -> Array:
    """Change of the hard bound when component a is merged with each of the k components; entry a is meaningless."""
    one = s[a : a + 1]
    union = s.plus(one)
    marginal = family.log_marginal(union) - family.log_marginal(s) - family.log_marginal(one)
    return marginal + gammaln(union.count) - gammaln(s.count) - gammaln(one.count) - np.log(alpha)


def merge_until_quiet(s: Statistics, family: Family, *, alpha: float) -> NDArray[np.int64]:
    """Best-first merges of any family until none raises the hard bound; the label of every component, (k,)."""
    k = len(s.count)
    root = np.arange(k)
    gain = np.full((k, k), -np.inf)
    for a in range(k):
        gain[a] = merge_gain(s, family, a, alpha=alpha)
        gain[a, a] = -np.inf
    while k > 1 and gain.max() > 0:
        a, b = sorted(int(i) for i in np.unravel_index(gain.argmax(), gain.shape))
        root[root == b] = a
        keep = np.arange(len(s.count)) == a
        s = Statistics(*(np.where(keep.reshape(-1, *[1] * (x.ndim - 1)), x + x[b], x) for x in s))
        gain[b], gain[:, b] = -np.inf, -np.inf
        alive = np.unique(root)
        row = np.full(k, -np.inf)
        row[alive] = merge_gain(s[np.append(alive, a)], family, len(alive), alpha=alpha)[:-1]
        row[a] = -np.inf
        gain[a], gain[:, a] = row, row
    return np.unique(root, return_inverse=True)[1].astype(np.int64)
