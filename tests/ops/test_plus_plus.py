"""Seeds are spread out, repeatable and chosen by exact arithmetic."""

import pytest
import torch

from kindfold.ops.plus_plus import _distances, on_grid, plus_plus


def blobs(n: int = 400, k: int = 8, d: int = 16) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return 20 * torch.eye(k, d)[torch.arange(n) % k] + torch.randn(n, d, generator=generator)


@pytest.mark.parametrize(("far", "dtype"), [(1.0, torch.int8), (1e4, torch.float64)])
def test_distances_on_the_grid_are_exact(far: float, dtype: torch.dtype) -> None:
    X = blobs()
    X[0] *= far
    grid = on_grid(X)
    assert grid.dtype == dtype
    rows = [[int(value) for value in row] for row in grid.tolist()]
    expected = [[sum((a - b) ** 2 for a, b in zip(rows[i], row, strict=True)) for row in rows] for i in (0, 7, 9)]
    norms = (grid.double() if far > 1 else grid.int()).square().sum(dim=1)
    assert _distances(grid, norms, torch.tensor([[0, 7, 9]]))[0].tolist() == expected


def test_processors_without_byte_products_choose_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = []
    for native in (torch.cpu._is_vnni_supported(), False):
        monkeypatch.setattr(torch.cpu, "_is_vnni_supported", lambda native=native: native)
        chosen.append(plus_plus(on_grid(blobs()), 20, n_init=3, generator=torch.Generator().manual_seed(0)))
    assert torch.equal(*chosen)


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
