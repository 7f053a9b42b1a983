"""Seeds are spread out, repeatable and chosen by exact arithmetic."""

import pytest
import torch

from kindfold.ops.plus_plus import on_grid, plus_plus


def blobs(n: int = 400, k: int = 8, d: int = 16) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return 20 * torch.eye(k, d)[torch.arange(n) % k] + torch.randn(n, d, generator=generator)


@pytest.mark.parametrize("far", [1.0, 1e4])
def test_products_on_the_grid_are_exact(far: float) -> None:
    X = blobs()
    X[0] *= far
    grid = on_grid(X)
    assert grid.dtype == (torch.float32 if far == 1 else torch.float64)
    exact = [[sum(int(a * 2**25) * int(b * 2**25) for a, b in zip(x, y, strict=True)) for y in grid[:4].tolist()]
             for x in grid[:20].tolist()]  # fmt: skip
    assert (grid[:20] @ grid[:4].T).double().tolist() == [[value / 2**50 for value in row] for row in exact]


def test_every_far_blob_gets_a_seed() -> None:
    chosen = plus_plus(on_grid(blobs()), 8, n_init=5, generator=torch.Generator().manual_seed(0))
    assert chosen.shape == (5, 8)
    for seeding in chosen % 8:
        assert sorted(seeding.tolist()) == list(range(8))


def test_rows_repeat_only_when_too_few_are_distinct() -> None:
    X = blobs()[:6].repeat(10, 1)
    enough = plus_plus(on_grid(X), 6, n_init=1, generator=torch.Generator().manual_seed(0))[0]
    assert len((enough % 6).unique()) == 6
    assert plus_plus(on_grid(X), 9, n_init=1, generator=torch.Generator().manual_seed(0)).shape == (1, 9)


def test_seeds_do_not_depend_on_scale_by_a_power_of_two() -> None:
    one, other = (
        plus_plus(on_grid(X), 8, n_init=2, generator=torch.Generator().manual_seed(3))
        for X in (blobs(), blobs() * 2**20)
    )
    assert torch.equal(one, other)
