"""Confidence, membership and the outlier fence follow from distances alone."""

import numpy as np
import pytest

from kindfold.ops.placement import center_distances, fence, largest_first, margins, memberships, own_and_other

X = np.random.RandomState(0).randn(200, 5).astype(np.float32)
C = np.random.RandomState(1).randn(4, 5).astype(np.float32)


def test_clusters_are_renumbered_by_size() -> None:
    assert largest_first(np.array([5, 5, 9, 2, 2, 2, -1])).tolist() == [1, 1, 3, 0, 0, 0, 2]


def test_distances_are_those_of_the_formula() -> None:
    expected = np.linalg.norm(X[:, None].astype(float) - C, axis=2)
    np.testing.assert_allclose(center_distances(X, C), expected, rtol=1e-12)
    assert np.diag(center_distances(C, C)).tolist() == [0, 0, 0, 0]


def test_own_and_other_are_the_own_and_the_nearest_other() -> None:
    labels = np.arange(200) % 4
    distances = np.linalg.norm(X[:, None].astype(float) - C, axis=2)
    own, other = own_and_other(X, C, labels)
    np.testing.assert_allclose(own, distances[np.arange(200), labels])
    distances[np.arange(200), labels] = np.inf
    np.testing.assert_allclose(other, distances.min(axis=1))


def test_memberships_are_those_of_fuzzy_c_means() -> None:
    distances = center_distances(X, C)
    expected = [[1 / sum((row[c] / other) ** 2 for other in row) for c in range(4)] for row in distances]
    np.testing.assert_allclose(memberships(distances), expected, rtol=1e-5)


def test_a_row_on_a_centre_is_wholly_its_own() -> None:
    assert memberships(np.array([[0.0, 2.0], [0.0, 0.0]])).tolist() == [[1, 0], [0.5, 0.5]]


def test_confidence_runs_from_the_border_to_the_centre() -> None:
    confidence = margins(np.array([0.0, 1.0, 1.0, 3.0]), np.array([1.0, 2.0, 1.0, 1.0]))
    assert confidence.tolist() == [1, 0.5, 0, 0]


def test_confidence_is_sure_where_there_is_no_other_centre_and_not_where_two_coincide() -> None:
    assert margins(np.array([5.0]), np.array([np.inf])).tolist() == [1]
    assert margins(np.array([1.0]), np.array([0.0])).tolist() == [0]


@pytest.mark.parametrize("scale", [1e-20, 1.0, 1e20])
def test_the_fence_keeps_ordinary_rows_and_shuts_out_strays(scale: float) -> None:
    distances = scale * np.append(np.random.RandomState(0).normal(10, 1, 1000), 30)
    assert (distances > fence(distances)).nonzero()[0].tolist() == [1000]
