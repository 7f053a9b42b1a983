"""k-means: greedy k-means++ seeding and Lloyd's iterations, spherical or Euclidean.

Sources: Arthur & Vassilvitskii, "k-means++: the advantages of careful seeding" (SODA 2007), greedy variant with
2 + log k trials a step; Lloyd, "Least squares quantization in PCM" (1982); Dhillon & Modha, "Concept decompositions for
large sparse text data using clustering" (2001) for unit rows and unit centres.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from kindfold.ops.blocks import group_sums, unit_rows
from kindfold.ops.nearest import nearest


class Partition(NamedTuple):
    """What `kmeans` returns; k is smaller than asked for when the rows hold fewer distinct values.

    centers (k, d) float32, labels (n,) int64 in 0..k-1, the sum of squared distances to the centres, Lloyd's passes.
    """

    centers: Tensor
    labels: Tensor
    inertia: float
    n_iter: int


def kmeans(
    X: Tensor,
    n_clusters: int,
    *,
    generator: torch.Generator,
    n_init: int = 1,
    max_iter: int = 100,
    spherical: bool = True,
) -> Partition:
    """Partition the rows of X (n, d) around n_clusters centres.

    Spherical: rows and centres have unit length (rows are scaled here, X is not changed). The best of `n_init` seedings
    by inertia is returned.
    """
    X = unit_rows(X) if spherical else X.float()
    runs = [
        lloyd(X, X[plus_plus(X, n_clusters, generator=generator)], max_iter=max_iter, spherical=spherical)
        for _ in range(n_init)
    ]
    return min(runs, key=lambda run: run.inertia)


def lloyd(X: Tensor, centers: Tensor, *, max_iter: int = 100, spherical: bool = True) -> Partition:
    """Alternate assignment and means from the given centres (k, d) until no label changes; empty clusters go."""
    labels = torch.full((len(X),), -1)
    for n_iter in range(1, max_iter + 1):  # noqa: B007
        before, (labels, scores) = labels, nearest(X, centers, offsets(centers, spherical=spherical))
        if torch.equal(labels, before):
            break
        labels = torch.unique(labels, return_inverse=True)[1]
        centers = means(X, labels, int(labels.max()) + 1, spherical=spherical)
    labels, scores = nearest(X, centers, offsets(centers, spherical=spherical))
    inertia = float((X.double().square().sum(dim=1) - 2 * scores).sum()) + len(X) * spherical
    return Partition(centers, labels, inertia, n_iter)


def means(X: Tensor, labels: Tensor, n_clusters: int, *, spherical: bool) -> Tensor:
    """Mean row of every cluster, (k, d) float32, scaled to unit length when spherical."""
    sums = group_sums(X, labels, n_clusters)
    if spherical:
        return unit_rows(sums)
    return (sums / labels.bincount(minlength=n_clusters)[:, None]).float()


def offsets(centers: Tensor, *, spherical: bool) -> Tensor:
    """The term b that turns x.c + b into minus half the squared distance, up to a term of x alone; (k,) float64."""
    return centers.new_zeros(len(centers), dtype=torch.float64) if spherical else -centers.double().square().sum(1) / 2


def plus_plus(X: Tensor, n_clusters: int, *, generator: torch.Generator) -> Tensor:
    """Rows chosen by greedy k-means++, (k,) int64: each is the best of 2 + log k draws by squared distance."""
    n_trials = 2 + int(math.log(n_clusters))
    norms = X.double().square().sum(dim=1)
    chosen = [int(torch.randint(len(X), (1,), generator=generator))]
    closest = squared_distances(X, norms, chosen)[:, 0]  # (n,)
    for _ in range(1, n_clusters):
        total = closest.cumsum(dim=0)
        draws = torch.rand(n_trials, generator=generator, dtype=torch.float64).to(X.device) * total[-1]
        trials = torch.searchsorted(total, draws).clamp(max=len(X) - 1)
        distances = torch.minimum(squared_distances(X, norms, trials.tolist()), closest[:, None])  # (n, trials)
        best = int(distances.sum(dim=0).argmin())
        chosen.append(int(trials[best]))
        closest = distances[:, best]
    return torch.tensor(chosen, device=X.device)


def squared_distances(X: Tensor, norms: Tensor, rows: list[int]) -> Tensor:
    """Squared distance of every row to a few of the rows, (n, len(rows)) float64."""
    products = (X @ X[rows].T).double()
    return (norms[:, None] - 2 * products + norms[rows]).clamp(min=0)
