"""The synthetic levels keep the statistics they promise."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.neighbors import KNeighborsClassifier

from kindfold.bench.synthetic import LEVELS, class_sizes, make_features
from kindfold.errors import SettingError, UnknownName


def cosines(level: str, *, random_state: int) -> tuple[float, float]:
    """Mean cosine over different rows, and over different rows of one class."""
    vectors, labels = make_features(level, 50, 2000, random_state=random_state)
    gram, other = vectors @ vectors.T, ~np.eye(2000, dtype=bool)
    same = labels[:, None] == labels
    return float(gram[other].mean()), float(gram[other & same].mean())


def held_out(classifier: object, level: str) -> float:
    vectors, labels = make_features(level, 50, 5000, random_state=0)
    return float(classifier.fit(vectors[:2500], labels[:2500]).score(vectors[2500:], labels[2500:]))


@pytest.mark.parametrize("level", LEVELS)
def test_shares_sum_to_one(level: str) -> None:
    shares = LEVELS[level]
    assert sum(shares[:6]) == pytest.approx(1)


@pytest.mark.parametrize("level", LEVELS)
def test_rows_are_unit_float32_and_every_class_is_present(level: str) -> None:
    vectors, labels = make_features(level, 12, 300, tail=50, random_state=0)
    assert vectors.dtype == np.float32 and vectors.shape == (300, 512)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(np.bincount(labels), class_sizes(12, 300, 50))


def test_seed_decides_everything() -> None:
    first, again, other = (make_features("hard", 7, 90, random_state=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


def test_sizes_fall_by_the_ratio() -> None:
    sizes = class_sizes(50, 10_000, 50)
    assert sizes.sum() == 10_000 and (np.diff(sizes) <= 1).all()
    assert 40 < sizes[0] / sizes[-1] < 60
    np.testing.assert_array_equal(class_sizes(4, 40, 1), 10)


@pytest.mark.parametrize("seed", range(3))
def test_medium_is_a_cone(seed: int) -> None:
    overall, within = cosines("medium", random_state=seed)
    assert overall == pytest.approx(0.46, abs=0.05)
    assert within == pytest.approx(0.80, abs=0.04)


def test_easy_has_no_common_direction() -> None:
    assert cosines("easy", random_state=0)[0] == pytest.approx(0.01, abs=0.01)


def test_fine_signal_is_there_but_hidden() -> None:
    assert held_out(LinearDiscriminantAnalysis(), "fine") > 0.97
    assert held_out(KNeighborsClassifier(1), "fine") == pytest.approx(0.70, abs=0.06)


def test_kmeans_falls_with_the_level() -> None:
    scores = []
    for level in ("easy", "medium", "hard", "fine"):
        vectors, labels = make_features(level, 50, 3000, random_state=1)
        found = KMeans(50, n_init=1, random_state=0).fit_predict(vectors)
        scores.append(adjusted_mutual_info_score(labels, found))
    assert scores[0] > 0.95 and scores[3] < 0.4
    assert scores == sorted(scores, reverse=True)


def test_impossible_requests_are_refused() -> None:
    with pytest.raises(UnknownName, match="medium"):
        make_features("medum", 3, 10)
    with pytest.raises(SettingError, match="n_clusters"):
        make_features("easy", 11, 10)
    with pytest.raises(SettingError, match="tail"):
        make_features("easy", 3, 10, tail=0.5)
