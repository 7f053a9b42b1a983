"""The kernel: that of the network it is named after, and its nearest neighbours as by brute force."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from kindfold.ops import affinity
from kindfold.ops.affinity import Features, anchor, kernels, overlaps_of, pair_kernels
from kindfold.ops.blocks import unit_rows

N, M, D = 50, 30, 12


def rows(n: int, seed: int) -> Tensor:
    return unit_rows(torch.randn(n, D, generator=torch.Generator().manual_seed(seed)))


def features(n: int = N, *, n_prompts: int = 2, temperature: float = 0.3) -> Features:
    X = rows(n, 0)
    return overlaps_of(X, [anchor(X, rows(M, 1 + b), temperature) for b in range(n_prompts)])


@pytest.mark.parametrize("temperature", [0.04, 0.3, 2.0])
def test_closed_form_is_the_tangent_kernel_of_the_free_energy(temperature: float) -> None:
    X, W = rows(N, 0), rows(M, 1).double()
    jacobian = torch.func.vmap(
        torch.func.grad(lambda w, z: torch.logsumexp(w @ z / temperature, 0)), in_dims=(None, 0)
    )(W, X.double()).flatten(1)
    of_network = jacobian @ jacobian.T * temperature**2
    held = overlaps_of(X, [anchor(X, W.float(), temperature)])
    np.testing.assert_allclose(next(kernels(held, held)), of_network, atol=1e-5 * float(of_network.abs().max()))


def test_directions_hold_all_but_a_named_part_of_the_products() -> None:
    X = torch.cat([rows(400, 0) * 0.2 + rows(1, s) for s in range(4)])
    X = unit_rows(X)
    W = torch.cat([rows(500, 9), X[:: len(X) // 100]])
    held = anchor(X, W, 0.1)
    shares = (X.double() @ W.double().T / 0.1).softmax(1)
    kept = affinity.overlap_rows(X, held).double()
    missed = 1 - kept.square().sum() / shares.square().sum()
    assert held.axes.shape[1] < len(W)
    assert float(missed) < 2 * affinity.LOST
    assert held.lost <= affinity.LOST


def test_kernels_of_pairs_are_entries_of_the_kernels() -> None:
    held = features()
    places = torch.randint(N, (N, 4), generator=torch.Generator().manual_seed(0))
    for pairs, kernel in zip(pair_kernels(held, held.take(places)), kernels(held, held), strict=True):
        np.testing.assert_allclose(pairs, kernel.gather(1, places), rtol=1e-4, atol=1e-7)
