"""Losses of assignments: values by hand, gradients by finite differences, and the landscape they make together."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from kindfold.ops.losses import (
    confidence,
    cross_entropy,
    disagreement,
    entropy,
    generalised_cross_entropy,
    running,
    stick_breaking,
)

SURE = 1000.0  # a logit whose softmax is one-hot to the last bit
both = pytest.mark.parametrize("loss", [cross_entropy, confidence])


def logits(b: int = 5, k: int = 4, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(b, k, dtype=torch.float64, generator=generator).requires_grad_()


def one_hot(kinds: list[int], k: int) -> Tensor:
    return (SURE * torch.eye(k)[kinds]).log_softmax(1)


def test_cross_entropy_is_the_mean_of_p_ln_q() -> None:
    log_p, log_q = torch.tensor([[0.5, 0.5], [0.1, 0.9]]).log(), torch.tensor([[0.8, 0.2], [0.3, 0.7]]).log()
    first = 0.5 * math.log(0.8) + 0.5 * math.log(0.2)
    second = 0.1 * math.log(0.3) + 0.9 * math.log(0.7)
    assert cross_entropy(log_p, log_q).item() == pytest.approx(-(first + second) / 2)


def test_confidence_is_the_mean_log_of_the_inner_product() -> None:
    log_p, log_q = torch.tensor([[0.5, 0.5], [0.1, 0.9]]).log(), torch.tensor([[0.8, 0.2], [0.3, 0.7]]).log()
    assert confidence(log_p, log_q).item() == pytest.approx(-(math.log(0.5) + math.log(0.66)) / 2)


def test_entropy_is_in_nats() -> None:
    expected = -0.25 * math.log(0.25) - 0.75 * math.log(0.75)
    assert entropy(torch.tensor([0.25, 0.75])).item() == pytest.approx(expected)


@both
def test_gradient_in_both_views_is_that_of_finite_differences(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    assert torch.autograd.gradcheck(
        lambda y, z: loss(y.log_softmax(1), z.log_softmax(1)), (logits(seed=0), logits(seed=1))
    )


def test_gradient_of_the_entropy_is_that_of_finite_differences() -> None:
    assert torch.autograd.gradcheck(lambda z: entropy(z.softmax(1).mean(0)), (logits(),))


@both
def test_views_that_agree_with_certainty_cost_nothing(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    log_p = one_hot([0, 2, 1], 3)
    assert loss(log_p, log_p).item() == 0


@both
def test_undecided_views_cost_ln_k(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    log_p = torch.zeros(6, 7).log_softmax(1)
    assert loss(log_p, log_p).item() == pytest.approx(math.log(7))


@both
def test_probability_that_underflows_still_has_a_gradient(loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    z = torch.tensor([[0.0, -200.0]], requires_grad=True)
    loss(torch.tensor([[-300.0, 0.0]]).log_softmax(1), z.log_softmax(1)).backward()
    assert z.grad is not None
    assert torch.allclose(z.grad, torch.tensor([[1.0, -1.0]]), atol=1e-6)


def test_entropy_is_at_most_ln_k_and_meets_it_where_all_weigh_the_same() -> None:
    p = torch.randn(50, 9, generator=torch.Generator().manual_seed(0)).mul(3).softmax(1)
    assert max(entropy(row).item() for row in p) < math.log(9)
    assert entropy(torch.full((9,), 1 / 9)).item() == pytest.approx(math.log(9))


def test_empty_cluster_pulls_but_not_without_end() -> None:
    p = torch.tensor([0.0, 0.4, 0.6], requires_grad=True)
    entropy(p).backward()
    assert p.grad is not None
    assert p.grad.isfinite().all()
    assert p.grad[0] == pytest.approx(-math.log(torch.finfo(torch.float32).tiny))
    assert p.grad[0] > 80 * p.grad[1:].max()


def test_running_mean_has_its_own_value_and_the_gradient_of_the_batch() -> None:
    usage, mean = torch.tensor([0.5, 0.5]), torch.tensor([0.9, 0.1], requires_grad=True)
    found = running(mean, usage, momentum=0.75)
    assert torch.allclose(found, torch.tensor([0.6, 0.4]))
    assert torch.allclose(usage, found), "updated in place"
    (found * torch.tensor([3.0, 5.0])).sum().backward()
    assert mean.grad is not None
    assert mean.grad.tolist() == [3, 5]


def test_running_mean_of_a_steady_stream_is_its_mean() -> None:
    usage, mean = torch.tensor([1.0, 0.0]), torch.tensor([0.3, 0.7])
    for _ in range(200):
        running(mean, usage, momentum=0.9)
    assert torch.allclose(usage, mean)


@pytest.mark.parametrize("weight", [0.0, 0.25, 1.0, 5.0])
def test_landscape_of_scp(weight: float) -> None:
    """Collapse scores 0, one-hot and balanced -2 lambda ln k, undecided 2 (1 - lambda) ln k."""
    k = 10

    def loss(log_p: Tensor) -> float:
        terms = cross_entropy(log_p, log_p) + confidence(log_p, log_p)
        return (terms - 2 * weight * entropy(log_p.exp().mean(0))).item()

    assert loss(one_hot([3] * 40, k)) == pytest.approx(0, abs=1e-6)
    assert loss(one_hot(list(range(k)) * 4, k)) == pytest.approx(-2 * weight * math.log(k), abs=1e-5)
    assert loss(torch.zeros(40, k).log_softmax(1)) == pytest.approx(2 * (1 - weight) * math.log(k), abs=1e-5)


def test_stick_prior_draws_pictures_to_the_large_clusters() -> None:
    logits = torch.zeros(8, 3, requires_grad=True)
    usage = torch.tensor([0.7, 0.25, 0.05])
    stick_breaking(logits.log_softmax(1), usage, 1000, 0.4, momentum=1.0).backward()
    assert logits.grad is not None
    pull = logits.grad[0].tolist()
    assert pull[0] < pull[1] < pull[2]
    assert usage.tolist() == pytest.approx([0.7, 0.25, 0.05])


def test_stick_prior_notes_the_running_mean() -> None:
    usage = torch.tensor([0.5, 0.5])
    stick_breaking(torch.tensor([[0.9, 0.1]]).log(), usage, 10, 0.4, momentum=0.75)
    assert usage.tolist() == pytest.approx([0.6, 0.4])


def some_log_p(b: int = 8, k: int = 5) -> Tensor:
    return (3 * torch.randn(b, k, generator=torch.Generator().manual_seed(0), dtype=torch.float64)).log_softmax(1)


def test_generalised_cross_entropy_lies_between_cross_entropy_and_one_minus_p() -> None:
    log_p, labels, all_rows = some_log_p(), torch.arange(8) % 5, torch.ones(8, dtype=torch.float64)
    own = log_p[torch.arange(8), labels]
    torch.testing.assert_close(generalised_cross_entropy(log_p, labels, 0.0, all_rows), -own.mean())
    torch.testing.assert_close(generalised_cross_entropy(log_p, labels, 1e-8, all_rows), -own.mean(), rtol=1e-6, atol=0)
    torch.testing.assert_close(generalised_cross_entropy(log_p, labels, 1.0, all_rows), (1 - own.exp()).mean())
    torch.testing.assert_close(
        generalised_cross_entropy(log_p, labels, 0.7, all_rows), ((1 - own.exp() ** 0.7) / 0.7).mean()
    )


def test_generalised_cross_entropy_has_a_gradient_where_the_probability_underflows() -> None:
    logits = torch.tensor([[0.0, 200.0]], requires_grad=True)
    generalised_cross_entropy(logits.log_softmax(1), torch.tensor([0]), 0.1, torch.ones(1)).backward()
    assert logits.grad is not None and logits.grad.isfinite().all() and logits.grad[0, 0] < 0


def test_disagreement_runs_from_nought_to_two() -> None:
    sure, weights = torch.eye(4).clamp_min(1e-30).log(), torch.ones(4)
    assert disagreement(sure, sure, weights) == 0
    torch.testing.assert_close(disagreement(sure, sure.roll(1, 0), weights), torch.tensor(2.0))


def test_rows_without_weight_do_not_count() -> None:
    log_p, labels = some_log_p(), torch.arange(8) % 5
    some = (torch.arange(8) < 3).double()
    expected = generalised_cross_entropy(log_p[:3], labels[:3], 0.7, torch.ones(3, dtype=torch.float64))
    torch.testing.assert_close(generalised_cross_entropy(log_p, labels, 0.7, some), expected)
    assert disagreement(log_p, log_p.roll(1, 0), torch.zeros(8, dtype=torch.float64)) == 0
