"""How far a clustering is a property of the data and not of the sample: agreement between fits on halves."""

from __future__ import annotations

from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kindfold.errors import InputError
from kindfold.evaluation.matched import ami, contingency


class Estimator(Protocol):
    """What is needed of a method: any scikit-learn clusterer that can place new rows."""

    def fit(self, X: NDArray[np.float32], /) -> Self: ...
    def predict(self, X: NDArray[np.float32], /) -> NDArray[np.int64]: ...


class Stability(NamedTuple):
    """Agreement of the repeats, and the number of clusters that each half found."""

    scores: NDArray[np.float64]  # (r,) AMI
    n_clusters: NDArray[np.int64]  # (r, 2)

    @property
    def mean(self) -> float:
        return float(self.scores.mean())

    @property
    def spread(self) -> float:
        """Standard deviation over the repeats."""
        return float(self.scores.std())


def stability(
    estimator: Estimator,
    vectors: ArrayLike,
    *,
    n_repeats: int = 5,
    random_state: int | np.random.Generator | None = None,
) -> Stability:
    """Fit two halves apart and let each place the other's rows (Lange et al., Neural Computation 2004).

    Parameters
    ----------
    estimator : left as it is; copies are fitted, with the settings it has
    vectors : (n, d), at least four rows
    n_repeats : random splits
    random_state : seed or generator of the splits

    Returns
    -------
    stability : AMI between what a half says of itself and what the other half says of it, mean of both directions.
        One is perfect, zero is chance; a single cluster in both halves is stable (1) and says nothing.
    """
    from sklearn.base import clone

    rows, rng = np.asarray(vectors, dtype=np.float32), np.random.default_rng(random_state)
    if len(rows) < 4 or n_repeats < 1:
        raise InputError(f"stability needs at least 4 rows and 1 repeat, not {len(rows)} and {n_repeats}")
    scores, found = [], []
    for _ in range(n_repeats):
        order = rng.permutation(len(rows))
        halves = (np.sort(order[: len(rows) // 2]), np.sort(order[len(rows) // 2 :]))
        first, second = (rows[half] for half in halves)
        one, other = clone(estimator).fit(first), clone(estimator).fit(second)
        scores.append((_agreement(one, other, first) + _agreement(other, one, second)) / 2)
        found.append([len(np.unique(one.predict(first))), len(np.unique(other.predict(second)))])
    return Stability(np.array(scores), np.array(found))


def _agreement(one: Estimator, other: Estimator, rows: NDArray[np.float32]) -> float:
    return ami(contingency(one.predict(rows), other.predict(rows)))
