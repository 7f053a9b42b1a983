"""HDBSCAN: noise is marked, not lost, and a number can be asked for."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.cluster import HDBSCAN as Peer  # noqa: N811
from sklearn.exceptions import ConvergenceWarning

from kindfold.clustering.hdbscan import HDBSCAN


def draw() -> NDArray[np.float32]:
    """Three dense regions and twenty rows strewn between them."""
    random = np.random.RandomState(0)
    dense = [center + 0.3 * random.randn(40, 2) for center in ([0, 0], [0, 9], [12, 0])]
    return np.concatenate([*dense, random.uniform(-5, 15, size=(20, 2))]).astype(np.float32)


def test_clusters_and_noise_are_those_of_scikit_learn() -> None:
    found, peer = HDBSCAN().fit(draw()), Peer(min_cluster_size=5, copy=True).fit(draw())
    np.testing.assert_array_equal(found.outliers_, peer.labels_ < 0)
    kept = peer.labels_ >= 0
    assert len(set(zip(found.labels_[kept], peer.labels_[kept], strict=True))) == peer.labels_.max() + 1


def test_noise_joins_the_cluster_around_it() -> None:
    found = HDBSCAN().fit(np.concatenate([draw(), [[4, -20]]]))
    assert found.outliers_[-1]
    assert found.labels_[-1] == found.labels_[0]


def test_rows_that_are_all_noise_are_kept_and_reported() -> None:
    with pytest.warns(ConvergenceWarning, match="all 20 rows are noise"):
        found = HDBSCAN(min_cluster_size=15).fit(draw()[-20:])
    assert found.labels_.tolist() == [0] * 20
    assert found.outliers_.all()


@pytest.mark.parametrize("k", [1, 2, 3])
def test_a_number_of_clusters_can_be_asked_for(k: int) -> None:
    assert HDBSCAN(k).fit(draw()[:120]).n_clusters_ == k


def test_a_number_that_no_density_gives_is_reported() -> None:
    with pytest.warns(ConvergenceWarning, match="no level of density has 60 clusters"):
        HDBSCAN(60).fit(draw())
