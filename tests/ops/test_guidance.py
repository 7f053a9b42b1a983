"""Low-rank guidance: the algebra of supports, ranks and floors that the method rests on."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from kindfold.ops.guidance import VARIANTS, Targets, gaps, guidance, masked, surest, top_k

T = 12


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def simplex(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=chance(seed), dtype=torch.float64).mul(2).softmax(-1)


def targets(b: int, k: int, seed: int = 1) -> Targets:
    return top_k(torch.randn(b, T, generator=chance(seed), dtype=torch.float64), k)


def minimised(variant: str, named: Targets, steps: int = 3000) -> tuple[Tensor, float]:
    logits = torch.zeros(len(named.indices), T, dtype=torch.float64, requires_grad=True)
    descent = torch.optim.Adam([logits], 0.05)
    for _ in range(steps):
        descent.zero_grad()
        loss = guidance(logits.log_softmax(1), named, variant).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        descent.step()
    return logits.detach().softmax(1), loss.item()


@pytest.mark.parametrize("k", [1, 3, 5])
def test_published_loss_ends_at_the_uniform_on_its_support(k: int) -> None:
    named = targets(4, k)
    p, loss = minimised("uniform", named)
    assert loss == pytest.approx(k * math.log(k), abs=0.02)
    torch.testing.assert_close(p.gather(1, named.indices), torch.full((4, k), 1 / k).double(), atol=5e-3, rtol=0)


def test_renormalised_loss_ends_at_the_teachers_weights() -> None:
    named = targets(4, 3)
    p, loss = minimised("renorm", named)
    torch.testing.assert_close(p.gather(1, named.indices), named.weights, atol=5e-3, rtol=0)
    assert loss == pytest.approx(-(named.weights * named.weights.log()).sum(1).mean().item(), abs=0.01)


def test_set_loss_is_zero_for_every_distribution_on_the_support() -> None:
    named = targets(50, 3)
    inside = torch.zeros(50, T, dtype=torch.float64).scatter_(1, named.indices, simplex(50, 3))
    assert guidance(inside.log(), named, "set").abs().max().item() < 1e-12
    assert guidance(simplex(50, T).log(), named, "set").mean().item() > 0.1


@pytest.mark.parametrize("variant", VARIANTS)
def test_gradients_have_their_closed_forms(variant: str) -> None:
    named = targets(1, 3)
    logits = torch.randn(1, T, generator=chance(2), dtype=torch.float64, requires_grad=True)
    (found,) = torch.autograd.grad(guidance(logits.log_softmax(1), named, variant).sum(), logits)
    p = logits.detach().softmax(1)
    inside = torch.zeros_like(p).scatter_(1, named.indices, 1.0)
    expected = {
        "uniform": 3 * p - inside,
        "renorm": p - torch.zeros_like(p).scatter_(1, named.indices, named.weights),
        "set": p - inside * p / (inside * p).sum(),
    }
    torch.testing.assert_close(found, expected[variant])


def test_teacher_names_the_most_probable_and_leaves_out_the_implausible() -> None:
    log_q = torch.tensor([[0.5, 0.3, 0.15, 0.05], [0.97, 0.01, 0.01, 0.01]]).log()
    named = top_k(log_q, 3, sharpening=1.0, least=0.4)
    assert named.indices[0].tolist() == [0, 1, 2]
    torch.testing.assert_close(named.weights, torch.tensor([[0.625, 0.375, 0], [1.0, 0, 0]]))
    p = simplex(2, 4).float()
    expected = -torch.stack([p[0, :2].sum().log(), p[1, 0].log()])
    torch.testing.assert_close(guidance(p.log(), named, "set"), expected)


def test_more_targets_than_clusters_are_all_of_them() -> None:
    assert top_k(torch.randn(5, 3, generator=chance()), 8).indices.sort(1).values.tolist() == [[0, 1, 2]] * 5


@given(m=st.integers(2, 8), k=st.integers(1, 6), seed=st.integers(0, 10_000))
def test_rows_on_one_support_have_no_larger_rank(m: int, k: int, seed: int) -> None:
    row = targets(1, k, seed)
    D = torch.stack([masked(view, row)[0] for view in simplex(m, 1, T, seed=seed)])  # (m, t)
    torch.testing.assert_close(D.sum(1), torch.ones(m).double())
    assert torch.linalg.matrix_rank(D, rtol=1e-9).item() <= min(k, m)


@given(m=st.integers(2, 8), seed=st.integers(0, 10_000))
def test_gaps_are_those_of_the_singular_values(m: int, seed: int) -> None:
    D = simplex(3, m, T, seed=seed)
    consistency, confidence = gaps(D)
    values = torch.linalg.svdvals(D)
    torch.testing.assert_close(consistency, values.sum(-1) - values.square().sum(-1).sqrt(), atol=1e-6, rtol=1e-6)
    torch.testing.assert_close(confidence, 1 - values.square().sum(-1) / m)
    assert (consistency > -1e-9).all()
    assert (confidence > -1e-9).all()


def test_gaps_vanish_for_agreement_and_for_certainty() -> None:
    alike = simplex(5, 1, T).expand(5, 4, T)
    certain = torch.eye(T, dtype=torch.float64)[torch.tensor([[0, 1, 2, 2]])]
    assert gaps(alike)[0].abs().max() < 1e-6
    assert gaps(alike)[1].min() > 0.1
    assert gaps(certain)[0].item() > 0.5
    assert gaps(certain)[1].abs().item() < 1e-12


@given(seed=st.integers(0, 10_000), size=st.floats(1e-4, 0.2))
def test_views_near_one_row_make_a_matrix_near_rank_one(seed: int, size: float) -> None:
    m = 6
    row = simplex(1, T, seed=seed)
    D = row + size * torch.randn(m, T, generator=chance(seed), dtype=torch.float64)
    largest = torch.linalg.vector_norm(D - row, dim=1).max()
    assert torch.linalg.svdvals(D)[1] <= largest * m**0.5 + 1e-12


def test_surest_are_those_with_the_largest_margins_of_their_group() -> None:
    group = torch.tensor([0] * 6 + [1] * 2)
    best = torch.tensor([0.9, 0.8, 0.7, 0.95, 0.6, 0.65, 0.55, 0.85])
    named = Targets(torch.stack([group, 1 - group], dim=1), torch.stack([best, 1 - best], dim=1))
    assert surest(named, 0.5, 2).nonzero().ravel().tolist() == [0, 3, 7], "at most half of a group of four"
    assert surest(named, 1.0, 2).sum() == 4 + 2


def test_picture_of_a_single_group_is_sure() -> None:
    assert surest(top_k(torch.zeros(4, 1), 3), 0.1, 1).all()
