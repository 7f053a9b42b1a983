"""A mixture of clusters that a person corrected: their statistics seed it, and what was decided by hand stays.

Seeded and constrained clustering (Basu, Banerjee and Mooney, "Semi-supervised clustering by seeding", ICML 2002): every
corrected cluster is one component, so what was merged stays together and what was split stays apart; rows held by hand
keep their cluster; the others go to the nearest component, until none moves.

Nearest is by Mahalanobis distance d^2 = |R'(z - c_k)|^2 under one covariance within the clusters, R R' its inverse, as
in linear discriminants: labels by hand tell which directions matter. A row does not count for the centre it is compared
with: its own d^2 is taken times (n_k / (n_k - 1))^2, which is what leaving it out of the mean c_k gives.
Components with a covariance each hold on to the rows they were fitted to, and repair little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.dp_mixture import DPMixture, DPMixtureModel
from kindfold.errors import InputError
from kindfold.ops.parts import Here

if TYPE_CHECKING:
    from kindfold.ops.components import Components

MAX_SWEEPS = 20
WIDE = 64  # dimensions: labels by hand can use directions of small variance


class Refit(NamedTuple):
    """The mixture, fitted, and the cluster of the corrections (k,) that each of its clusters came from."""

    mixture: DPMixture
    origin: NDArray[np.int64]


def refitted(
    X: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    held: NDArray[np.bool_],
    counted: NDArray[np.bool_],
    random_state: int = 0,
) -> Refit:
    """Fit a mixture to rows X (n, d) from corrected labels 0..k-1.

    Parameters
    ----------
    held : (n,) bool, rows that keep their cluster
    counted : (n,) bool, rows that take part in the statistics; the others are only placed

    Raises
    ------
    InputError : a cluster has no row that counts
    """
    from kindfold.ops.components import as_sure_as, memberships
    from kindfold.ops.placement import fence, largest_first
    from kindfold.ops.whitening import principal

    n, k = len(X), int(labels.max()) + 1
    if len(np.unique(labels[counted])) < k:
        raise InputError("every cluster needs a picture that was not rejected")
    reduction = principal(X[counted], min(WIDE, max(int(counted.sum()) - 1, 1)))
    Z, start, moves = reduction(X), labels, list[int]()
    for _ in range(MAX_SWEEPS):
        c = _components(Z[counted], labels[counted])
        squares = memberships(Z, c)[1]  # (n, k)
        size = np.bincount(labels[counted])[labels]
        squares[np.arange(n), labels] *= np.where(counted, (size / np.maximum(size - 1, 0.5)) ** 2, 1)
        nearest = np.where(held, start, squares.argmin(axis=1))
        nearest = _none_empty(nearest, labels, counted)
        moves.append(int((nearest != labels).sum()))
        labels = nearest
        if not moves[-1]:
            break

    numbered = largest_first(labels)
    origin = np.array([labels[numbered == new][0] for new in range(k)])
    c = as_sure_as(c.take(origin), Z[counted], _agreement(Z[counted], labels[counted], seed=random_state))
    own = np.sqrt(memberships(Z, c)[1][np.arange(n), numbered])
    mixture = DPMixture(k, random_state=random_state)
    mixture.n_features_in_ = X.shape[1]
    mixture.model_ = DPMixtureModel(*reduction, *c, np.array([fence(own[counted])]))
    placed, distance = mixture._measured(Here(X))
    mixture.proba_, mixture.levels_ = None, ()
    placed = placed._replace(
        labels=numbered,
        confidence=np.where(held, np.float32(1), placed.confidence),
        outliers=(distance > mixture.model_.fence) & ~held,
    )
    n_moved = int((labels != start).sum())
    mixture._fitted(
        mixture.model_,
        placed,
        refined={"held": int(held.sum()), "moved": n_moved, "moves": moves},
    )
    return Refit(mixture, origin)


def _none_empty(nearest: NDArray[np.int64], before: NDArray[np.int64], counted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A cluster that all rows would leave keeps them: a person made it."""
    left = np.setdiff1d(before, nearest[counted])
    return np.where(np.isin(before, left), before, nearest)


def _components(Z: NDArray[np.float64], labels: NDArray[np.int64]) -> Components:
    """Means (k, q) of the labels, and the one covariance about them."""
    from kindfold.ops.components import SHRINK, Components
    from kindfold.ops.whitening import whitener, within_covariance

    size = np.bincount(labels)
    sums = np.zeros((len(size), Z.shape[1]))
    np.add.at(sums, labels, Z)
    root = whitener(within_covariance(Z, labels, shrink=SHRINK))  # (q, q)
    return Components(np.zeros(len(size)), sums / size[:, None], np.tile(root, (len(size), 1, 1)))


def _agreement(Z: NDArray[np.float64], labels: NDArray[np.int64], *, seed: int) -> float:
    """On how many rows the components of two random halves agree; nan where a half lacks a cluster."""
    from kindfold.ops.components import memberships

    half = np.random.default_rng(seed).permutation(len(Z)) % 2 == 0
    if len(np.unique(labels[half])) != len(np.unique(labels[~half])):
        return float("nan")
    told = [memberships(Z, _components(Z[part], labels[part]))[1].argmin(axis=1) for part in (half, ~half)]
    return float((told[0] == told[1]).mean())
