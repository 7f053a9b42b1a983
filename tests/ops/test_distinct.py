"""Distinct rows: those that numpy finds, in its order, and no other for another order of the rows."""

import numpy as np
import pytest
from numpy.typing import NDArray

from kindfold.ops.distinct import distinct


def rows(n: int, d: int, n_values: int) -> NDArray[np.float32]:
    """Whole numbers, so few of them that rows begin alike or are copies."""
    return np.random.default_rng(0).integers(-1, n_values, size=(n, d)).astype(np.float32)


@pytest.mark.parametrize(
    "X", [rows(300, 2, 4), rows(300, 5, 2), rows(300, 8, 1000), rows(1, 3, 2), np.zeros((7, 4), "f4")]
)
def test_rows_and_copies_are_those_of_numpy(X: NDArray[np.float32]) -> None:
    values, inverse = np.unique(X, axis=0, return_inverse=True)
    found = distinct(X)
    np.testing.assert_array_equal(X[found.rows], values)
    np.testing.assert_array_equal(found.copy_of, inverse.reshape(-1))


def test_rows_in_another_order_are_the_same_rows() -> None:
    X, order = rows(200, 5, 2), np.random.default_rng(1).permutation(200)
    one, other = distinct(X), distinct(X[order])
    np.testing.assert_array_equal(X[one.rows], X[order][other.rows])
    np.testing.assert_array_equal(one.copy_of[order], other.copy_of)
