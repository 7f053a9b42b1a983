"""Contrasts: what is least when views agree, and the floors of orthogonality."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import normalize

from kindfold.ops.contrasts import cluster_contrast, column_contrast, instance_contrast, orthogonality


def directions(b: int, e: int, seed: int = 0) -> Tensor:
    return normalize(torch.randn(b, e, generator=torch.Generator().manual_seed(seed), dtype=torch.float64))


def test_instance_contrast_is_the_mean_over_both_directions() -> None:
    a, b = directions(4, 6), directions(4, 6, seed=1)
    rows = torch.cat([a, b])
    total = 0.0
    for i in range(8):
        scores = [(rows[i] @ rows[j]).item() / 0.1 for j in range(8)]
        others = sum(math.exp(scores[j]) for j in range(8) if j != i)
        total -= scores[(i + 4) % 8] - math.log(others)
    assert instance_contrast(a, b, 0.1).item() == pytest.approx(total / 8, rel=1e-5)


def test_instance_contrast_is_least_where_views_agree_and_pictures_do_not() -> None:
    a = torch.eye(6, dtype=torch.float64)
    floor = math.log1p(10 * math.exp(-10))
    assert instance_contrast(a, a, 0.1).item() == pytest.approx(floor, rel=1e-3)
    assert instance_contrast(a, a.roll(1, 0), 0.1) > 9


def test_cluster_contrast_compares_weighted_centres_of_clusters_that_are_present() -> None:
    a, b = directions(40, 5), directions(40, 5, seed=1)
    p = torch.zeros(40, 4, dtype=torch.float64)
    p[:20, 0], p[20:, 1] = 1, 0.99
    p[20:, 2] = 0.01  # a mass of 0.2
    centres = [normalize(torch.stack([x[:20].sum(0), x[20:].sum(0)])) for x in (a, b)]
    logits = centres[0] @ centres[1].T / 0.5
    expected = -(logits.log_softmax(1).diagonal().mean() + logits.T.log_softmax(1).diagonal().mean()) / 2
    assert cluster_contrast(p, a, b, 0.5).item() == pytest.approx(expected.item(), rel=1e-4)


def test_cluster_contrast_of_one_cluster_is_zero_and_can_be_differentiated() -> None:
    a = directions(8, 5).requires_grad_()
    loss = cluster_contrast(torch.ones(8, 1, dtype=torch.float64), a, a, 0.5)
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.item() == 0
    assert a.grad is not None
    assert not a.grad.any()


@pytest.mark.parametrize(("c", "e"), [(30, 8), (20, 5), (6, 8)])
def test_orthogonality_falls_to_its_floor_and_no_further(c: int, e: int) -> None:
    M = directions(c, e).requires_grad_()
    descent = torch.optim.Adam([M], 0.02)
    for _ in range(1500):
        descent.zero_grad()
        loss = orthogonality(M)
        loss.backward()  # type: ignore[no-untyped-call]
        descent.step()
    floor = max(c / e - 1, 0)  # Welch: c^2 / e - c, over c
    assert floor - 1e-9 <= loss.item() <= floor + 0.01


def assignments(b: int, k: int, seed: int = 0) -> Tensor:
    return torch.randn(b, k, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).softmax(1)


def test_column_contrast_does_not_see_which_cluster_bears_which_number() -> None:
    p, q, order = assignments(40, 6), assignments(40, 6, seed=1), torch.randperm(6)
    expected = column_contrast(p, q, 0.5).item()
    assert column_contrast(p[:, order], q[:, order], 0.5).item() == pytest.approx(expected)
    assert column_contrast(q, p, 0.5).item() == pytest.approx(expected)
    rows = torch.randperm(40)
    assert column_contrast(p[rows], q[rows], 0.5).item() == pytest.approx(expected)


def test_column_contrast_is_least_where_columns_are_orthogonal_and_agree() -> None:
    k, temperature = 6, 0.5
    p = torch.eye(k, dtype=torch.float64)[torch.arange(48) % k]
    floor = math.log1p((2 * k - 2) * math.exp(-1 / temperature))
    assert column_contrast(p, p, temperature).item() == pytest.approx(floor)
    assert column_contrast(p, p.roll(1, 1), temperature) > floor + 1
    for seed in range(5):
        assert column_contrast(assignments(48, k, seed), assignments(48, k, seed + 9), temperature) > floor
