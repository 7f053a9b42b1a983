"""Diffusion: the fixed point of its equation, the minimum of its objective, and no loss by low rank."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from kindfold.ops import diffusion
from kindfold.ops.diffusion import Diffused, diffuse, factor
from kindfold.ops.simplex import project
from kindfold.ops.spectral import leading_pairs, mixed, pairs_of_factor

MU, BALANCE = 0.1, 1e-3
Array = NDArray[np.float64]


def graphs(n: int = 40, k: int = 4, b: int = 3, noise: float = 0.05) -> list[Array]:
    """Normalised affinities of k kinds, the later the noisier, (n, n) each."""
    random = np.random.default_rng(0)
    kinds = np.arange(n) % k
    found = []
    for i in range(b):
        A = (kinds[:, None] == kinds) * random.random((n, n)) + noise * (1 + i) * random.random((n, n))
        A = np.triu(A, 1) + np.triu(A, 1).T
        found.append(A / np.sqrt(np.outer(A.sum(0), A.sum(0))))
    return found


def diffused(S: list[Array], r: int, **settings: Any) -> Diffused:
    held = [torch.from_numpy(s).float() for s in S]
    products = [lambda Y, s=s: s @ Y for s in held]
    start = torch.randn(len(S[0]), r, generator=torch.Generator().manual_seed(0))
    if r == len(S[0]):
        basis = torch.linalg.qr(start).Q
    else:
        basis = leading_pairs(mixed(products, [1 / len(S)] * len(S)), start, r // 4).vectors
    squares = [float((s**2).sum()) for s in S]
    return diffuse(products, squares, basis, **{"mu": MU, "balance": BALANCE, **settings})


def dense(found: Diffused) -> Array:
    Q = found.basis.double()
    return (found.constant * torch.eye(len(Q)) + Q @ found.core @ Q.T).numpy()


def kronecker(S: list[Array], beta: Array) -> Array:
    """The stationary A of given weights, from n^2 linear equations."""
    n = len(S[0])
    system = np.eye(n * n) - sum(w / (1 + MU) * np.kron(s, s) for w, s in zip(beta, S, strict=True))
    return np.linalg.solve(system, MU / (1 + MU) * np.eye(n).ravel()).reshape(n, n)


def costs(A: Array, S: list[Array]) -> Array:
    return np.array([(A**2).sum() - np.trace(A @ s @ A @ s.T) for s in S])


def objective(A: Array, beta: Array, S: list[Array]) -> float:
    n = len(A)
    return float(beta @ costs(A, S) + MU * ((A - np.eye(n)) ** 2).sum()) / n + BALANCE / 2 * float(beta @ beta)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diffusion, "SETTLED", 1e-9)


@pytest.mark.usefixtures("patient")
def test_in_full_rank_it_is_the_solution_of_the_linear_equations() -> None:
    S = graphs()
    found = diffused(S, 40, turns=1, steps=1000)
    np.testing.assert_allclose(dense(found), kronecker(S, found.weights), atol=1e-5)


@pytest.mark.usefixtures("patient")
def test_weights_are_the_best_for_the_graph_and_favour_the_cleaner_ones() -> None:
    S = graphs()
    found = diffused(S, 40, turns=1, steps=1000)
    np.testing.assert_allclose(found.weights, project(-costs(dense(found), S) / 40 / BALANCE), atol=1e-3)
    assert found.weights.sum() == pytest.approx(1)


def test_cost_is_the_double_sum_over_pairs_of_edges() -> None:
    n, random = 8, np.random.default_rng(0)
    A = np.triu(random.random((n, n)), 1)
    A = A + A.T
    D, any_matrix = A.sum(1), random.normal(size=(n, n))
    scaled = any_matrix / np.sqrt(np.outer(D, D))
    pairs = np.einsum("ij,kl,kilj->", A, A, (scaled[:, :, None, None] - scaled[None, None]) ** 2) / 2
    S = A / np.sqrt(np.outer(D, D))
    assert (any_matrix**2).sum() - np.trace(any_matrix @ S @ any_matrix.T @ S.T) == pytest.approx(pairs)


@pytest.mark.usefixtures("patient")
def test_objective_told_is_that_of_the_matrix_and_falls_once_the_first_step_is_done() -> None:
    S = graphs()
    found = diffused(S, 40, turns=1, steps=1000)
    assert found.objective[-1] == pytest.approx(objective(dense(found), found.weights, S), rel=1e-5)
    assert (np.diff(found.objective) <= 1e-6).all()
    assert len(found.path) == len(found.objective)


def test_low_rank_keeps_the_subspace_of_the_full_one() -> None:
    k, S = 5, graphs(300, 5, 3, noise=0.2)
    whole, low = (pairs_of_factor(factor(diffused(S, r))).vectors[:, :k].numpy() for r in (300, 4 * k))
    assert np.linalg.svd(whole.T @ low)[1].min() > 0.99


@pytest.mark.usefixtures("patient")
def test_one_graph_keeps_its_eigenvectors() -> None:
    S = graphs(b=1)
    A = dense(diffused(S, 40, turns=1, steps=1000))
    np.testing.assert_allclose(A @ S[0], S[0] @ A, atol=1e-4)


def test_weights_do_not_depend_on_how_often_everything_is_repeated() -> None:
    S = graphs()
    twice = [np.kron(np.eye(2), s) for s in S]
    np.testing.assert_allclose(diffused(S, 40).weights, diffused(twice, 80).weights, atol=1e-2)


def test_flat_balance_shares_the_weights_and_sharp_balance_picks_one() -> None:
    S = graphs(noise=0.3)
    np.testing.assert_allclose(diffused(S, 20, balance=1e3).weights, 1 / 3, atol=1e-4)
    assert diffused(S, 20, balance=1e-9).weights.max() == 1
