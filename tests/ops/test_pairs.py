"""Pairs of views: always two different ones of the same row, and noise of the size that was asked for."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from kindfold.ops.pairs import Pairs, pairs_of_views


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def drawn(pairs: Pairs, rows: Tensor) -> list[Tensor]:
    return [view() for view in pairs(rows)]


def numbered(v: int, n: int) -> Tensor:
    """Views (v, n, 2) that say which view of which row they are."""
    return torch.stack(torch.meshgrid(torch.arange(v), torch.arange(n), indexing="ij"), dim=2).float()


@pytest.mark.parametrize("v", [2, 3, 8])
def test_pair_is_two_different_views_of_the_same_row(v: int) -> None:
    rows = torch.randperm(200, generator=chance(1))
    a, b = drawn(pairs_of_views(numbered(v, 200), chance()), rows)
    assert torch.equal(a[:, 1], rows.float())
    assert torch.equal(b[:, 1], rows.float())
    assert (a[:, 0] != b[:, 0]).all()


def test_every_ordered_pair_of_views_is_drawn_alike() -> None:
    v, n = 4, 24_000
    a, b = drawn(pairs_of_views(numbered(v, n), chance()), torch.arange(n))
    counts = torch.bincount((v * a[:, 0] + b[:, 0]).long(), minlength=v * v).reshape(v, v)
    expected = n / (v * (v - 1))
    assert (counts.diagonal() == 0).all()
    assert (counts[~torch.eye(v, dtype=torch.bool)] - expected).abs().max() < 5 * expected**0.5


@pytest.mark.parametrize("kind", ["views", "noise"])
def test_pairs_are_drawn_anew_and_the_same_chance_draws_the_same(kind: str) -> None:
    def make(generator: torch.Generator) -> Pairs:
        if kind == "views":
            return pairs_of_views(numbered(5, 50), generator)
        return pairs_of_views(numbered(5, 50)[:1], generator, noise=0.1)

    pairs, again, rows = make(chance()), make(chance()), torch.arange(50)
    first, second = drawn(pairs, rows), drawn(pairs, rows)
    assert not torch.equal(first[0], second[0])
    for one, other in zip((*first, *second), (*drawn(again, rows), *drawn(again, rows)), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("size", [0.1, 3.0])
@pytest.mark.parametrize("d", [3, 64])
def test_noise_has_the_stated_root_mean_square_length(size: float, d: int) -> None:
    n = 20_000
    X = torch.randn(n, d, generator=chance(1))
    for view in drawn(pairs_of_views(X[None], chance(), noise=size), torch.arange(n)):
        assert (view - X).square().sum(1).mean().sqrt().item() == pytest.approx(size, rel=0.02)


def test_noise_of_the_two_views_is_independent() -> None:
    X = torch.randn(5000, 16, generator=chance(1))
    a, b = drawn(pairs_of_views(X[None], chance(), noise=0.5), torch.arange(5000))
    together = torch.nn.functional.cosine_similarity(a - X, b - X).mean()
    assert abs(together.item()) < 0.02


def test_noise_leaves_the_rows_alone() -> None:
    X = torch.ones(4, 3)
    drawn(pairs_of_views(X[None], chance(), noise=0.5), torch.arange(4))
    assert (X == 1).all()


def test_noise_is_added_to_views_of_the_same_row() -> None:
    for view in drawn(pairs_of_views(numbered(3, 40), chance(), noise=1e-3), torch.arange(40)):
        assert torch.equal(view[:, 1].round(), torch.arange(40.0))
        assert set(view[:, 0].round().tolist()) == {0, 1, 2}
        assert not torch.equal(view, view.round())
