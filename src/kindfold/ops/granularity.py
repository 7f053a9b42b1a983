"""How many kinds: dendrograms of shared-variance mixtures, their split-half stability, and the choice of a level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score

from kindfold.ops.agglomerate import Tree, dendrogram
from kindfold.ops.mixtures import Array, Statistics
from kindfold.ops.seeding import kmeans

ALPHA = 0.4  # one log alpha per merge, against gains of tens to thousands: K hardly feels it


class View(NamedTuple):
    """Rows over-clustered in one space, with the dendrogram of all coarser mixtures."""

    cells: NDArray[np.int64]  # (n,) over-clustering
    s: Statistics
    tree: Tree

    def labels(self, k: int) -> NDArray[np.int64]:
        """Cluster of every row when k clusters are left, (n,)."""
        return self.tree.labels(k)[self.cells]


class Level(NamedTuple):
    """One granularity: K clusters over a range of scales, and how well two halves of the rows agree on them."""

    space: str
    scale: float
    n_clusters: int
    stability: float


def view(Z: Array, n_cells: int, *, seed: int, alpha: float = ALPHA) -> View:
    """Over-cluster rows Z (n, q) once, then merge down to one cluster."""
    generator = torch.Generator().manual_seed(seed)
    found = kmeans(torch.as_tensor(Z, dtype=torch.float32), n_cells, generator=generator, spherical=False, max_iter=20)
    cells = np.unique(found.labels.cpu().numpy(), return_inverse=True)[1].astype(np.int64)
    s = cell_statistics(Z, cells)
    return View(cells, s, dendrogram(s, alpha=alpha, kappa=1.0))


def cell_statistics(Z: Array, cells: NDArray[np.int64]) -> Statistics:
    """Count, sum and sum of squared norms of every cell."""
    k = int(cells.max()) + 1
    first, second = np.zeros((k, Z.shape[1])), np.zeros(k)
    np.add.at(first, cells, Z)
    np.add.at(second, cells, (Z**2).sum(axis=1))
    return Statistics(np.bincount(cells, minlength=k).astype(float), first, second)


def stability(Z: Array, scales: Sequence[float], n_cells: int, *, repeats: int, seed: int) -> Array:
    """Split-half agreement at each scale, (len(scales),): AMI of one half's own clusters with the other half's means."""
    rng = np.random.default_rng(seed)
    out = np.zeros((repeats, len(scales)))
    for repeat in range(repeats):
        order = rng.permutation(len(Z))
        a, b = (Z[np.sort(half)] for half in np.array_split(order, 2))
        trees = [view(half, min(n_cells, max(len(half) // 6, 2)), seed=int(rng.integers(2**31))) for half in (a, b)]
        for column, scale in enumerate(scales):
            out[repeat, column] = _agreement(*trees, b, scale)
    return out.mean(axis=0)


def _agreement(a: View, b: View, rows: Array, scale: float) -> float:
    ka, kb = a.tree.n_clusters(scale), b.tree.n_clusters(scale)
    if min(ka, kb) < 2:
        return 0.0
    labels = a.tree.labels(ka)
    count, first = np.bincount(labels, weights=a.s.count), np.zeros((ka, rows.shape[1]))
    np.add.at(first, labels, a.s.first)
    mean = first / count[:, None]
    guess = np.concatenate(
        [
            ((mean**2).sum(axis=1) - 2 * r @ mean.T).argmin(axis=1)
            for r in np.array_split(rows, max(len(rows) // 4096, 1))
        ]
    )
    return float(adjusted_mutual_info_score(b.labels(kb), guess))
