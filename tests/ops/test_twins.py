"""Twins: side by side is as one after the other, for any number of threads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

from kindfold.ops.heads import Head
from kindfold.ops.pairs import View
from kindfold.ops.twins import side_by_side

THREADS = (1, 2)


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def head() -> Head:
    return Head((24, 48, 32, 5), generator=torch.Generator().manual_seed(0))


def views(b: int = 96) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    return torch.randn(b, 24, generator=generator), torch.randn(b, 24, generator=generator)


def lazy(x: Tensor) -> View:
    return lambda: x


def loss(y: Tensor, z: Tensor) -> Tensor:
    return -(y.softmax(1) * z.log_softmax(1)).sum(1).mean() + y.square().mean()


def apart(module: nn.Module) -> list[Tensor]:
    y, z = (module(x) for x in views())
    return [y.detach(), z.detach(), *torch.autograd.grad(loss(y, z), list(module.parameters()))]


def together(module: nn.Module) -> list[Tensor]:
    with side_by_side("cpu") as both:
        y, z = both(module, *map(lazy, views()))
        gradients = torch.autograd.grad(loss(y, z), list(module.parameters()))
    return [y.detach(), z.detach(), *gradients]


def test_outputs_and_gradients_are_those_of_one_view_after_the_other() -> None:
    for found, expected in zip(together(head()), apart(head()), strict=True):
        torch.testing.assert_close(found, expected)


def test_fast_arithmetic_reaches_both_views_and_their_gradients() -> None:
    with torch.autocast("cpu", torch.bfloat16):
        fast, expected = together(head()), apart(head())
    slow = together(head())
    assert not torch.equal(fast[0], slow[0]), "the products are those of bfloat16"
    for found, wanted in zip(fast, expected, strict=True):
        torch.testing.assert_close(found, wanted, rtol=0.02, atol=2e-3)


def test_one_or_two_threads_give_the_same_bits() -> None:
    found = []
    for number in THREADS:
        torch.set_num_threads(number)
        found.append(together(head()))
    for one, other in zip(*found, strict=True):
        assert torch.equal(one, other)


def test_view_that_the_loss_ignores_has_no_say_in_the_gradient() -> None:
    module, (a, b) = head(), views()
    with side_by_side("cpu") as both:
        y, _ = both(module, lazy(a), lazy(b))
        found = torch.autograd.grad(y.square().sum(), list(module.parameters()))
    for one, other in zip(found, torch.autograd.grad(module(a).square().sum(), list(module.parameters())), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-3)  # sums of other lengths of run


@pytest.mark.parametrize("number", THREADS)
def test_thread_count_is_put_back(number: int) -> None:
    torch.set_num_threads(number)
    with side_by_side("cpu"):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == number


@pytest.mark.parametrize("wrong", [0, 1])
def test_failure_in_one_view_is_raised_and_the_thread_count_put_back(wrong: int) -> None:
    torch.set_num_threads(2)
    batches = list(views())
    batches[wrong] = batches[wrong][:, :7]
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"), side_by_side("cpu") as both:
        both(head(), *map(lazy, batches))
    assert torch.get_num_threads() == 2


def test_other_devices_run_one_view_after_the_other() -> None:
    module = head().to("meta")
    with side_by_side("meta") as both:
        y, z = both(module, *(lazy(x.to("meta")) for x in views()))
    assert (y.shape, z.shape) == ((96, 5), (96, 5))
