"""Spectral clustering: k-means on the leading eigenvectors of the graph of nearest rows.

Source: Ng, Jordan & Weiss, "On spectral clustering: analysis and an algorithm" (NIPS 2001), as implemented by
scikit-learn with a symmetric graph of nearest neighbours.

Deviations: copies of a row count once; new rows are placed by a vote of their nearest known rows.
"""

from __future__ import annotations

import warnings
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kindfold.clustering.base import Clusterer
from kindfold.clustering.checks import check_n_clusters, check_two, check_whole, draw_seed
from kindfold.clustering.copies import without_copies
from kindfold.ops.neighbours import Known, place, recall, remember, votes
from kindfold.ops.placement import Placement


class Spectral(Clusterer):
    """Cuts the graph of nearest rows into a given number of parts.

    Parameters
    ----------
    n_clusters : how many clusters
    n_neighbors : neighbours of a row in the graph
    device : without effect, the method runs on the CPU
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`

    Examples
    --------
    >>> import numpy as np
    >>> X = np.concatenate([np.arange(12.0), 50 + np.arange(14.0)])[:, None]
    >>> Spectral(n_clusters=2, n_neighbors=4, random_state=0).fit(X).labels_[[0, 11, 12, 25]]
    array([1, 1, 0, 0])
    """

    Model = Known

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        n_neighbors: int = 10,
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_neighbors = n_neighbors
        self.device = device
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Cut the graph of the rows of X (n, d).

        Raises
        ------
        SettingError : n_clusters is below 1 or above n, or n_neighbors below 1
        InputError : a row is not finite, or there is only one
        """
        neighbours = check_whole("n_neighbors", self.n_neighbors, least=1)
        rows = check_two(self._rows(X))
        k = check_n_clusters(self.n_clusters, len(rows))
        seed = draw_seed(self.random_state)
        model = remember(rows, without_copies(rows, k, lambda few: _cut(few, k, min(neighbours, len(few)), seed)))
        return self._fitted(model, recall(model))

    def _place(self, X: NDArray[np.float32]) -> Placement:
        return place(X, self.model_)

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        return votes(X, self.model_.rows, self.model_.labels)


def _cut(rows: NDArray[np.float32], k: int, n_neighbors: int, seed: int) -> NDArray[np.int64]:
    from sklearn.cluster import SpectralClustering

    method = SpectralClustering(k, affinity="nearest_neighbors", n_neighbors=n_neighbors, random_state=seed)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Graph is not fully connected")  # separate parts are what is sought
        labels: NDArray[np.int64] = method.fit_predict(rows).astype(np.int64)
    return labels
