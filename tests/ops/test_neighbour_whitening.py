"""Whitening by neighbours: what differs within kinds shrinks, what tells them apart stays."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from kindfold.ops.neighbour_whitening import N_NEAREST, neighbour_whitening
from kindfold.ops.whitening import principal, unit

N, D = 300, 10
KINDS = np.arange(N) % 3


def hidden(seed: int = 0) -> NDArray[np.float32]:
    """Three kinds that differ in two directions, beside six along which all of them vary far more."""
    random = np.random.default_rng(seed)
    X = 0.05 * random.normal(size=(N, D))
    X[:, :2] += 0.6 * np.array([[1, 0], [-0.5, 0.87], [-0.5, -0.87]])[KINDS]
    X[:, 2:8] += random.normal(size=(N, 6))
    turned = X @ np.linalg.qr(random.normal(size=(D, D)))[0]
    return turned.astype(np.float32)


def purity(X: NDArray[np.float64]) -> float:
    """Share of the nearest rows that are of the same kind."""
    cosines = unit(X) @ unit(X).T
    np.fill_diagonal(cosines, -2)
    nearest = cosines.argsort(axis=1)[:, -N_NEAREST:]
    return float((KINDS[nearest] == KINDS[:, None]).mean())


@pytest.mark.parametrize("seed", range(3))
def test_kinds_that_a_shared_nuisance_hides_come_out(seed: int) -> None:
    X = hidden(seed)
    mean, basis = neighbour_whitening(X, D)
    assert purity((X - X.mean(axis=0)).astype(np.float64)) < 0.75
    assert purity((X - mean) @ basis) > 0.95


def test_map_does_not_depend_on_the_order_of_the_rows() -> None:
    X = hidden()
    order = np.random.default_rng(1).permutation(N)
    for one, other in zip(neighbour_whitening(X, D), neighbour_whitening(X[order], D), strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-6, atol=1e-8)


def test_coordinates_do_not_depend_on_the_scale_of_the_rows() -> None:
    X = hidden()
    one, other = neighbour_whitening(X, D), neighbour_whitening(1024 * X, D)
    np.testing.assert_allclose((1024 * X - other.mean) @ other.basis, (X - one.mean) @ one.basis, rtol=0, atol=1e-6)


@pytest.mark.parametrize("n", [2, 12])
def test_copies_of_one_row_are_not_whitened(n: int) -> None:
    X = np.ones((n, D), dtype=np.float32)
    for one, other in zip(neighbour_whitening(X, D), principal(X, D), strict=True):
        np.testing.assert_array_equal(one, other)


def test_as_many_copies_as_neighbours_say_nothing_and_break_nothing() -> None:
    X = np.repeat(np.eye(4, D, dtype=np.float32), N_NEAREST + 1, axis=0)
    assert np.isfinite(neighbour_whitening(X, D).basis).all()
