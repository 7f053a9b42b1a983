"""The projection onto the simplex: what makes a point the nearest one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize

from kindfold.ops.simplex import project


def points() -> list[NDArray[np.float64]]:
    random = np.random.default_rng(0)
    return [scale * random.normal(size=b) for scale in (0.01, 1, 100) for b in (1, 2, 7, 30)]


@pytest.mark.parametrize("x", points(), ids=lambda x: f"{len(x)} of {np.abs(x).max():.2g}")
def test_the_point_is_on_the_simplex_and_no_other_is_nearer(x: NDArray[np.float64]) -> None:
    p = project(x)
    assert p.min() >= 0
    assert p.sum() == pytest.approx(1)
    for corner in np.eye(len(x)):  # <x - p, q - p> <= 0 for all q of the simplex, so for its corners
        assert (x - p) @ (corner - p) <= 1e-9 * max(1, np.abs(x).max())


def test_a_point_of_the_simplex_stays() -> None:
    p = np.array([0.2, 0.0, 0.5, 0.3])
    np.testing.assert_allclose(project(p), p, atol=1e-15)


def test_a_shift_of_all_entries_changes_nothing() -> None:
    x = np.array([0.3, -1.0, 0.4])
    np.testing.assert_allclose(project(x + 5), project(x), atol=1e-12)


def test_order_of_entries_is_kept() -> None:
    x = np.array([0.3, -1.0, 0.4, 0.1])
    np.testing.assert_array_equal(project(x[::-1]), project(x)[::-1])


def test_a_general_solver_agrees() -> None:
    x = np.random.default_rng(3).normal(size=6)
    found = minimize(
        lambda p: np.square(p - x).sum(),
        np.full(6, 1 / 6),
        bounds=[(0, 1)] * 6,
        constraints={"type": "eq", "fun": lambda p: p.sum() - 1},
        tol=1e-12,
    )
    np.testing.assert_allclose(project(x), found.x, atol=1e-5)


def test_descent_over_pairs_of_weights_ends_there() -> None:
    """The published way to the weights: of two at a time, until none moves."""
    h, balance = np.array([0.009, 0.0085, 0.0101, 0.0088, 0.0092]), 1e-3
    beta = np.full(5, 0.2)
    for _ in range(200):
        for i in range(5):
            for j in range(i):
                both = beta[i] + beta[j]
                beta[i] = np.clip((balance * both + h[j] - h[i]) / (2 * balance), 0, both)
                beta[j] = both - beta[i]
    np.testing.assert_allclose(project(-h / balance), beta, atol=1e-6)
