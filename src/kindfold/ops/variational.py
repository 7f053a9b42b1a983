"""Coordinate ascent on the collapsed bound of a Dirichlet-process mixture, rows taken in tiles.

    L(r) = sum_k [ln B(1+N_k, alpha+N_{>k}) - ln B(1, alpha)] + sum_k log m(S_k / tau) - sum_nk r_nk log r_nk,

the variational bound after sticks and components have been set to their optimum for r. Every term is a function of
additive statistics, so one sweep reads the rows once and keeps nothing of size n x k.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from kindfold.ops.mixtures import Array, Family, Statistics, statistics
from kindfold.ops.optimise import ascend
from kindfold.ops.parallel import in_tiles
from kindfold.ops.parts import Matrix, Part, Parts, cut, parts_of
from kindfold.ops.sticks import expected_alpha, expected_log_weights, stick_bound

TILE = 4096  # rows at a time: the tile's responsibilities stay in cache


class Mixture(NamedTuple):
    """State of the ascent: statistics of k components and how many rows call each of them their own."""

    s: Statistics
    alpha: float
    size: NDArray[np.int64]  # (k,) rows by largest responsibility


def refine(
    X: Matrix | Parts,
    labels: NDArray[np.int64],
    family: Family,
    *,
    alpha: float,
    max_sweeps: int,
    tau: float = 1.0,
) -> tuple[Mixture, list[float]]:
    """Ascend from a partition of rows X (n, d) at fixed k; stops before a component would lose its last row."""

    rows = parts_of(X)

    def sweep(state: Mixture) -> tuple[Mixture, float]:
        moved, entropy = responsibilities_to_statistics(rows, state, family, tau=tau)
        if (moved.size == 0).any():
            return state, bounds[-1] if bounds else bound(state.s, family, alpha=alpha, tau=tau)
        bounds.append(bound(moved.s, family, alpha=alpha, tau=tau) + entropy)
        return moved, bounds[-1]

    bounds: list[float] = []
    state, trace = ascend(sweep, from_labels(rows, labels, family, alpha=alpha), max_steps=max_sweeps)
    return state._replace(alpha=expected_alpha(state.s.counts, alpha)), trace


def from_labels(X: Matrix | Parts, labels: NDArray[np.int64], family: Family, *, alpha: float) -> Mixture:
    """The mixture in which every row belongs wholly to its cluster."""
    rows, k = parts_of(X), int(labels.max()) + 1
    parts = rows.each(_labels_to_statistics, k, family.moment, own=cut(labels, rows.sizes))
    return Mixture(_total(parts), alpha, np.bincount(labels, minlength=k))


def responsibilities_to_statistics(
    X: Matrix | Parts, state: Mixture, family: Family, *, tau: float
) -> tuple[Mixture, float]:
    """One sweep: responsibilities under `state`, the statistics they give, and their entropy."""
    parts, entropies, sizes = zip(*parts_of(X).each(_swept, state, family, tau), strict=True)
    return Mixture(_total(parts), state.alpha, np.sum(sizes, axis=0)), sum(entropies)


def _labels_to_statistics(part: Part, labels: NDArray[np.int64], k: int, moment: int) -> Statistics:
    X, one = part.rows, np.eye(k)
    return _total(in_tiles(lambda rows: statistics(X[rows], one[labels[rows]], moment=moment), len(X), size=TILE))


def _swept(part: Part, state: Mixture, family: Family, tau: float) -> tuple[Statistics, float, NDArray[np.int64]]:
    X = part.rows

    def tile(rows: slice) -> tuple[Statistics, float, NDArray[np.int64]]:
        log_r = log_responsibilities(X[rows], state, family, tau=tau)
        r = np.exp(log_r)
        size = np.bincount(r.argmax(axis=1), minlength=len(state.size))
        entropy = -float((r * np.maximum(log_r, -700)).sum())  # exp(-700) is the least positive number, nearly
        return statistics(X[rows], r, moment=family.moment), entropy, size

    parts, entropies, sizes = zip(*in_tiles(tile, len(X), size=TILE), strict=True)
    return _total(parts), sum(entropies), np.sum(sizes, axis=0)


def log_responsibilities(X: Array, state: Mixture, family: Family, *, tau: float = 1.0) -> Array:
    """Log of r = softmax(E log pi + E log p(x | theta) / tau), (n, k)."""
    log_rho = expected_log_weights(state.s.counts, state.alpha) + (
        family.expected_log_density(state.s.tempered(tau), X) / tau
    )
    return log_rho - logsumexp(log_rho, axis=1, keepdims=True)


def bound(s: Statistics, family: Family, *, alpha: float, tau: float = 1.0) -> float:
    """The bound without its entropy term; of a partition, the hard bound."""
    return stick_bound(s.counts, alpha) + float(family.log_marginal(s.tempered(tau)).sum())


def _total(parts: Sequence[Statistics]) -> Statistics:
    total = parts[0]
    for part in parts[1:]:
        total = total.plus(part)
    return total
