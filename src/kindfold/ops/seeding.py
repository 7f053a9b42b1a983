"""k-means, spherical or Euclidean: competing seedings on a sample, Lloyd's iterations on all rows.

Sources: Lloyd, "Least squares quantization in PCM" (1982); Dhillon & Modha, "Concept decompositions for large sparse
text data using clustering" (2001) for unit rows and unit centres; Hamerly, "Making k-means even faster" (SDM 2010) for
the bound by which rows whose label cannot have changed are skipped.

Same bits for any number of threads and of machines: seeds are chosen by exact arithmetic (`plus_plus`), labels are
those of float64 (`nearest`), sums are float64 in row order within a part and then in the order of the parts (`parts`).
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kindfold.ops.blocks import Exact, group_sums, squared_distances, tiles, unit_rows
from kindfold.ops.nearest import Rows, nearest, prepare
from kindfold.ops.parts import PART, Here, Matrix, Part, Parts, count, parts_of, shared, take, total
from kindfold.ops.plus_plus import on_grid, plus_plus

SAMPLE = 64  # rows a cluster on which seedings compete ...
MIN_SAMPLE = 4096  # ... rows at least ...
RACE = 5  # ... and passes over them; the order of seedings rarely changes later
FEW, LAST = 100, 2  # of `kmeans_of_many`: rows of the sample a cluster, passes over all rows
COINCIDE = 1e-6  # rows nearer to their centre than this part of the longest row lie on it
ADDED = 2**15  # numbers at a time: torch would let the number of threads decide in which order more are added
ROUNDING = 2.0**-22  # of a float32 subtraction, taken off a lead each time


_runs = itertools.count()


class Space(NamedTuple):
    """How rows are compared: by direction or by place, and on which device; None is where they are."""

    spherical: bool
    device: str | None = None

    def rows(self, part: Part) -> Rows:
        """A part made ready for many searches."""
        return part.kept("rows", self, lambda: prepare(self.raw(part), spherical=self.spherical))

    def raw(self, part: Part) -> Tensor:
        """A part on the device."""
        rows = shared(part.rows)
        return rows if self.device is None else rows.to(self.device)

    def offsets(self, centers: Tensor) -> Tensor:
        return offsets(centers, spherical=self.spherical)


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
    X: Matrix | Parts,
    n_clusters: int,
    *,
    generator: torch.Generator,
    n_init: int = 1,
    max_iter: int = 100,
    spherical: bool = True,
    device: str | None = None,
) -> Partition:
    """Partition the rows of X (n, d) around n_clusters centres; X is not changed.

    Spherical: rows are scaled to unit length and so are centres. The `n_init` seedings compete on a sample of the rows,
    and the one with the lowest inertia is finished on all of them.
    """
    rows = parts_of(X)
    few = _sample(rows, max(SAMPLE * n_clusters, MIN_SAMPLE), generator)  # (s, d)
    exact = Exact(shared(few), spherical)[:]
    starts = plus_plus(
        on_grid(exact if device is None else exact.to(device)), n_clusters, n_init=n_init, generator=generator
    )
    race = rows if len(few) == count(rows) else Here(few)
    runs = [
        lloyd(race, exact[start.to(exact.device)], max_iter=min(RACE, max_iter), spherical=spherical, device=device)
        for start in starts
    ]
    best = min(runs, key=lambda run: run.inertia)
    found = lloyd(rows, best.centers, max_iter=max_iter, spherical=spherical, device=device)
    return _by_size(rows, found, Space(spherical, device))


def kmeans_of_many(
    X: Matrix | Parts,
    n_clusters: int,
    *,
    generator: torch.Generator,
    n_init: int = 1,
    max_iter: int = 100,
    device: str | None = None,
) -> Partition:
    """Euclidean k-means that learns from a sample, and passes over all rows only at the end: of few rows, k-means.

    For partitions that are only begun from; the sample has a part, or 100 rows a cluster.
    """
    rows = parts_of(X)
    few = _sample(rows, max(PART, FEW * n_clusters), generator)
    if len(few) == count(rows):
        return kmeans(
            rows, n_clusters, generator=generator, n_init=n_init, max_iter=max_iter, spherical=False, device=device
        )
    found = kmeans(
        few, n_clusters, generator=generator, n_init=n_init, max_iter=max_iter, spherical=False, device=device
    )
    return lloyd(rows, found.centers, max_iter=LAST, spherical=False, device=device)


def assign(X: Matrix | Parts, centers: Tensor, *, spherical: bool = True, device: str | None = None) -> Tensor:
    """The nearest centre of every row, (n,) int64: the label that `kmeans` gives it."""
    space = Space(spherical, device)
    return torch.cat(parts_of(X).each(_assigned, centers.cpu(), space)).to(centers.device)


def lloyd(
    X: Matrix | Parts,
    centers: Tensor,
    *,
    max_iter: int = 100,
    spherical: bool = True,
    device: str | None = None,
) -> Partition:
    """Alternate means and assignment from the given centres (k, d) until no label changes; clusters may be empty."""
    rows, space, run, home = parts_of(X), Space(spherical, device), next(_runs), centers.device
    centers, n_iter = centers.cpu(), 0
    sums, counts = map(total, zip(*rows.each(_begin, run, centers, space), strict=True))
    for n_iter in range(1, max_iter + 1):
        before = centers
        centers = _refill(rows, run, n_iter, before, _means(sums, counts, before, space), counts, space)
        turned = rows.each(_turn, run, n_iter, before, centers, space)
        if not any(turn.moved for turn in turned):
            break
        sums += total(turn.come for turn in turned) - total(turn.gone for turn in turned)
        counts += total(turn.change for turn in turned)
    labels, inertia = zip(*rows.each(_ended, run, n_iter, centers, space), strict=True)
    return Partition(centers.to(home), torch.cat(labels).to(home), sum(inertia), n_iter)


class _State(NamedTuple):
    """Of a part: labels (m,) that are the nearest ones of some centres, and a lower bound of their leads (m,)."""

    labels: Tensor
    leads: Tensor


class _Turn(NamedTuple):
    """What a pass has changed in a part: how many rows moved, their sums by cluster, and the change of the counts."""

    moved: int
    come: Tensor | float  # (k, d) float64
    gone: Tensor | float
    change: Tensor | int  # (k,)


def _state(part: Part, run: int, n_iter: int, centers: Tensor, space: Space) -> _State:
    """Labels and leads after a pass that ended with these centres: those that were kept, or new ones."""

    def anew() -> _State:
        rows = space.rows(part)
        moved = centers.to(rows.fast.device)
        return _State(*nearest(rows, moved, space.offsets(moved)))

    return part.kept("lloyd", (run, n_iter), anew)


def _begin(part: Part, run: int, centers: Tensor, space: Space) -> tuple[Tensor, Tensor]:
    """Sums (k, d) and counts (k,) of the rows nearest to each centre."""
    labels = _state(part, run, 0, centers, space).labels
    sums = group_sums(space.rows(part).exact, labels, len(centers))
    return sums.cpu(), labels.bincount(minlength=len(centers)).cpu()


def _turn(part: Part, run: int, n_iter: int, before: Tensor, after: Tensor, space: Space) -> _Turn:
    """Give the rows of a part to the centres as they are after a pass."""
    rows, k = space.rows(part), len(after)
    labels, leads = (x.clone() for x in _state(part, run, n_iter - 1, before, space))
    before, after = before.to(labels.device), after.to(labels.device)
    leads = leads * (1 - ROUNDING) - _drift(rows, before, after, labels, space)

    stale = (leads <= 0).nonzero()[:, 0]  # the others cannot have changed hands
    found = nearest(rows, after, space.offsets(after), which=stale)
    moved = (found.labels != labels[stale]).nonzero()[:, 0]
    movers, gone, come = stale[moved], labels[stale[moved]], found.labels[moved]
    labels[stale], leads[stale] = found
    part.keep("lloyd", (run, n_iter), _State(labels, leads))

    if not len(movers):
        return _Turn(0, 0.0, 0.0, 0)
    arrived, left = (group_sums(rows.exact, of, k, which=movers).cpu() for of in (come, gone))
    return _Turn(len(movers), arrived, left, (come.bincount(minlength=k) - gone.bincount(minlength=k)).cpu())


def _ended(part: Part, run: int, n_iter: int, centers: Tensor, space: Space) -> tuple[Tensor, float]:
    """Labels of a part, and its squared distances to the centres summed."""
    labels = _state(part, run, n_iter, centers, space).labels
    distances = squared_distances(space.rows(part).exact, centers.to(labels.device), labels)
    sums = [float(distances[start : start + ADDED].sum()) for start in range(0, len(distances), ADDED)]
    return labels.cpu(), sum(sums)


def _assigned(part: Part, centers: Tensor, space: Space) -> Tensor:
    rows = space.rows(part)
    centers = centers.to(rows.fast.device)
    return nearest(rows, centers, space.offsets(centers)).labels.cpu()


def offsets(centers: Tensor, *, spherical: bool) -> Tensor:
    """The b that makes x.c + b minus half the squared distance, but for a term of x alone; (k,) float64."""
    return centers.new_zeros(len(centers), dtype=torch.float64) if spherical else -centers.double().square().sum(1) / 2


def _sample(rows: Parts, size: int, generator: torch.Generator) -> NDArray[np.floating]:
    n = count(rows)
    if n <= size:
        return take(rows, np.arange(n))
    return take(rows, torch.randperm(n, generator=generator)[:size].sort().values.numpy())


def _means(sums: Tensor, counts: Tensor, before: Tensor, space: Space) -> Tensor:
    """Mean of every cluster, (k, d) float32, of unit length when spherical; an empty cluster stays where it was."""
    counts = counts[:, None]  # (k, 1)
    centers = unit_rows(sums) if space.spherical else (sums / counts.clamp(min=1)).to(before.dtype)
    return torch.where(counts > 0, centers, before)


def _refill(
    rows: Parts, run: int, n_iter: int, before: Tensor, centers: Tensor, counts: Tensor, space: Space
) -> Tensor:
    """Centres of empty clusters moved to the rows farthest from their own centre, unless these lie on it."""
    empty = (counts == 0).nonzero()[:, 0]
    if not len(empty):
        return centers
    found = rows.each(_farthest, run, n_iter, before, centers, len(empty), space)
    distances, far, longest = (torch.cat(column) for column in zip(*found, strict=True))
    order = distances.argsort(descending=True, stable=True)[: len(empty)]
    order = order[distances[order] > COINCIDE * longest.max()]
    return centers.index_copy(0, empty[: len(order)], far[order])


def _farthest(
    part: Part, run: int, n_iter: int, before: Tensor, centers: Tensor, size: int, space: Space
) -> tuple[Tensor, Tensor, Tensor]:
    """Of the rows of a part those farthest from their own centre: distances (e,), rows (e, d); and the longest (1,)."""
    labels, exact = _state(part, run, n_iter - 1, before, space).labels, space.rows(part).exact
    distances = squared_distances(exact, centers.to(labels.device), labels).sqrt()
    far: Tensor = distances.argsort(descending=True, stable=True)[:size]
    longest = torch.stack([exact[tile].norm(dim=1).max() for tile in tiles(*exact.shape)]).max()
    return distances[far].cpu(), exact[far].cpu(), longest.cpu()[None]


def _drift(rows: Rows, before: Tensor, after: Tensor, labels: Tensor, space: Space) -> Tensor:
    """The most by which each lead can have shrunk when the centres moved, (n,) float32.

    A score changes by (x - m).(c' - c), at most |x - m||c' - c|, and by the change of the score of the rows' middle m.
    """
    step = (after - before).norm(dim=1)  # (k,)
    tilt = (_at_middle(rows, after, space) - _at_middle(rows, before, space)).abs().float()
    drift: Tensor = rows.length * (step[labels] + step.max()) + tilt[labels] + tilt.max()
    return 1.001 * drift


def _at_middle(rows: Rows, centers: Tensor, space: Space) -> Tensor:
    return centers.double() @ rows.middle.double() + space.offsets(centers)


def _by_size(rows: Parts, found: Partition, space: Space) -> Partition:
    """The same clusters, largest first and without the empty ones; ties go to the lowest of the new numbers."""
    counts = found.labels.bincount(minlength=len(found.centers))
    order = counts.argsort(descending=True, stable=True)[: int((counts > 0).sum())]
    centers = found.centers[order]
    return found._replace(centers=centers, labels=assign(rows, centers, spherical=space.spherical, device=space.device))
