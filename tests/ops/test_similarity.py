"""Neighbours by tiles equal those of the whole matrix."""

import numpy as np
import pytest
import torch
from torch import Tensor

from kindfold.ops import similarity
from kindfold.ops.similarity import bounding_rows, nearest_rows, pairs_above


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(similarity, "TILE", 16)
    monkeypatch.setattr(similarity, "AT_ONCE", 5)
    monkeypatch.setattr(similarity, "N_PER_COLUMN", 0)


def unit(n: int, d: int, seed: int = 0) -> Tensor:
    rows = torch.randn(n, d, generator=torch.Generator().manual_seed(seed))
    return rows / rows.norm(dim=1, keepdim=True)


@pytest.mark.parametrize("e", [1, 5, 20])
def test_nearest_rows_equal_a_full_sort(e: int) -> None:
    X = unit(53, 8)
    found = nearest_rows(X[:40], X, e, own=torch.arange(40))
    cosine = X[:40] @ X.T
    cosine[torch.arange(40), torch.arange(40)] = -torch.inf
    order = cosine.sort(dim=1, descending=True, stable=True)
    torch.testing.assert_close(found.cosine, order.values[:, :e])
    torch.testing.assert_close(found.rows, order.indices[:, :e])


def test_fewer_rows_than_neighbours_give_what_there_is() -> None:
    assert nearest_rows(unit(3, 4), unit(3, 4), 10, own=torch.arange(3)).rows.shape == (3, 2)
    assert nearest_rows(unit(0, 4), unit(3, 4), 2).rows.shape == (0, 2)


@pytest.mark.parametrize("d", [6, 200])
def test_bound_is_never_below_the_cosine(d: int) -> None:
    X = unit(90, d, seed=1)
    bound = bounding_rows(X)
    assert bound.shape[1] <= 128
    assert (bound @ bound.T - X @ X.T).min() > -1e-5


@pytest.mark.parametrize("d", [6, 200])
def test_pairs_equal_those_of_the_whole_matrix(d: int) -> None:
    centres = unit(12, d)[torch.arange(70) % 12]
    X = centres + 0.3 * unit(70, d, seed=2)
    X /= X.norm(dim=1, keepdim=True)
    threshold = torch.linspace(0.85, 0.99, 70).double()[torch.randperm(70, generator=torch.Generator().manual_seed(3))]
    found = pairs_above(X, threshold)
    cosine = X.double() @ X.double().T
    expected = (cosine >= torch.maximum(threshold[:, None], threshold)).triu(1).nonzero()
    assert len(expected) > 10
    torch.testing.assert_close(torch.stack([found.first, found.second], dim=1), expected)
    torch.testing.assert_close(found.cosine, cosine[found.first, found.second])


def test_nothing_above_gives_empty_columns() -> None:
    found = pairs_above(torch.eye(5), torch.full((5,), 0.5, dtype=torch.float64))
    assert [len(column) for column in found] == [0, 0, 0]
    assert np.asarray(found.cosine).dtype == np.float64
