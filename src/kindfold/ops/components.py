"""The final components of a mixture: a prior from a partition, the ascent from it, and where new rows belong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.ops.mixtures import Array, Diagonal, Family, Full, Iso, VonMisesFisher, shared_concentration
from kindfold.ops.mixtures import squared_distances as distances
from kindfold.ops.parallel import in_tiles
from kindfold.ops.parts import Matrix, Part, Parts, parts_of, take
from kindfold.ops.sticks import expected_log_weights
from kindfold.ops.variational import Mixture, from_labels, refine
from kindfold.ops.whitening import within_covariance

KAPPA = 0.1  # the prior on a mean weighs as a tenth of a row
STRENGTH = 2  # the prior on a covariance weighs as 2 q rows
SHRINK = 0.2
TEMPER = 0.3  # share of the dimensions in which the rows of a kind vary: the others repeat the same evidence
COLDEST = 1e-3
HALVINGS = 20
TILE = 4096  # rows at a time: their distances to all components stay small
RACE = 10_000  # rows on which starts compete
CLEARLY = 0.05  # nats a row by which another start must be better than the first


class Components(NamedTuple):
    """Log density of component k at reduced row z: offset_k - 1/2 |R_k'(z - c_k)|^2, and the power it is taken to."""

    offset: Array  # (k,)
    centers: Array  # (k, q)
    roots: Array  # (k, q, q)
    temper: Array = np.array([TEMPER])  # (1,)

    def take(self, index: NDArray[np.intp]) -> Components:
        """Some of the components, in the order of the index."""
        return Components(self.offset[index], self.centers[index], self.roots[index], self.temper)


def components(
    Z: Matrix | Parts, starts: Sequence[NDArray[np.int64]], kind: str, *, alpha: float, max_sweeps: int
) -> tuple[Components, list[float], float]:
    """Components of rows Z (n, q), the bound per sweep, and E alpha.

    Each start (n,) is a partition into K kinds; the first also sets the prior. The mixture ascends at fixed K from the
    first, or from the one whose bound gets highest on a sample of the rows, where that is clearly higher.
    """
    rows, n = parts_of(Z), len(starts[0])
    family = prior(rows, starts[0], kind)

    def reached(few: Array, labels: NDArray[np.int64]) -> float:
        present = np.unique(labels, return_inverse=True)[1]
        trace = refine(few, present, family, alpha=alpha, max_sweeps=max_sweeps)[1]
        return trace[-1] / len(few)

    best = starts[0]
    if len(starts) > 1 and max_sweeps:
        some = np.arange(0, n, max(1, n // RACE))
        few = take(rows, some)
        nats = [reached(few, labels[some]) for labels in starts]
        best = starts[int(np.argmax(nats))] if max(nats) > nats[0] + CLEARLY else starts[0]
    state, bound = refine(rows, best, family, alpha=alpha, max_sweeps=max_sweeps)
    return _components(state, family), bound, state.alpha


def plain_components(Z: Matrix | Parts, labels: NDArray[np.int64]) -> Components:
    """Components that give every row to the nearest mean of a partition."""
    rows = parts_of(Z)
    hard = from_labels(rows, labels, Iso(np.zeros(rows.width), 1.0, KAPPA), alpha=1.0)
    scale = 1 / np.sqrt(within_covariance(rows, labels, shrink=0).trace() / rows.width)
    k, q = hard.s.first.shape
    return Components(np.zeros(k), hard.s.first / hard.s.counts[:, None], np.tile(scale * np.eye(q), (k, 1, 1)))


def as_sure_as(c: Components, Z: Array, agreement: float) -> Components:
    """Components whose mean highest probability over rows Z (n, q) is the agreement of halves of the data.

    Densities in many dimensions are sure of everything; how far two halves agree on a row is what can be known.
    Between a thousandth power and the plain density; as they are where no power gives that mean.
    """
    if not np.isfinite(agreement) or len(c.offset) < 2:
        return c
    low, high = np.log(COLDEST), 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        tempered = c._replace(temper=np.array([np.exp(middle)]))
        if memberships(Z, tempered)[0].max(axis=1).mean(dtype=np.float64) < agreement:
            low = middle
        else:
            high = middle
    return c._replace(temper=np.array([np.exp(high)]))


def prior(Z: Matrix | Parts, labels: NDArray[np.int64], kind: str) -> Family:
    """The prior of a family, centred on the pooled covariance within the clusters of a partition."""
    rows = parts_of(Z)
    q = rows.width
    W = within_covariance(rows, labels, shrink=SHRINK)
    if kind == "full":
        return Full(np.zeros(q), KAPPA, q + 1 + STRENGTH * q, STRENGTH * q * W)
    if kind == "diag":
        return Diagonal(np.zeros(q), KAPPA, 1 + STRENGTH * q / 2, STRENGTH * q / 2 * np.diag(W))
    if kind == "iso":
        return Iso(np.zeros(q), float(np.trace(W)) / q, KAPPA)
    hard = from_labels(rows, labels, Iso(np.zeros(q), 1.0, KAPPA), alpha=1.0)
    return VonMisesFisher(np.eye(q)[0], shared_concentration(hard.s), 0.01 * q)


def memberships(Z: Array, c: Components) -> tuple[NDArray[np.float32], Array]:
    """Tempered probabilities (n, k) of reduced rows, and their squared distance to every component (n, k)."""
    squares = distances(Z, c.centers, c.roots)
    logits = c.temper * (c.offset - 0.5 * squares)
    proba = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (proba / proba.sum(axis=1, keepdims=True)).astype(np.float32), squares


def placed(Z: Matrix | Parts, c: Components) -> tuple[NDArray[np.int64], Array]:
    """The likeliest component of every reduced row, (n,), and its distance from it, (n,)."""
    labels, distance = zip(*parts_of(Z).each(_placed, c), strict=True)
    return np.concatenate(labels), np.concatenate(distance)


def _placed(part: Part, c: Components) -> tuple[NDArray[np.int64], Array]:
    def tile(rows: slice) -> tuple[NDArray[np.int64], Array]:
        proba, squares = memberships(part.rows[rows], c)
        labels = proba.argmax(axis=1)
        return labels, np.sqrt(squares[np.arange(len(labels)), labels])

    labels, distance = zip(*in_tiles(tile, len(part.rows), size=TILE), strict=True)
    return np.concatenate(labels), np.concatenate(distance)


def _components(state: Mixture, family: Family) -> Components:
    centers, roots = family.quadratic(state.s)
    peak = np.diagonal(family.expected_log_density(state.s, centers))
    return Components(expected_log_weights(state.s.counts, state.alpha) + peak, centers, roots)
