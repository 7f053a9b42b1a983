"""k-means: every cluster is the set of rows nearest to its mean.

Objective: minimise sum_i |x_i - c_z(i)|^2 over labels z and k centres c. Spherical (default): rows and centres have
unit length, so this maximises sum_i cos(x_i, c_z(i)).

Sources and the algorithm: `kindfold.ops.seeding`. Legend: x -> X, c -> centers, z -> labels.
Deviations: seedings compete for 5 passes over a sample of 64 rows a cluster, at least 4,096, and the best of them is
finished on all rows.
"""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kindfold.clustering.base import Clusterer
from kindfold.clustering.checks import as_tensor, check_n_clusters, check_whole, draw_seed, warn_fewer
from kindfold.errors import InputError
from kindfold.ops.device import pick_device
from kindfold.ops.parts import Here, Made, Part, Parts, count, cut
from kindfold.ops.placement import Placement, center_distances, fence, margins, memberships, own_and_other


class KMeansModel(NamedTuple):
    """Centres (k, d) float32 and the distance (1,) beyond which a row is an outlier."""

    centers: NDArray[np.float32]
    fence: NDArray[np.float64]


class KMeans(Clusterer):
    """Spherical or Euclidean k-means with a given number of clusters.

    Parameters
    ----------
    n_clusters : how many clusters; fewer are returned, with a warning, where fewer rows are distinct
    n_init : seedings that compete; the one of lowest inertia is kept
    max_iter : passes over all rows at most
    spherical : compare directions only, the right choice for embeddings. A row of zeros, which has none, takes no part
        in the fit and is then put into the largest cluster, as an outlier with confidence 0
    device : "auto", "cpu", "cuda", ...; rows on other machines stay in their main memory
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`
    cluster_centers_ : (k, d) float32, largest cluster first
    inertia_ : sum of squared distances to the centres, of unit rows when spherical
    n_iter_ : passes over all rows

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[1, 0], [9, 1], [0, 1], [1, 9], [0, 5]], dtype=np.float32)
    >>> KMeans(n_clusters=2, random_state=0).fit(X).labels_
    array([1, 1, 0, 0, 0])
    """

    Model = KMeansModel

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        n_init: int = 4,
        max_iter: int = 100,
        spherical: bool = True,
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.max_iter = max_iter
        self.spherical = spherical
        self.device = device
        self.random_state = random_state

    def fit(self, X: ArrayLike | Parts, y: object = None) -> Self:
        """Find the centres of the rows of X (n, d), which may lie on other machines (`kindfold.ops.parts`).

        Raises
        ------
        SettingError : n_clusters is below 1 or above n, or another setting has no such value
        InputError : a row is not finite, or all rows are zero and `spherical`
        """
        import torch

        from kindfold.ops.seeding import kmeans

        rows = self._parts(X)
        k = check_n_clusters(self.n_clusters, count(rows))
        n_init = check_whole("n_init", self.n_init, least=1)
        max_iter = check_whole("max_iter", self.max_iter, least=1)
        signals = rows.each(_signal, self.spherical)
        signal, sizes = np.concatenate(signals), [int(there.sum()) for there in signals]
        if not signal.any():
            raise InputError("every row of X is all zeros, which has no direction (use spherical=False)")
        found = kmeans(
            rows if signal.all() else Made(rows, _with_signal, "signal", sizes=sizes),
            k,
            generator=torch.Generator().manual_seed(draw_seed(self.random_state)),
            n_init=n_init,
            max_iter=max_iter,
            spherical=self.spherical,
            device=None if isinstance(X, Parts) else pick_device(self.device),
        )
        self.cluster_centers_, self.inertia_, self.n_iter_ = found.centers.cpu().numpy(), found.inertia, found.n_iter
        if len(self.cluster_centers_) < k:
            warn_fewer(k, len(self.cluster_centers_))
        labels = np.zeros(len(signal), dtype=np.int64)
        labels[signal] = found.labels.cpu().numpy()
        apart = rows.each(_distances, self.cluster_centers_, self.spherical, own=cut(labels, rows.sizes))
        own, other = (np.concatenate(column) for column in zip(*apart, strict=True))
        model = KMeansModel(self.cluster_centers_, np.array([fence(own[signal])]))
        placed = Placement(labels, margins(own, other), (own > model.fence) | ~signal)
        return self._fitted(model, placed, inertia=found.inertia, n_iter=found.n_iter)

    def _place(self, X: NDArray[np.float32]) -> Placement:
        import torch

        from kindfold.ops.seeding import assign

        (centers, limit), rows = self.model_, Here(X)
        found = assign(rows, torch.from_numpy(centers), spherical=self.spherical, device=pick_device(self.device))
        labels = found.numpy()
        apart = rows.each(_distances, centers, self.spherical, own=cut(labels, rows.sizes))
        own, other = (np.concatenate(column) for column in zip(*apart, strict=True))
        signal = np.concatenate(rows.each(_signal, self.spherical))
        return Placement(labels, margins(own, other), (own > limit) | ~signal)

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.concatenate(Here(X).each(_memberships, self.model_.centers, self.spherical))


def _signal(part: Part, spherical: bool) -> NDArray[np.bool_]:
    """Rows that say something, (m,): when spherical, those that are not all zeros."""
    return np.count_nonzero(part.rows, axis=1) > 0 if spherical else np.ones(len(part.rows), dtype=bool)


def _with_signal(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    kept: NDArray[np.float32] = rows[np.count_nonzero(rows, axis=1) > 0]
    return kept


def _distances(
    part: Part, labels: NDArray[np.int64], centers: NDArray[np.float32], spherical: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return own_and_other(_directed(part.rows, spherical), centers, labels)


def _memberships(part: Part, centers: NDArray[np.float32], spherical: bool) -> NDArray[np.float32]:
    return memberships(center_distances(_directed(part.rows, spherical), centers))


def _directed(X: NDArray[np.float32], spherical: bool) -> NDArray[np.float32]:
    """Rows of unit length when spherical; a row of zeros stays zero."""
    from kindfold.ops.blocks import unit_rows

    return unit_rows(as_tensor(X, "cpu")).numpy() if spherical else X
