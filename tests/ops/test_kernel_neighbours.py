"""Nearest by the kernel: those of brute force, however few the candidates and however coarse the fast products."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from kindfold.ops import kernel_neighbours as module
from kindfold.ops.affinity import Features, anchor, kernels, overlaps_of
from kindfold.ops.blocks import unit_rows
from kindfold.ops.kernel_neighbours import largest, nearest_by_kernel
from kindfold.ops.similarity import Neighbours

N, M, D, Q = 50, 30, 12, 5


def rows(n: int, seed: int) -> Tensor:
    return unit_rows(torch.randn(n, D, generator=torch.Generator().manual_seed(seed)))


def features(n: int = N, *, n_prompts: int = 2) -> Features:
    X = rows(n, 0)
    return overlaps_of(X, [anchor(X, rows(M, 1 + b), 0.3) for b in range(n_prompts)])


def check(found: list[Neighbours], held: Features) -> None:
    for near, kernel in zip(found, kernels(held, held), strict=True):
        value, place = kernel.fill_diagonal_(-torch.inf).topk(Q, dim=1)
        np.testing.assert_allclose(near.cosine, value, rtol=1e-5)
        np.testing.assert_array_equal(near.rows, place)


@pytest.fixture
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", 7)
    monkeypatch.setattr(module, "COLUMNS", 17)


@pytest.mark.usefixtures("small_tiles")
@pytest.mark.parametrize("n_prompts", [0, 1, 3])
def test_neighbours_are_those_of_brute_force(n_prompts: int) -> None:
    held = features(n_prompts=n_prompts)
    check(nearest_by_kernel(held, held, Q, own=torch.arange(N)), held)


@pytest.mark.usefixtures("small_tiles")
@pytest.mark.parametrize("n_prompts", [0, 1, 3])
@pytest.mark.parametrize("candidates", [1, 2])
def test_fast_products_change_no_neighbour(n_prompts: int, candidates: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEW", 0)
    monkeypatch.setattr(module, "CANDIDATES", candidates)
    monkeypatch.setattr(module, "fast_dtype", lambda device: torch.bfloat16)
    held = features(n_prompts=n_prompts)
    check(nearest_by_kernel(held, held, Q, own=torch.arange(N)), held)


@pytest.mark.parametrize("n_prompts", [0, 2])
def test_error_of_fast_products_stays_within_its_bound(n_prompts: int) -> None:
    held = features(400, n_prompts=n_prompts)
    sketch = module._sketch(held, held, torch.bfloat16)
    for fast, exact, bound in zip(
        kernels(sketch.rows, sketch.columns), kernels(held, held), sketch.errors, strict=True
    ):
        apart = (fast - exact).abs().amax(1)
        assert (apart <= bound).all()
        assert float((bound / apart).median()) < 20  # or it would never settle anything


def test_rows_that_candidates_do_not_settle_are_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEW", 0)
    monkeypatch.setattr(module, "CANDIDATES", 1)
    monkeypatch.setattr(module, "fast_dtype", lambda device: torch.bfloat16)
    X = unit_rows(rows(1, 0) + 1e-3 * torch.randn(60, D, generator=torch.Generator().manual_seed(1)))
    held = Features(X, ())  # all alike to bfloat16
    found = nearest_by_kernel(held, held, Q, own=torch.arange(60))[0]
    exact = (X.double() @ X.double().T).fill_diagonal_(-torch.inf).topk(Q, dim=1).values
    np.testing.assert_allclose(found.cosine, exact, atol=3e-7)


def test_names_stand_for_places() -> None:
    held = features()
    plain = nearest_by_kernel(held, held, Q, own=torch.arange(N))
    named = nearest_by_kernel(held, held, Q, own=torch.arange(N), names=torch.arange(N) + 100)
    for one, other in zip(plain, named, strict=True):
        np.testing.assert_array_equal(one.rows + 100, other.rows)


@pytest.mark.parametrize("c", [3, 64, 1000, 1024])
def test_largest_are_those_of_a_full_search(c: int) -> None:
    values = torch.randn(9, c, generator=torch.Generator().manual_seed(0))
    value, place = largest(values, 5)
    np.testing.assert_array_equal(value, values.topk(min(5, c), dim=1).values)
    np.testing.assert_array_equal(value, values.gather(1, place))
