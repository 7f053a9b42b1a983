"""Finding the kinds of rows: reduce, over-cluster, whiten, measure, cut. Every `n_clusters="auto"` calls `find`."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.ops.granularity import RULERS, SMALLEST, View, by_the_bound, count, profile, read, view
from kindfold.ops.halves import halved, stability
from kindfold.ops.mixtures import Array
from kindfold.ops.parts import Made, Matrix, Parts, parts_of, take
from kindfold.ops.parts import count as count_rows
from kindfold.ops.placement import largest_first
from kindfold.ops.starts import rivals, settled
from kindfold.ops.whitening import Linear, Reduction, leading, moments, variances, whitener, within_covariance

PLAIN, WHITENED = 32, 64  # dimensions; whitening can use directions of small variance, distances cannot
SHRINK = 0.2  # of the within-cluster covariance towards its mean diagonal
FIRST = 1.2  # variance, as a share of the total, of the plain cut whose clusters supply that covariance
SAMPLE = 20_000  # rows from which the number of kinds is read
ROWS_PER_CELL, MIN_CELLS, MAX_CELLS = 12, 100, 2400
READINGS = 7  # over-clusterings, of other samples where there are more rows; the median counts, as some read one kind
REPEATS = 2  # random halvings behind each stability of the curve
N_CUTS = 14  # cuts of the curve


class Cut(NamedTuple):
    """One cut that was tried: K clusters at a scale of a space, and how well halves of the rows agree on them."""

    space: str
    scale: float
    n_clusters: int
    stability: float
    chosen: bool


class Found(NamedTuple):
    """What `find` returns: labels (n,) of k kinds, what else could be, and why it was not chosen."""

    reduction: Reduction
    Z: Parts  # (n, q), rows in the plain space
    labels: NDArray[np.int64]
    rivals: tuple[NDArray[np.int64], ...]  # other partitions into k kinds, from which a mixture may ascend higher
    stability: float
    readings: dict[str, int]
    curve: tuple[Cut, ...]
    levels: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


class _Spaces(NamedTuple):
    """The rows (n, q) in each space and a view of them."""

    rows: dict[str, Parts]
    views: dict[str, View]


def find(
    X: NDArray[np.float32] | Parts,
    *,
    n_clusters: int | None = None,
    k_min: int | None = None,
    k_max: int | None = None,
    seed: int = 0,
    device: str = "cpu",
) -> Found:
    """Kinds among rows X (n, d): as many as the rulers of `granularity` say, or a given number.

    Raises
    ------
    ValueError : from numpy, when X holds numbers that are not finite
    """
    given = parts_of(X)
    n, mean_and_covariance = count_rows(given), moments(given)
    reduction, wide = (leading(*mean_and_covariance, min(q, max(n - 1, 1))) for q in (PLAIN, WHITENED))
    Z, Y = (Made(given, to, name, width=to.basis.shape[1]) for to, name in ((reduction, "plain"), (wide, "wide")))
    cells, notes = _cells(n, n_clusters or k_max or 0), list[str]()
    while True:
        spaces = _spaces(Z, Y, cells, k=n_clusters, seed=seed, device=device)
        size = min(view.tree.size for view in spaces.views.values())
        counted = not n_clusters and size >= SMALLEST
        readings, whitened = _readings(spaces, Z, Y, cells, seed=seed, device=device) if counted else ({}, [])
        k = n_clusters or round(np.median([*readings.values()] or [1]))
        if n_clusters or k * 3 <= size or cells >= min(MAX_CELLS, n // 3) or size < cells:
            break
        cells = min(2 * cells, MAX_CELLS, n // 3)
    if counted:
        k = count([*readings.values()], partial(_agreement, whitened, cells, seed=seed, device=device))
    if not n_clusters:
        k, notes = _within_bounds(k, k_min or 1, min(k_max or size, size), searched=size)
    exact, W = by_the_bound(spaces.views["whitened"]), spaces.rows["whitened"]
    k = min(k, exact.tree.size)
    labels = largest_first(settled(W, exact.labels(k), device=device))
    others = rivals(W, k, seed=seed + 2, device=device)
    curve = _curve(spaces, k, cells, seed=seed, device=device)
    at = next((cut.stability for cut in curve if cut.chosen), 1.0)
    return Found(reduction, Z, labels, others, at, readings, curve, _levels(exact, curve, k), tuple(notes))


def _cells(n: int, k: int) -> int:
    """How many cells to over-cluster n rows into: enough for three to a kind."""
    return int(max(min(np.clip(n / ROWS_PER_CELL, MIN_CELLS, MAX_CELLS / 4), max(n // 3, 4)), min(3 * k, n), min(n, 4)))


def _spaces(Z: Matrix | Parts, Y: Matrix | Parts, cells: int, *, k: int | None, seed: int, device: str) -> _Spaces:
    """Plain and whitened rows; the covariance comes from the plain cut of k clusters or of the scale `FIRST`."""
    Z, Y = parts_of(Z), parts_of(Y)
    plain = view(Z, cells, seed=seed, device=device)
    first = plain.labels(k or max(plain.tree.n_clusters(FIRST * variances(Z).sum() / Z.width), 2))
    W = Made(Y, Linear(whitener(within_covariance(Y, first, shrink=SHRINK))), "whitened")
    return _Spaces(
        {"plain": Z, "whitened": W}, {"plain": plain, "whitened": view(W, cells, seed=seed + 1, device=device)}
    )


def _readings(
    spaces: _Spaces, Z: Parts, Y: Parts, cells: int, *, seed: int, device: str
) -> tuple[dict[str, int], list[Parts]]:
    """What each ruler reads, by its name, the median over several over-clusterings; the rows as each whitens them."""
    random = np.random.default_rng(seed)
    n, out, whitened = count_rows(Z), np.empty((READINGS, len(RULERS)), dtype=np.int64), list[Parts]()
    for i in range(READINGS):
        if n > SAMPLE:
            rows = np.sort(random.choice(n, SAMPLE, replace=False))
            spaces = _spaces(take(Z, rows), take(Y, rows), cells, k=None, seed=seed + 10 * i, device=device)
        elif i:
            spaces = _spaces(Z, Y, cells, k=None, seed=seed + 10 * i, device=device)
        profiles = {name: profile(view) for name, view in spaces.views.items()}
        out[i] = [read(ruler, profiles[ruler.space]) for ruler in RULERS]
        whitened.append(spaces.rows["whitened"])
    medians = np.median(out, axis=0).astype(int).tolist()
    return {ruler.measure.__name__: k for ruler, k in zip(RULERS, medians, strict=True)}, whitened


def _agreement(whitened: list[Parts], cells: int, ks: list[int], *, seed: int, device: str) -> Array:
    """How well halves of the rows agree on numbers of clusters: one halving in every whitened space.

    What they agree on depends on the whitening as much as on the halving.
    """
    halvings = [
        halves for i, W in enumerate(whitened) for halves in halved(W, cells, repeats=1, seed=seed + i, device=device)
    ]
    return stability(halvings, ks)


def _within_bounds(k: int, low: int, high: int, *, searched: int) -> tuple[int, list[str]]:
    """k moved into [low, high], and a sentence for each bound that was met."""
    moved, notes = int(np.clip(k, low, high)), []
    if moved < k:
        notes.append(f"{k} kinds were found, but at most {high} are allowed or could be searched")
    if moved > k:
        notes.append(f"{k} kinds were found, but at least {low} are asked for")
    if moved * 2 > searched > SMALLEST:
        notes.append(
            f"{moved} kinds is close to the {searched} that could be searched among these rows; there may be more"
        )
    return moved, notes


def _curve(spaces: _Spaces, k: int, cells: int, *, seed: int, device: str) -> tuple[Cut, ...]:
    """Stability of cuts from coarse to fine in both spaces; rows are sampled where there are many."""
    random, cuts = np.random.default_rng(seed), list[Cut]()
    for name, rows in spaces.rows.items():
        tree = spaces.views[name].tree
        n = count_rows(rows)
        top = min(max(4 * k, 30), tree.size, max(n // 6, 2))
        ks = sorted({round(float(x)) for x in np.geomspace(2, max(top, 2), N_CUTS)} | {k}) if tree.size > 2 else []
        ks = [x for x in ks if 2 <= x <= tree.size]
        if n < 4 or not ks:
            continue
        some = np.sort(random.choice(n, SAMPLE, replace=False)) if n > SAMPLE else np.arange(n)
        stable = stability(halved(take(rows, some), cells, repeats=REPEATS, seed=seed, device=device), ks)
        scale = [float(tree.heights[tree.size - x - 1]) if x < tree.size else 0.0 for x in ks]
        cuts += [
            Cut(name, s, x, float(a), x == k and name == "whitened") for s, x, a in zip(scale, ks, stable, strict=True)
        ]
    return tuple(cuts)


def _levels(view: View, curve: tuple[Cut, ...], k: int) -> tuple[dict[str, Any], ...]:
    """One granularity an octave, the longest-lived cut of the whitened tree, beside the chosen one."""
    known = [cut for cut in curve if cut.space == "whitened"]
    heights = np.log(np.maximum(view.tree.heights, np.finfo(float).tiny))
    life = {view.tree.size - i: heights[i] - heights[i - 1] for i in range(1, len(heights))}  # K: span in log scale
    top = max((cut.n_clusters for cut in known), default=0)
    best = {
        max((x for x in life if low <= x < 2 * low), key=lambda x: life[x], default=0) for low in (2, 4, 8, 16, 32, 64)
    }
    chosen = sorted({x for x in best if 2 <= x <= top and not k / 1.2 < x < k * 1.2} | ({k} if k > 1 else set()))
    return tuple(
        {
            "n_clusters": x,
            "stability": float(np.interp(x, [c.n_clusters for c in known], [c.stability for c in known])),
            "labels": largest_first(view.labels(x)),
            "scale": float(view.tree.heights[view.tree.size - x - 1]) if x < view.tree.size else 0.0,
            "space": "whitened",
        }
        for x in chosen
        if known
    )
