"""KMeans: what it adds to the contract and to the function it wraps."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.cluster import KMeans as Peer

from kindfold.clustering.kmeans import KMeans
from kindfold.errors import InputError, SettingError


def draw(n: int = 900, d: int = 16, k: int = 9, noise: float = 0.5) -> NDArray[np.float32]:
    random = np.random.RandomState(0)
    return (random.randn(k, d)[random.randint(k, size=n)] + noise * random.randn(n, d)).astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
def test_inertia_is_no_worse_than_that_of_scikit_learn(seed: int) -> None:
    X = draw(noise=1.0)
    peer = Peer(9, n_init=1, random_state=seed).fit(X)
    assert KMeans(9, spherical=False, random_state=seed).fit(X).inertia_ <= peer.inertia_ * 1.005


def test_spherical_labels_ignore_the_length_of_rows() -> None:
    X = draw()
    powers = np.random.RandomState(1).randint(-60, 60, size=(len(X), 1))
    one, other = (KMeans(9, random_state=0).fit(rows) for rows in (X, np.ldexp(X, powers).astype(np.float32)))
    np.testing.assert_array_equal(one.labels_, other.labels_)
    np.testing.assert_array_equal(one.confidence_, other.confidence_)
    np.testing.assert_array_equal(one.predict(X), one.predict(np.ldexp(X, powers)))


def test_euclidean_labels_tell_lengths_apart() -> None:
    X = np.concatenate([draw(100, k=1, noise=0.01), 5 * draw(100, k=1, noise=0.01)])
    labels = KMeans(2, spherical=False, random_state=0).fit(X).labels_
    assert len(set(labels[:100])) == len(set(labels[100:])) == 1
    assert labels[0] != labels[-1]


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_extreme_scales_leave_the_number_of_clusters_alone(scale: float) -> None:
    X = draw()
    expected = KMeans(9, random_state=0).fit(X).labels_
    found = KMeans(9, random_state=0).fit(X * np.float32(scale)).labels_
    assert (found == expected).mean() > 0.99


def test_a_row_of_zeros_goes_to_the_largest_cluster_as_an_outlier() -> None:
    X = draw()
    without = KMeans(9, random_state=0).fit(np.delete(X, 5, axis=0))
    X[5] = 0
    found = KMeans(9, random_state=0).fit(X)
    assert (found.labels_[5], found.confidence_[5], found.outliers_[5]) == (0, 0, True)
    np.testing.assert_array_equal(np.delete(found.labels_, 5), without.labels_)
    assert found.place(X).outliers[5]


def test_rows_of_zeros_alone_have_no_direction() -> None:
    with pytest.raises(InputError, match="all zeros"):
        KMeans(2).fit(np.zeros((5, 3)))
    assert KMeans(1, spherical=False).fit(np.zeros((5, 3))).inertia_ == 0


def test_every_row_can_be_its_own_cluster() -> None:
    X = draw(30)
    assert sorted(KMeans(30, random_state=0).fit(X).labels_) == list(range(30))


@pytest.mark.parametrize("settings", [{"n_init": 0}, {"max_iter": 0}])
def test_no_passes_are_a_setting_error(settings: dict[str, int]) -> None:
    with pytest.raises(SettingError, match="at least 1"):
        KMeans(2, **settings).fit(draw())


def test_history_can_be_written_as_json() -> None:
    found = KMeans(9, random_state=0).fit(draw())
    assert found.history_ == {"inertia": found.inertia_, "n_iter": found.n_iter_}
    assert type(found.inertia_) is float
