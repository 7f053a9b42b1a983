"""How many kinds: what a dendrogram of shared-variance mixtures says of its own cuts.

A dendrogram gives K at every scale but no scale. Three dimensionless rulers, none of which knows the true number, each
name a cut; their median is taken, because each is misled by something else (see `RULERS`), and weighted by how well
halves of the rows agree on the cut that each names. With variances as shares of the total, K the number of clusters at
a cut, n/K their mean size, h the critical variance summed over dimensions, and A the price of a component
(`ops.agglomerate.price`):

    squared distance at which two clusters of mean size merge    D2 = h 4 A(n/K, n/K) / (n/K)
    variance between clusters (corrected for noise), within      B, W = 1 - B
    height of a merge, half way from variance to distance        H = sqrt(h D2)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from kindfold.ops.agglomerate import Tree, dendrogram, price
from kindfold.ops.mixtures import Array, Statistics
from kindfold.ops.parallel import alone
from kindfold.ops.parts import Matrix, Part, Parts, cut, parts_of, total
from kindfold.ops.parts import count as count_rows
from kindfold.ops.seeding import kmeans_of_many

ALPHA = 0.4  # concentration of the process: one log alpha a merge against gains of tens of nats, so K hardly feels it
KAPPA = 1.0  # the prior on a mean weighs as one row
EFFECTIVE = 0.3  # share of the dimensions in which the rows of a kind vary, median over the development sets
POWER = 2  # of the odds of agreement
MIDDLE = np.array([1, 2, 1])  # smallest, middle and largest reading: the middle one is right more often
SUREST = 0.98  # agreement, beyond which differences say nothing
SMALL = 2**23  # distances: fewer are computed by one thread
SMALLEST = 4  # cells: with fewer there is no dendrogram to measure


class View(NamedTuple):
    """Rows over-clustered in one space, with the dendrogram of all coarser mixtures."""

    cells: NDArray[np.int64]  # (n,) over-clustering
    s: Statistics
    tree: Tree

    def labels(self, k: int) -> NDArray[np.int64]:
        """Cluster of every row when k clusters are left, (n,)."""
        return self.tree.labels(min(k, self.tree.size))[self.cells]


class Profile(NamedTuple):
    """What a dendrogram says about its cuts, finest first, (m,) each; variances are shares of the total."""

    n_clusters: NDArray[np.int64]  # before the merge
    height: Array  # h
    distance: Array  # D2
    between: Array  # B
    within: Array  # W


class Ruler(NamedTuple):
    """A dimensionless height, and the value above which clusters are kinds."""

    space: str
    measure: Callable[[Profile], Array]
    limit: float


def view(Z: Matrix | Parts, n_cells: int, *, seed: int, device: str = "cpu") -> View:
    """Over-cluster rows Z (n, q) once, then merge down to one cluster."""
    rows, generator = parts_of(Z), torch.Generator().manual_seed(seed)
    n = count_rows(rows)
    with alone(n * n_cells < SMALL):
        found = kmeans_of_many(rows, min(n_cells, n), generator=generator, max_iter=15, device=device)
    cells = np.unique(found.labels.cpu().numpy(), return_inverse=True)[1].astype(np.int64)
    s = cell_statistics(rows, cells)
    return View(cells, s, dendrogram(s, alpha=ALPHA, kappa=KAPPA, effective=EFFECTIVE))


def by_the_bound(view: View) -> View:
    """The same cells merged by the bound itself, f = 1: counting wants small kinds kept, the cut wants the mixture."""
    return view._replace(tree=dendrogram(view.s, alpha=ALPHA, kappa=KAPPA))


def cell_statistics(Z: Matrix | Parts, cells: NDArray[np.int64]) -> Statistics:
    """Count, sum and sum of squared norms of every cell."""
    rows, k = parts_of(Z), int(cells.max()) + 1
    first, second = zip(*rows.each(_cell_sums, k, own=cut(cells, rows.sizes)), strict=True)
    return Statistics(np.bincount(cells, minlength=k).astype(float), total(first), total(second))


def _cell_sums(part: Part, cells: NDArray[np.int64], k: int) -> tuple[Array, Array]:
    first, second = np.zeros((k, part.rows.shape[1])), np.zeros(k)
    np.add.at(first, cells, part.rows)
    np.add.at(second, cells, (part.rows**2).sum(axis=1))
    return first, second


def profile(view: View) -> Profile:
    """Measure every cut of a dendrogram of at least two cells."""
    s, tree = view.s, view.tree
    n, q = s.counts.sum(), s.first.shape[1]
    k = np.arange(tree.size, 1, -1)
    spread = (s.second.sum() - (s.first.sum(axis=0) ** 2).sum() / n) / n + np.finfo(float).tiny
    between = np.cumsum(_energies(view)[::-1])[::-1] / n / spread
    noise = (k - 1) / np.maximum(n - k, 1) * np.maximum(1 - between, 0)  # what k means of noise would show
    between = np.clip(between - noise, 1e-3, 1 - 1e-9)
    height = tree.heights * q / spread
    size = n / k
    charge = price(size, size, q, alpha=ALPHA, kappa=KAPPA, effective=EFFECTIVE)
    distance = np.maximum.accumulate(tree.heights * 4 * charge / size) / spread
    return Profile(k, height, distance, between, 1 - between)


def _energies(view: View) -> Array:
    """Scatter between the two clusters of every merge (Ward, 1963)."""
    count, first = view.s.counts.copy(), view.s.first.copy()
    out = np.empty(len(view.tree.pairs))
    for i, (a, b) in enumerate(view.tree.pairs):
        gap = first[a] / count[a] - first[b] / count[b]
        out[i] = count[a] * count[b] / (count[a] + count[b]) * (gap @ gap)
        count[a] += count[b]
        first[a] += first[b]
    return out


def by_last_merges(p: Profile) -> Array:
    """Height over the mean height of the last three merges; misled when kinds come in families."""
    height = np.sqrt(p.height * p.distance)
    out: Array = height / np.exp(np.log(np.maximum(height[-3:], np.finfo(float).tiny)).mean())
    return out


def by_spread_within(p: Profile) -> Array:
    """Height over the variance within clusters; misled when encoders leave little of the variance between kinds."""
    return np.sqrt(p.height * p.distance) / p.within


def by_both_spreads(p: Profile) -> Array:
    """Variance over the geometric mean of the variances between and within; misled by kinds of very unequal size."""
    return p.height / np.sqrt(p.between * p.within)


RULERS = (
    Ruler("plain", by_last_merges, 0.7),
    Ruler("plain", by_spread_within, 2.6),
    Ruler("whitened", by_both_spreads, 7.5),
)


def read(ruler: Ruler, p: Profile) -> int:
    """The number of clusters that a ruler names: the finest cut from which every merge is higher than its limit."""
    beyond = np.flatnonzero(np.maximum.accumulate(ruler.measure(p)) > ruler.limit)
    return int(p.n_clusters[beyond[0]]) if len(beyond) else 1


def count(readings: Sequence[int], agreement: Callable[[list[int]], Iterable[float]]) -> int:
    """K: the median of the readings, weighted by how well halves agree on each number.

    `agreement` is asked only where the readings differ, and not for one kind, which is trivially agreed on.
    """
    k = round(np.median(readings))
    ks = sorted({*readings} - {1})
    if k < 2 or len({*readings}) < 2:
        return k
    agreed = {1: 0.0, **dict(zip(ks, agreement(ks), strict=True))}
    return round(weighted_median(readings, [agreed[x] for x in readings]))


def weighted_median(counts: Sequence[int], agreed: Sequence[float]) -> float:
    """Median of three counts, interpolated on the log scale.

    Each is weighted by the squared odds of the agreement on it, and the middle one counts twice. Equal weights give the
    plain median. Weights move it gradually, so it does not jump when an agreement wavers.
    """
    order = np.argsort(counts)
    s = np.clip(np.asarray(agreed)[order], 1 - SUREST, SUREST)
    weight = (s / (1 - s)) ** POWER * MIDDLE
    middle = np.cumsum(weight) - weight / 2
    return float(np.exp(np.interp(weight.sum() / 2, middle, np.log(np.asarray(counts)[order]))))
