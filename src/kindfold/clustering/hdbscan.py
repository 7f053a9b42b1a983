"""HDBSCAN: clusters are regions of high density that persist over many density levels; their number is found.

Source: Campello, Moulavi & Sander, "Density-based clustering based on hierarchical density estimates" (PAKDD 2013), as
implemented by scikit-learn.

Deviations: a row that HDBSCAN calls noise is given the cluster of the rows around it and marked as an outlier; if all
rows are noise they form one cluster, with a warning. New rows are placed by a vote of their nearest known rows.
"""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.exceptions import ConvergenceWarning

from kindfold.clustering.base import Clusterer
from kindfold.clustering.checks import check_n_clusters, check_two, check_whole
from kindfold.ops.neighbours import Known, nearest_known, place, recall, remember, votes
from kindfold.ops.placement import Placement, largest_first

N_CUTS = 100  # levels of density tried when the number of clusters is given
TINY = 1e-30


class HDBSCAN(Clusterer):
    """Dense regions as clusters; finds their number and marks what lies between them.

    Parameters
    ----------
    n_clusters : "auto", the clusters that persist longest; or a number, then those of the one level of density that
        comes nearest to it, with a warning where none has just as many
    min_cluster_size : rows that make a cluster
    min_samples : neighbours in the density estimate; None is `min_cluster_size`
    device, random_state : without effect, the method runs on the CPU and draws nothing

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`; noise is what `outliers_` marks

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(2, dtype=np.float32), 20, axis=0)
    >>> HDBSCAN().fit(X).n_clusters_
    2
    """

    Model = Known
    number = "found"

    def __init__(
        self,
        n_clusters: int | str = "auto",
        *,
        min_cluster_size: int = 5,
        min_samples: int | None = None,
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.min_cluster_size = min_cluster_size
        self.min_samples = min_samples
        self.device = device
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Find the dense regions among the rows of X (n, d).

        Raises
        ------
        SettingError : n_clusters is neither "auto" nor a number from 1 to n; min_cluster_size is below 2 or min_samples
            below 1
        InputError : a row is not finite, or there is only one
        """
        import sklearn.cluster

        least = check_whole("min_cluster_size", self.min_cluster_size, least=2)
        near = least if self.min_samples is None else check_whole("min_samples", self.min_samples, least=1)
        rows = check_two(self._rows(X))
        size, neighbours = min(least, len(rows)), min(near, len(rows))
        found = sklearn.cluster.HDBSCAN(min_cluster_size=size, min_samples=neighbours, copy=True).fit(rows)
        labels = found.labels_
        if self.n_clusters != "auto":
            labels = _cut(found, rows, check_n_clusters(self.n_clusters, len(rows)), size)
        noise = labels < 0
        model = remember(rows, largest_first(_without_noise(rows, labels.astype(np.int64), noise)), noise)
        return self._fitted(model, recall(model), n_noise=int(noise.sum()))

    def _place(self, X: NDArray[np.float32]) -> Placement:
        return place(X, self.model_)

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        return votes(X, self.model_.rows, self.model_.labels)


def _cut(found: Any, rows: NDArray[np.float32], k: int, size: int) -> NDArray[np.int64]:
    """Labels (n,), noise -1, of the level of density whose number of clusters is nearest to k, then of least noise."""
    spans = np.linalg.norm(rows - rows.mean(axis=0), axis=1)
    cuts = np.geomspace(2.1 * spans.max() + TINY, nearest_known(rows, rows, 2)[0].mean() / 2 + TINY, N_CUTS)
    levels = [found.dbscan_clustering(cut, min_cluster_size=size) for cut in cuts]
    best: NDArray[np.int64] = min(levels, key=lambda level: (abs(level.max() + 1 - k), (level < 0).sum()))
    if best.max() + 1 != k:
        message = f"no level of density has {k} clusters of {size} rows or more; the nearest has {best.max() + 1}"
        warnings.warn(message, ConvergenceWarning, stacklevel=3)
    return best


def _without_noise(rows: NDArray[np.float32], labels: NDArray[np.int64], noise: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Labels (n,) with the noise voted into the clusters around it."""
    if noise.all():
        warnings.warn(f"all {len(rows)} rows are noise; they are kept as one cluster", ConvergenceWarning, stacklevel=3)
        return np.zeros(len(rows), dtype=np.int64)
    if noise.any():
        labels[noise] = votes(rows[noise], rows[~noise], labels[~noise]).argmax(axis=1)
    return labels
