"""Merge moves of a Dirichlet-process mixture, on statistics alone: the cost does not depend on the number of rows.

Merging components a and b changes the hard bound (spherical Gaussians of shared variance v, means ~ N(0, v / kappa)) by

    gain(v) = A(N_a, N_b) - E(a, b) / (2 v),
    A = f d/2 ln[(kappa+N_a)(kappa+N_b) / (kappa (kappa+N_a+N_b))] + lnG(N_a+N_b) - lnG(N_a) - lnG(N_b) - ln alpha,
    E = |s_a|^2/(kappa+N_a) + |s_b|^2/(kappa+N_b) - |s_a+s_b|^2/(kappa+N_a+N_b),

so every pair has one critical variance E / (2A) at which the merge starts to pay. Merging always the pair of smallest
critical variance gives, in one pass, the quiescent mixture of *every* scale: a dendrogram whose heights are variances.
f = 1 is the bound itself. f < 1 counts only a share f of the d dimensions in the Occam factor: the rows of a kind vary
in few of them, and with f = 1 a kind of ten rows must lie twice as far from its neighbours as one of a hundred.
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


def dendrogram(s: Statistics, *, alpha: float, kappa: float, effective: float = 1.0) -> Tree:
    """Merge k components down to one, always the pair of smallest critical variance; O(k^2 d)."""
    count, first, k = s.counts.copy(), s.first.copy(), len(s.counts)

    def costs(a: int, others: NDArray[np.bool_]) -> Array:
        row = np.full(k, np.inf)
        row[others] = critical_variance(
            count[a], first[a], count[others], first[others], alpha=alpha, kappa=kappa, effective=effective
        )
        return row

    alive = np.ones(k, dtype=bool)
    cost = np.stack([costs(a, alive & (np.arange(k) != a)) for a in range(k)])
    lowest, partner = cost.min(axis=1), cost.argmin(axis=1)

    pairs, heights = np.empty((k - 1, 2), dtype=np.int64), np.empty(k - 1)
    for step in range(k - 1):
        a = int(lowest.argmin())
        a, b = sorted((a, int(partner[a])))
        pairs[step], heights[step] = (a, b), lowest[a]
        count[a] += count[b]
        first[a] += first[b]
        alive[b] = False
        cost[b], cost[:, b], lowest[b] = np.inf, np.inf, np.inf

        row = costs(a, alive & (np.arange(k) != a))
        cost[a], cost[:, a] = row, row
        stale = alive & ((partner == a) | (partner == b))
        nearer = row < lowest
        lowest[nearer], partner[nearer] = row[nearer], a
        stale = np.flatnonzero(stale & ~nearer)
        lowest[stale], partner[stale] = cost[stale].min(axis=1), cost[stale].argmin(axis=1)
        lowest[a], partner[a] = row.min(), row.argmin()
    return Tree(pairs, np.maximum.accumulate(heights), k)


def critical_variance(
    n_a: Array, s_a: Array, n: Array, s: Array, *, alpha: float, kappa: float, effective: float = 1.0
) -> Array:
    """Shared variance above which merging component a with each of the others raises the bound, (k,)."""
    total = n_a + n
    energy = (
        (s_a**2).sum() / (kappa + n_a)
        + (s**2).sum(axis=1) / (kappa + n)
        - ((s_a + s) ** 2).sum(axis=1) / (kappa + total)
    )
    cost = price(n_a, n, len(s_a), alpha=alpha, kappa=kappa, effective=effective)
    variance: Array = np.maximum(energy, 0) / (2 * np.maximum(cost, 1e-12))
    return variance


def price(n_a: Array, n_b: Array, d: int, *, alpha: float, kappa: float, effective: float = 1.0) -> Array:
    """A(N_a, N_b): what the bound charges, in nats, for keeping two components apart."""
    total = n_a + n_b
    occam = 0.5 * effective * d * np.log((kappa + n_a) * (kappa + n_b) / (kappa * (kappa + total)))
    nats: Array = occam + gammaln(total) - gammaln(n_a) - gammaln(n_b) - np.log(alpha)
    return nats


def merge_gain(s: Statistics, family: Family, a: int, *, alpha: float) -> Array:
    """Change of the hard bound when component a is merged with each of the k components; entry a is meaningless."""
    one = s.take(slice(a, a + 1))
    union = s.plus(one)
    marginal = family.log_marginal(union) - family.log_marginal(s) - family.log_marginal(one)
    out: Array = marginal + gammaln(union.counts) - gammaln(s.counts) - gammaln(one.counts) - np.log(alpha)
    return out


def merge_until_quiet(s: Statistics, family: Family, *, alpha: float) -> NDArray[np.int64]:
    """Best-first merges of any family until none raises the hard bound; the label of every component, (k,)."""
    k = len(s.counts)
    root = np.arange(k)
    gain = np.stack([merge_gain(s, family, a, alpha=alpha) for a in range(k)])
    np.fill_diagonal(gain, -np.inf)
    while k > 1 and gain.max() > 0:
        a, b = sorted(int(i) for i in np.unravel_index(gain.argmax(), gain.shape))
        root[root == b] = a
        keep = np.arange(len(s.counts)) == a
        s = Statistics(*(np.where(keep.reshape(-1, *[1] * (x.ndim - 1)), x + x[b], x) for x in s))
        gain[b], gain[:, b] = -np.inf, -np.inf
        alive = np.unique(root)
        row = np.full(k, -np.inf)
        row[alive] = merge_gain(s.take(np.append(alive, a)), family, len(alive), alpha=alpha)[:-1]
        row[a] = -np.inf
        gain[a], gain[:, a] = row, row
    return np.unique(root, return_inverse=True)[1].astype(np.int64)
