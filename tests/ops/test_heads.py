"""Heads: what a head is when it is used equals what it was when it learnt."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from kindfold.ops.heads import TILE, Head, logits, packed, settled, unpacked

shapes = pytest.mark.parametrize("widths", [(6, 4), (6, 1), (6, 16, 4), (6, 32, 16, 8, 1), (6, 12, 12, 12, 12, 5)])


def rows(n: int = 2 * TILE + 77, d: int = 6) -> NDArray[np.float32]:
    return np.random.default_rng(0).normal(1, 2, (n, d)).astype(np.float32)


def head_of(widths: tuple[int, ...], seed: int = 0) -> Head:
    return Head(widths, generator=torch.Generator().manual_seed(seed))


def trained(widths: tuple[int, ...]) -> Head:
    """A head whose every parameter is somewhere."""
    head, generator = head_of(widths), torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in head.parameters():
            parameter.normal_(0.3, 0.7, generator=generator)
    return head


@shapes
def test_settled_head_gives_the_logits_of_one_batch_of_all_rows(widths: tuple[int, ...]) -> None:
    head, X = trained(widths), rows()
    expected = head(torch.from_numpy(X)).detach().numpy()
    assert expected.std() > 0.1
    np.testing.assert_allclose(logits(X, settled(head, X)), expected, atol=1e-4, rtol=1e-4)


@shapes
def test_row_has_the_same_logits_in_any_company(widths: tuple[int, ...]) -> None:
    X = rows()
    maps = settled(trained(widths), X)
    together = logits(X, maps)
    alone = np.concatenate([logits(X[i : i + 1], maps) for i in range(0, len(X), 97)])
    np.testing.assert_allclose(alone, together[::97], rtol=1e-4, atol=1e-4)


@shapes
def test_unpacked_is_what_was_packed(widths: tuple[int, ...]) -> None:
    maps = settled(trained(widths), rows(50))
    found, values = packed(maps)
    assert tuple(found) == widths
    assert values.dtype == np.float32
    for (weight, bias), (weight_again, bias_again) in zip(maps, unpacked(found, values), strict=True):
        np.testing.assert_array_equal(weight, weight_again)
        np.testing.assert_array_equal(bias, bias_again)


def test_statistics_are_those_of_the_rows_given_not_of_the_batches_seen() -> None:
    head, X = trained((6, 16, 4)), rows(300)
    before = settled(head, X)
    head(torch.from_numpy(100 * rows(40)))
    for one, other in zip(before, settled(head, X), strict=True):
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])


def test_constant_feature_is_no_division_by_zero() -> None:
    X = np.ones((20, 6), np.float32)
    assert np.isfinite(logits(X, settled(trained((6, 16, 4)), X))).all()


def test_same_chance_draws_the_same_weights() -> None:
    one, same, other = (head_of((6, 16, 4), seed) for seed in (0, 0, 1))
    assert all(torch.equal(a, b) for a, b in zip(one.weights, same.weights, strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(one.weights, other.weights, strict=True))


def test_every_parameter_learns() -> None:
    head = trained((6, 16, 8, 4))
    head(torch.from_numpy(rows(64))).log_softmax(1)[:, 0].sum().backward()
    gradients = [parameter.grad for parameter in head.parameters()]
    assert all(gradient is not None for gradient in gradients)
    assert all(gradient.isfinite().all() for gradient in gradients)


def test_logits_are_float32_in_fast_arithmetic() -> None:
    with torch.autocast("cpu", torch.bfloat16):
        assert head_of((6, 16, 4))(torch.from_numpy(rows(32))).dtype == torch.float32
