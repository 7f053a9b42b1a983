"""Reductions: what they keep and what they make round."""

import numpy as np
import pytest

from kindfold.ops.whitening import principal, unit, whitener, within_covariance

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(5000, 12)) * np.geomspace(3, 0.1, 12)
LABELS = np.arange(5000) % 3


def test_rows_get_unit_length_where_length_is_not_position() -> None:
    np.testing.assert_allclose(np.linalg.norm(principal(X, 10)(X), axis=1), 1)
    low = principal(X, 2)(X)
    assert np.ptp(np.linalg.norm(low, axis=1)) > 0.5


def test_principal_axes_are_those_of_the_singular_values() -> None:
    basis = principal(X, 9).basis
    axes = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[2][:9]
    np.testing.assert_allclose(np.abs(np.diag(axes @ basis)), 1, atol=1e-6)


def test_signs_do_not_depend_on_the_order_of_rows() -> None:
    np.testing.assert_allclose(principal(X[::-1], 9).basis, principal(X, 9).basis, atol=1e-9)


def test_whitening_makes_clusters_round() -> None:
    shifted = X + 5 * np.eye(3, 12)[LABELS]
    W = whitener(within_covariance(shifted, LABELS, shrink=0))
    np.testing.assert_allclose(within_covariance(shifted @ W, LABELS, shrink=0), np.eye(12), atol=1e-3)


def test_within_covariance_does_not_see_the_means() -> None:
    moved = X + 100 * RANDOM.normal(size=(3, 12))[LABELS]
    one, other = (within_covariance(rows, LABELS, shrink=0.2) for rows in (X, moved))
    np.testing.assert_allclose(other, one, atol=0.02)  # the floor grows with the total variance


@pytest.mark.parametrize("rows", [np.zeros((6, 4)), np.ones((6, 4))])
def test_copies_of_one_row_do_not_divide_by_zero(rows: np.ndarray) -> None:
    assert np.isfinite(principal(rows, 3)(rows)).all()
    assert np.isfinite(whitener(within_covariance(rows, np.zeros(6, dtype=np.int64), shrink=0.2))).all()


def test_a_zero_row_stays_zero() -> None:
    assert (unit(np.zeros((1, 5))) == 0).all()
