"""Label-free scores are exact, linear in n, and defined for every partition."""

import sys

import numpy as np
import pytest
from sklearn.metrics import silhouette_samples

from kindfold.errors import InputError
from kindfold.evaluation.intrinsic import cohesion, intrinsic, margin, silhouette


@pytest.mark.parametrize("seed", range(50))
def test_silhouette_equals_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 80))
    vectors = rng.standard_normal((n, 6)) + 1
    labels = np.append(rng.integers(2 + seed % 4, size=n - 2), [0, 1])
    expected = silhouette_samples(vectors, labels, metric="cosine")
    np.testing.assert_allclose(silhouette(vectors, labels), expected, atol=1e-12)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    vectors, labels = rng.standard_normal((53, 4)), rng.integers(5, size=53)
    whole = silhouette(vectors, labels), margin(vectors, labels)
    monkeypatch.setattr(sys.modules[silhouette.__module__], "BLOCK", 10)
    np.testing.assert_allclose(silhouette(vectors, labels), whole[0], atol=1e-15)
    np.testing.assert_allclose(margin(vectors, labels), whole[1], atol=1e-15)


def test_cohesion_is_the_mean_cosine_to_the_mean() -> None:
    rng = np.random.default_rng(1)
    vectors, labels = rng.standard_normal((40, 5)) + 0.5, rng.integers(3, size=40)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for cluster, value in enumerate(cohesion(vectors, labels)):
        members = unit[labels == cluster]
        centre = members.mean(axis=0)
        assert value == pytest.approx((members @ centre / np.linalg.norm(centre)).mean(), abs=1e-12)


def test_separated_clusters_have_wide_margins_and_mixed_ones_none() -> None:
    rng = np.random.default_rng(2)
    truth = np.repeat(np.arange(4), 30)
    vectors = np.eye(8)[truth] + 0.05 * rng.standard_normal((120, 8))
    right, wrong = intrinsic(vectors, truth), intrinsic(vectors, rng.permutation(truth))
    assert right["silhouette"] > 0.9 and right["margin"] > 0.9 and right["cohesion"] > 0.9
    assert wrong["silhouette"] < 0.05 and wrong["margin"] < 0.2


@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2], ["b", "a", "b"]])
def test_every_partition_has_finite_scores(labels: list[object]) -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 0.0], [0.5, 0.5]])
    assert np.isfinite(list(intrinsic(vectors, labels).values())).all()


def test_identical_rows_score_zero() -> None:
    np.testing.assert_array_equal(silhouette(np.ones((4, 3)), [0, 0, 1, 1]), 0)


def test_misfits_are_refused() -> None:
    with pytest.raises(InputError, match="do not fit"):
        silhouette(np.ones((3, 2)), [0, 1])
