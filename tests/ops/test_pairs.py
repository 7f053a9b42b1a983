"""Pairs of views: always two different ones of the same row, and noise of the size that was asked for."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from kindfold.ops.pairs import pairs_by_jitter, pairs_of_views


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def numbered(v: int, n: int) -> Tensor:
    """Views (v, n, 2) that say which view of which row they are."""
    return torch.stack(torch.meshgrid(torch.arange(v), torch.arange(n), indexing="ij"), dim=2).float()


@pytest.mark.parametrize("v", [2, 3, 8])
def test_pair_is_two_different_views_of_the_same_row(v: int) -> None:
    rows = torch.randperm(200, generator=chance(1))
    a, b = pairs_of_views(numbered(v, 200), chance())(rows)
    assert torch.equal(a[:, 1], rows.float())
    assert torch.equal(b[:, 1], rows.float())
    assert (a[:, 0] != b[:, 0]).all()


def test_every_ordered_pair_of_views_is_drawn_alike() -> None:
    v, n = 4, 24_000
    a, b = pairs_of_views(numbered(v, n), chance())(torch.arange(n))
    counts = torch.bincount((v * a[:, 0] + b[:, 0]).long(), minlength=v * v).reshape(v, v)
    expected = n / (v * (v - 1))
    assert (counts.diagonal() == 0).all()
    assert (counts[~torch.eye(v, dtype=torch.bool)] - expected).abs().max() < 5 * expected**0.5


@pytest.mark.parametrize("kind", ["views", "jitter"])
def test_pairs_are_drawn_anew_and_the_same_chance_draws_the_same(kind: str) -> None:
    def make(generator: torch.Generator):
        if kind == "views":
            return pairs_of_views(numbered(5, 50), generator)
        return pairs_by_jitter(numbered(5, 50)[0], 0.1, generator)

    pairs, again, rows = make(chance()), make(chance()), torch.arange(50)
    first, second = pairs(rows), pairs(rows)
    assert not torch.equal(first[0], second[0])
    for one, other in zip((*first, *second), (*again(rows), *again(rows)), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("size", [0.1, 1.0])
@pytest.mark.parametrize("d", [3, 64])
def test_jitter_has_the_stated_length_relative_to_that_of_the_row(size: float, d: int) -> None:
    n = 20_000
    X = torch.ones(n, d) * torch.linspace(1, 100, n)[:, None]
    a, b = pairs_by_jitter(X, size, chance())(torch.arange(n))
    for noise in (a - X, b - X):
        ratio = noise.square().sum(1) / X.square().sum(1)
        assert ratio.mean().item() == pytest.approx(size**2, rel=0.03)


def test_both_views_are_jittered_independently() -> None:
    X = torch.randn(5000, 16, generator=chance(1))
    a, b = pairs_by_jitter(X, 0.5, chance())(torch.arange(5000))
    together = torch.nn.functional.cosine_similarity(a - X, b - X).mean()
    assert abs(together.item()) < 0.02


def test_jitter_leaves_the_rows_alone() -> None:
    X = torch.ones(4, 3)
    pairs_by_jitter(X, 0.5, chance())(torch.arange(4))
    assert (X == 1).all()
