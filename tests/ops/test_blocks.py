"""Tiles cover every row once, and sums do not depend on threads."""

import pytest
import torch

from kindfold.ops.blocks import group_sums, squared_distances, tiles, unit_rows


@pytest.mark.parametrize(("n", "width"), [(0, 3), (1, 1), (127, 10**6), (1000, 10**6), (300_000, 1)])
def test_tiles_cover_every_row_once(n: int, width: int) -> None:
    assert [i for tile in tiles(n, width) for i in range(n)[tile]] == list(range(n))


def test_unit_rows_ignore_powers_of_two() -> None:
    X = torch.randn(50, 7, generator=torch.Generator().manual_seed(0))
    powers = torch.randint(-60, 60, (50, 1), generator=torch.Generator().manual_seed(1))
    assert torch.equal(unit_rows(X), unit_rows(torch.ldexp(X, powers)))


def test_unit_rows_leave_zero_rows_zero() -> None:
    assert torch.equal(unit_rows(torch.zeros(2, 3)), torch.zeros(2, 3))


def test_group_sums_equal_one_hot_product() -> None:
    generator = torch.Generator().manual_seed(0)
    X, labels = torch.randn(5000, 100, generator=generator), torch.randint(0, 6, (5000,), generator=generator)
    expected = torch.nn.functional.one_hot(labels, 7).double().T @ X.double()
    torch.testing.assert_close(group_sums(X, labels, 7), expected)
    some = torch.arange(0, 5000, 3)
    expected = torch.nn.functional.one_hot(labels[some], 7).double().T @ X[some].double()
    torch.testing.assert_close(group_sums(X, labels[some], 7, which=some), expected)


def test_squared_distances_are_those_of_the_formula() -> None:
    X = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
    assert squared_distances(X, torch.tensor([[9.0, 9.0], [0.0, 0.0]]), torch.tensor([1, 1])).tolist() == [0.0, 25.0]
