"""Eigenvectors as those of dense algebra, and cuts that find blocks."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from kindfold.ops.spectral import (
    CUTS,
    cut_by_pivots,
    eigengap,
    gram,
    leading_pairs,
    mixed,
    orthonormal,
    pairs_of_factor,
    rayleigh,
)

N, K = 120, 4
KINDS = np.arange(N) % K


def matrix(seed: int = 0) -> NDArray[np.float64]:
    """A normalised affinity with K blocks."""
    random = np.random.default_rng(seed)
    A = 0.02 * random.random((N, N)) + (KINDS[:, None] == KINDS) * random.random((N, N))
    A = A + A.T
    return A / np.sqrt(np.outer(A.sum(0), A.sum(0)))


def start(r: int) -> Tensor:
    return torch.randn(N, r, generator=torch.Generator().manual_seed(0))


def test_leading_pairs_are_those_of_dense_algebra() -> None:
    S = torch.from_numpy(matrix()).float()
    found = leading_pairs(lambda Y: S @ Y, start(16), K)
    values, vectors = np.linalg.eigh(matrix())
    np.testing.assert_allclose(found.values[:K], values[::-1][:K], atol=1e-4)
    overlap = np.linalg.svd(vectors[:, -K:].T @ found.vectors[:, :K].numpy())[1]
    assert overlap.min() > 0.999


def test_pairs_of_a_factor_are_those_of_the_product() -> None:
    F = start(6)
    found = pairs_of_factor(F)
    np.testing.assert_allclose(found.vectors * found.values.float() @ found.vectors.T, F @ F.T, atol=1e-4)


@pytest.mark.parametrize("n_dependent", [0, 3])
def test_basis_is_orthonormal_and_spans_what_was_given(n_dependent: int) -> None:
    Y = torch.cat([start(7) * torch.logspace(0, -2, 7), start(7)[:, :n_dependent]], dim=1)
    Q = orthonormal(Y)
    assert Q.shape == (N, 7)
    np.testing.assert_allclose(gram(Q, Q), np.eye(7), atol=1e-5)
    np.testing.assert_allclose(Q @ (Q.T @ Y), Y, atol=1e-4)


def test_mixed_operator_is_the_weighted_sum() -> None:
    A, B = (torch.from_numpy(matrix(seed)).float() for seed in (0, 1))
    Y = start(3)
    found = mixed([lambda Y: A @ Y, lambda Y: B @ Y], [0.3, 0.7])(Y)
    np.testing.assert_allclose(found, 0.3 * A @ Y + 0.7 * B @ Y, atol=1e-6)


def test_rayleigh_quotients_of_eigenvectors_are_eigenvalues() -> None:
    values, vectors = np.linalg.eigh(matrix())
    S = torch.from_numpy(matrix()).float()
    found = rayleigh(lambda Y: S @ Y, torch.from_numpy(vectors[:, ::-1][:, :K].copy()).float())
    np.testing.assert_allclose(found, values[::-1][:K], atol=1e-5)


@pytest.mark.parametrize("cut", CUTS)
def test_cut_finds_the_blocks(cut: str) -> None:
    vectors = torch.from_numpy(np.linalg.eigh(matrix())[1][:, -K:].copy()).float()
    labels = CUTS[cut](vectors, torch.Generator().manual_seed(0)).numpy()
    assert len({(a, b) for a, b in zip(KINDS, labels, strict=True)}) == K


def test_cut_by_pivots_draws_nothing() -> None:
    vectors = torch.from_numpy(np.linalg.eigh(matrix())[1][:, -K:].copy()).float()
    generator = torch.Generator().manual_seed(0)
    before = generator.get_state()
    cut_by_pivots(vectors, generator)
    assert torch.equal(before, generator.get_state())


def test_gap_is_after_the_last_large_eigenvalue_and_not_after_the_first() -> None:
    assert eigengap(np.linalg.eigvalsh(matrix())[::-1][:10]) == K
    assert eigengap(np.array([1, 0.4, 0.3, 0.0])) == 3
    assert eigengap(np.array([1.0])) == 1
