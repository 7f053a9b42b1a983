"""Stability is high at the true number of clusters and falls beyond it."""

import numpy as np
import pytest
from sklearn.cluster import KMeans

from kindfold.errors import InputError
from kindfold.evaluation.stability import stability


def blobs(n: int = 300) -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.eye(6)[rng.integers(4, size=n)] + 0.1 * rng.standard_normal((n, 6))


def test_the_true_number_is_more_stable_than_more() -> None:
    right, over = (stability(KMeans(k, n_init=4, random_state=0), blobs(), random_state=0) for k in (4, 12))
    assert right.mean == pytest.approx(1)
    assert over.mean < 0.85 and over.spread > 0
    np.testing.assert_array_equal(right.n_clusters, 4)


def test_seed_decides_the_splits_and_the_estimator_is_left_alone() -> None:
    estimator = KMeans(7, n_init=1, random_state=0)
    first, again = (stability(estimator, blobs(), n_repeats=2, random_state=5) for _ in range(2))
    np.testing.assert_array_equal(first.scores, again.scores)
    assert not hasattr(estimator, "labels_")


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(InputError, match="at least 4 rows"):
        stability(KMeans(1), np.ones((3, 2)))
