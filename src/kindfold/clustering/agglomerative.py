"""Agglomerative clustering: start from single rows and merge the closest two clusters until k are left.

Source: Ward, "Hierarchical grouping to optimize an objective function" (JASA 1963), as implemented by scikit-learn.

Deviations: copies of a row count once. Above 10,000 rows only neighbours in a graph of 10 nearest rows may merge, which
keeps memory linear in n. New rows are placed by a vote of their nearest known rows.
"""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kindfold.clustering.base import Clusterer
from kindfold.clustering.checks import check_n_clusters, check_two
from kindfold.clustering.copies import without_copies
from kindfold.errors import UnknownName
from kindfold.ops.neighbours import Known, place, recall, remember, votes
from kindfold.ops.placement import Placement

LINKAGES = ("ward", "average", "complete", "single")
MAX_DENSE = 10_000  # rows: all their pairs take 400 MB
N_NEIGHBOURS = 10


class Agglomerative(Clusterer):
    """Nested merges of the closest clusters, cut at a given number.

    Parameters
    ----------
    n_clusters : how many clusters
    linkage : "ward", "average", "complete" or "single"
    device, random_state : without effect, the method runs on the CPU and draws nothing

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[0, 0], [0, 1], [9, 9], [9, 8], [1, 0]], dtype=np.float32)
    >>> Agglomerative(n_clusters=2).fit(X).labels_
    array([0, 0, 1, 1, 0])
    """

    Model = Known

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        linkage: str = "ward",
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.linkage = linkage
        self.device = device
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Merge the rows of X (n, d) into clusters.

        Raises
        ------
        SettingError : n_clusters is below 1 or above n; an unknown linkage
        InputError : a row is not finite, or there is only one
        """
        if self.linkage not in LINKAGES:
            raise UnknownName("linkage", str(self.linkage), LINKAGES)
        rows = check_two(self._rows(X))
        k = check_n_clusters(self.n_clusters, len(rows))
        model = remember(rows, without_copies(rows, k, lambda few: _merge(few, k, self.linkage)))
        return self._fitted(model, recall(model))

    def _place(self, X: NDArray[np.float32]) -> Placement:
        return place(X, self.model_)

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        return votes(X, self.model_.rows, self.model_.labels)


def _merge(rows: NDArray[np.float32], k: int, linkage: str) -> NDArray[np.int64]:
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.neighbors import kneighbors_graph

    graph: Any = kneighbors_graph(rows, N_NEIGHBOURS) if len(rows) > MAX_DENSE else None
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="the number of connected components")  # they are joined, as is right
        labels: NDArray[np.int64] = AgglomerativeClustering(k, connectivity=graph, linkage=linkage).fit_predict(rows)
    return labels
