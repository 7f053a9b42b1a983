"""Into how many parts rows fall that another half of them falls into as well.

Two halves are clustered into k each. Of every cluster of one half, which share of its pairs do the nearest centres of
the other keep together? The least such share is the prediction strength of k; the largest k that reaches 0.8 is taken.

Source: Tibshirani & Walther, "Cluster validation by prediction strength" (2005), with its threshold. Deviation: rows
are reduced to their first principal axes, and halves are drawn `HALVINGS` times.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from kindfold.ops.parallel import alone
from kindfold.ops.seeding import assign, kmeans

ENOUGH = 0.8  # of the paper: 0.8 to 0.9
HALVINGS = 5
AXES = 16
MOST = 12  # parts
ROWS_A_PART = 8  # fewer say nothing of a part
SAMPLE = 2000  # rows are enough to tell a dozen parts

Rows = NDArray[np.float32]


def predicted_parts(X: Rows, *, seed: int, most: int = MOST) -> int:
    """The number of parts of rows X (n, d), from 1 to `most`."""
    halves = halvings(X, seed=seed)
    ks = range(2, min(most, len(X) // ROWS_A_PART) + 1)
    return max((k for k in ks if mean_strength(halves, k, seed=seed) >= ENOUGH), default=1)


def halvings(X: Rows, *, seed: int) -> list[tuple[Rows, Rows]]:
    """Random halves of rows X (n, d), or of a sample of them, on their principal axes, (m, q) each."""
    random = np.random.default_rng(seed)
    if len(X) > SAMPLE:
        X = X[np.sort(random.choice(len(X), SAMPLE, replace=False))]
    drawn = [np.array_split(random.permutation(len(X)), 2) for _ in range(HALVINGS)]
    with alone(True):
        Z = _reduced(X)
    return [(Z[a], Z[b]) for a, b in drawn]


def mean_strength(halves: Sequence[tuple[Rows, Rows]], k: int, *, seed: int) -> float:
    """How strongly halves predict k clusters of each other, from 0 to 1."""
    with alone(True):
        return float(np.mean([strength(a, b, k, seed=seed) for a, b in halves]))


def strength(A: Rows, B: Rows, k: int, *, seed: int) -> float:
    """The least share of pairs, over k clusters of rows B (m, q), that the centres of k clusters of A (n, q) keep."""
    of_a, of_b = (
        kmeans(torch.from_numpy(rows), k, generator=torch.Generator().manual_seed(seed), n_init=2, spherical=False)
        for rows in (A, B)
    )
    guess, own = assign(torch.from_numpy(B), of_a.centers, spherical=False).numpy(), of_b.labels.numpy()
    shares = [_kept_pairs(guess[own == c]) for c in range(int(own.max()) + 1)]
    return min(shares) if len(shares) == k else 0.0


def _kept_pairs(guess: NDArray[np.int64]) -> float:
    """Which share of the pairs of a cluster have the same guess; none of a single row."""
    n, counts = len(guess), np.bincount(guess).astype(float)
    return float((counts * (counts - 1)).sum() / (n * (n - 1))) if n > 1 else 0.0


def _reduced(X: Rows) -> Rows:
    """Rows on their principal axes, (n, q)."""
    U, S, _ = np.linalg.svd(X.astype(np.float64) - X.mean(axis=0), full_matrices=False)
    return np.ascontiguousarray((U * S)[:, :AXES], dtype=np.float32)
