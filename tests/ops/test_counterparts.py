"""Counterparts: a mean of nouns, of as many as the temperature says."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn.functional import normalize

from kindfold.ops.counterparts import COLDEST, WARMEST, counterparts, effective_number, temperature_for


def directions(n: int, d: int = 16, seed: int = 0) -> Tensor:
    return normalize(torch.randn(n, d, generator=torch.Generator().manual_seed(seed)))


def test_counterparts_are_the_weighted_means_of_nouns() -> None:
    X, T = directions(7), directions(30, seed=1)
    for x, found in zip(X, counterparts(X, T, 0.1), strict=True):
        weights = [float(torch.exp(x @ t / 0.1)) for t in T]
        mean = sum(w * t for w, t in zip(weights, T, strict=True)) / sum(weights)
        torch.testing.assert_close(found, mean / mean.norm())


def test_cold_counterpart_is_the_nearest_noun_and_a_warm_one_the_mean_of_all() -> None:
    X, T = directions(7), directions(30, seed=1)
    torch.testing.assert_close(counterparts(X, T, 1e-4), T[(X @ T.T).argmax(1)])
    torch.testing.assert_close(counterparts(X, T, 1e6), normalize(T.mean(0), dim=0).expand(7, -1), atol=1e-5, rtol=0)


def test_counterparts_follow_their_pictures_and_no_order_of_nouns() -> None:
    X, T, order = directions(50), directions(30, seed=1), torch.randperm(50)
    found = counterparts(X, T, 0.05)
    torch.testing.assert_close(counterparts(X[order], T.flip(0), 0.05), found[order])


@pytest.mark.parametrize("wanted", [1.5, 5.0, 20.0])
def test_median_picture_is_made_of_as_many_nouns_as_wanted(wanted: float) -> None:
    X, T = directions(200), directions(40, seed=1)
    tau = temperature_for(X, T, wanted)
    assert float(effective_number((X @ T.T).double() / tau).median()) == pytest.approx(wanted, rel=1e-5)


def test_temperature_follows_the_spread_of_the_cosines() -> None:
    """An encoder whose cosines spread half as far gets half the temperature: the weights are the same."""
    X, T = directions(200), directions(40, seed=1)
    narrow = torch.cat([X / 2, torch.full((200, 1), 0.75**0.5)], 1)
    wide = torch.cat([T, torch.zeros(40, 1)], 1)
    assert temperature_for(narrow, wide, 5) == pytest.approx(temperature_for(X, T, 5) / 2, rel=1e-4)


def test_number_of_nouns_that_there_are_not_gives_the_end_of_the_range() -> None:
    X, T = directions(20), directions(4, seed=1)
    assert temperature_for(X, T, 5) == pytest.approx(WARMEST)
    assert temperature_for(X, T, 0.5) == pytest.approx(COLDEST)


def test_effective_number_lies_between_one_and_all() -> None:
    assert effective_number(torch.zeros(1, 12)).item() == pytest.approx(12)
    assert effective_number(torch.tensor([[0.0, -800.0, -900.0]])).item() == pytest.approx(1)
