"""Perturbations have the length that is stated, and climb what the student descends."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from kindfold.ops.perturbations import Perturbation, PixelPerturbation


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def rows() -> Tensor:
    return torch.randn(40, 10, generator=chance(3))


def pictures() -> Tensor:
    return torch.rand(6, 3, 12, 12, generator=chance(3))


def test_length_is_a_share_of_that_of_the_row() -> None:
    x = rows()
    moved = Perturbation(10, 0.05, generator=chance())(x)
    torch.testing.assert_close((moved - x).norm(dim=1), 0.05 * x.norm(dim=1))


def test_root_mean_square_over_pixels_is_the_stated_one() -> None:
    x = pictures()
    delta = PixelPerturbation(4 / 255, generator=chance())(x) - x
    torch.testing.assert_close(delta.square().mean((1, 2, 3)).sqrt(), torch.full((6,), 4 / 255))


@pytest.mark.parametrize(
    ("perturbation", "x"),
    [(Perturbation(10, 0.3, generator=chance()), rows()), (PixelPerturbation(0.1, generator=chance()), pictures())],
)
def test_it_climbs_what_the_student_descends(perturbation: nn.Module, x: Tensor) -> None:
    aim = torch.randn(x.shape[1:], generator=chance(5))
    descent = torch.optim.SGD(perturbation.parameters(), 0.05 / aim.norm().item())

    def loss() -> Tensor:
        found: Tensor = (perturbation(x) * aim).flatten(1).sum(1).mean()
        return found

    before = loss().item()
    for _ in range(60):
        descent.zero_grad()
        loss().backward()  # type: ignore[no-untyped-call]
        descent.step()
    ball = (perturbation(x) - x).flatten(1).norm(dim=1).mean().item() * aim.norm().item()
    assert loss().item() > before + 0.1 * ball
