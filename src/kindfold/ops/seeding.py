"""k-means, spherical or Euclidean: competing seedings on a sample, Lloyd's iterations on all rows.

Sources: Lloyd, "Least squares quantization in PCM" (1982); Dhillon & Modha, "Concept decompositions for large sparse
text data using clustering" (2001) for unit rows and unit centres; Hamerly, "Making k-means even faster" (SDM 2010) for
the bound by which rows whose label cannot have changed are skipped.

Same bits for any number of threads: seeds are chosen by exact arithmetic (`plus_plus`), labels are those of float64
(`nearest`), sums are float64 in row order.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from kindfold.ops.blocks import group_sums, squared_distances, unit_rows
from kindfold.ops.nearest import Rows, nearest, prepare
from kindfold.ops.plus_plus import on_grid, plus_plus

SAMPLE = 64  # rows a cluster on which seedings compete ...
MIN_SAMPLE = 4096  # ... rows at least ...
RACE = 5  # ... and passes over them; the order of seedings rarely changes later
COINCIDE = 1e-6  # rows nearer to their centre than this part of the longest row lie on it
ROUNDING = 2.0**-22  # of a float32 subtraction, taken off a lead each time


class Partition(NamedTuple):
    """What `kmeans` returns, clusters numbered by size, largest first.

    centers (k, d) float32, labels (n,) int64, squared distances to the centres summed, passes over all rows.
    There are fewer centres than asked for where the rows hold fewer distinct values.
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
    """Partition the rows of X (n, d) around n_clusters centres; X is not changed.

    Spherical: rows are scaled to unit length and so are centres. The `n_init` seedings compete on a sample of the rows,
    and the one with the lowest inertia is finished on all of them.
    """
    X = unit_rows(X) if spherical else X.float()
    rows = prepare(X)
    few = _sample(rows, max(SAMPLE * n_clusters, MIN_SAMPLE), generator)
    starts = plus_plus(on_grid(few.exact), n_clusters, n_init=n_init, generator=generator)
    runs = [lloyd(few, few.exact[start], max_iter=min(RACE, max_iter), spherical=spherical) for start in starts]
    best = min(runs, key=lambda run: run.inertia)
    found = lloyd(rows, best.centers, max_iter=max_iter, spherical=spherical)
    return _by_size(rows, found, spherical=spherical)


def assign(X: Tensor, centers: Tensor, *, spherical: bool = True) -> Tensor:
    """The nearest centre of every row, (n,) int64: the label that `kmeans` gives it."""
    rows = prepare(unit_rows(X) if spherical else X.float())
    return nearest(rows, centers, offsets(centers, spherical=spherical)).labels


def lloyd(rows: Rows, centers: Tensor, *, max_iter: int = 100, spherical: bool = True) -> Partition:
    """Alternate means and assignment from the given centres (k, d) until no label changes; clusters may be empty."""
    k, n_iter = len(centers), 0
    labels, leads = nearest(rows, centers, offsets(centers, spherical=spherical))
    sums = group_sums(rows.exact, labels, k)
    for n_iter in range(1, max_iter + 1):  # noqa: B007
        before, centers = centers, _refill(rows, _means(sums, labels, centers, spherical=spherical), labels)
        leads = leads * (1 - ROUNDING) - _drift(rows, before, centers, labels, spherical=spherical)

        stale = (leads <= 0).nonzero()[:, 0]  # the others cannot have changed hands
        found = nearest(rows, centers, offsets(centers, spherical=spherical), which=stale)
        moved = (found.labels != labels[stale]).nonzero()[:, 0]
        movers, gone, come = stale[moved], labels[stale[moved]], found.labels[moved]
        labels[stale], leads[stale] = found

        if not len(movers):
            break
        sums += group_sums(rows.exact, come, k, which=movers) - group_sums(rows.exact, gone, k, which=movers)
    return Partition(centers, labels, float(squared_distances(rows.exact, centers, labels).sum()), n_iter)


def offsets(centers: Tensor, *, spherical: bool) -> Tensor:
    """The b that makes x.c + b minus half the squared distance, but for a term of x alone; (k,) float64."""
    return centers.new_zeros(len(centers), dtype=torch.float64) if spherical else -centers.double().square().sum(1) / 2


def _sample(rows: Rows, size: int, generator: torch.Generator) -> Rows:
    if len(rows.exact) <= size:
        return rows
    which = torch.randperm(len(rows.exact), generator=generator)[:size].sort().values
    return rows.take(which.to(rows.exact.device))


def _means(sums: Tensor, labels: Tensor, before: Tensor, *, spherical: bool) -> Tensor:
    """Mean of every cluster, (k, d) float32, of unit length when spherical; an empty cluster stays where it was."""
    counts = labels.bincount(minlength=len(sums))[:, None]  # (k, 1)
    centers = unit_rows(sums) if spherical else (sums / counts.clamp(min=1)).to(before.dtype)
    return torch.where(counts > 0, centers, before)


def _refill(rows: Rows, centers: Tensor, labels: Tensor) -> Tensor:
    """Centres of empty clusters moved to the rows farthest from their own centre, unless these lie on it."""
    empty = (labels.bincount(minlength=len(centers)) == 0).nonzero()[:, 0]
    if not len(empty):
        return centers
    distances = squared_distances(rows.exact, centers, labels).sqrt()
    far: Tensor = distances.argsort(descending=True, stable=True)[: len(empty)]
    far = far[distances[far] > COINCIDE * rows.exact.norm(dim=1).max()]
    return centers.index_copy(0, empty[: len(far)], rows.exact[far])


def _drift(rows: Rows, before: Tensor, after: Tensor, labels: Tensor, *, spherical: bool) -> Tensor:
    """The most by which each lead can have shrunk when the centres moved, (n,) float32.

    A score changes by (x - m).(c' - c), at most |x - m||c' - c|, and by the change of the score of the rows' middle m.
    """
    step = (after - before).norm(dim=1)  # (k,)
    tilt = (_at_middle(rows, after, spherical) - _at_middle(rows, before, spherical)).abs().float()
    drift: Tensor = rows.length * (step[labels] + step.max()) + tilt[labels] + tilt.max()
    return 1.001 * drift


def _at_middle(rows: Rows, centers: Tensor, spherical: bool) -> Tensor:
    return centers.double() @ rows.middle.double() + offsets(centers, spherical=spherical)


def _by_size(rows: Rows, found: Partition, *, spherical: bool) -> Partition:
    """The same clusters, largest first and without the empty ones; ties go to the lowest of the new numbers."""
    counts = found.labels.bincount(minlength=len(found.centers))
    order = counts.argsort(descending=True, stable=True)[: int((counts > 0).sum())]
    centers = found.centers[order]
    labels = nearest(rows, centers, offsets(centers, spherical=spherical)).labels
    return found._replace(centers=centers, labels=labels)
