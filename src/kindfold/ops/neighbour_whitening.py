"""Rows whitened by how they differ from their nearest neighbours, in whose differences a kind never shows.

Nearest neighbours are nearly always of one kind, so the covariance of what tells them apart is that within kinds, taken
without knowing the kinds: relevant components (Shental, Hertz, Weinshall, Pavel, "Adjustment learning and relevant
component analysis", ECCV 2002) with neighbours for the groups that are known there. In the whitened rows neighbours are
of one kind more often, so they are looked for anew.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from kindfold.ops.blocks import unit_rows
from kindfold.ops.similarity import nearest_rows
from kindfold.ops.whitening import Reduction, principal, scatter, whitener

N_NEAREST = 5
PASSES = 3  # neighbours hardly change afterwards
SHRINK = 0.1  # of the covariance towards its mean diagonal
SAMPLE = 20_000  # rows whose neighbours are looked for


def neighbour_whitening(
    X: NDArray[np.float32], n_dims: int, *, n_passes: int = PASSES, device: str = "cpu"
) -> Reduction:
    """The linear map of rows X (n, d) to at most `n_dims` whitened coordinates; plain ones where all rows are alike."""
    mean, basis = principal(X, n_dims)
    Y = (X - mean) @ basis  # (n, q)
    total, q = float(Y.var(axis=0).sum()), Y.shape[1]
    rows = torch.linspace(0, len(X) - 1, min(SAMPLE, len(X))).long()
    A = np.eye(q)
    for _ in range(n_passes):
        Z = unit_rows(torch.from_numpy(Y @ A).float().to(device))
        near = nearest_rows(Z[rows.to(device)], Z, N_NEAREST, own=rows.to(device)).rows.cpu().numpy()
        W = sum(scatter(Y[rows.numpy()], Y, column) for column in near.T) / (2 * near.size)  # (q, q)
        if not np.trace(W) > 1e-12 * total:  # copies only
            break
        A = whitener((1 - SHRINK) * W + SHRINK * np.trace(W) / q * np.eye(q))
    return Reduction(mean, basis @ A)
