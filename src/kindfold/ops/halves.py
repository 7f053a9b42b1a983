"""How well random halves of the rows agree on a number of clusters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from sklearn.metrics import adjusted_mutual_info_score

from kindfold.ops.granularity import SMALL, View, view
from kindfold.ops.mixtures import Array, grouped
from kindfold.ops.parallel import alone
from kindfold.ops.parts import Matrix, Parts, parts_of, whole
from kindfold.ops.seeding import assign


class Halves(NamedTuple):
    """One random halving: a view of each half, and the rows (n/2, q) of the second."""

    a: View
    b: View
    rows: Array


def halved(Z: Matrix | Parts, n_cells: int, *, repeats: int, seed: int, device: str = "cpu") -> tuple[Halves, ...]:
    """Random halvings of rows Z (n, q), each half over-clustered for itself; none of fewer than four rows."""
    random, out = np.random.default_rng(seed), list[Halves]()
    Z = whole(parts_of(Z))
    for _ in range(repeats if len(Z) >= 4 else 0):
        halves = [Z[np.sort(half)] for half in np.array_split(random.permutation(len(Z)), 2)]
        cells = max(min(n_cells, len(halves[0]) // 3), 1)
        a, b = (view(half, cells, seed=int(random.integers(2**31)), device=device) for half in halves)
        out.append(Halves(a, b, halves[1]))
    return tuple(out)


def stability(halvings: Sequence[Halves], ks: Sequence[int]) -> Array:
    """Mean agreement of the halves on each number of clusters, (len(ks),)."""
    mean: Array = np.mean([[agreement(halves, k) for k in ks] for halves in halvings], axis=0)
    return mean


def agreement(halves: Halves, k: int) -> float:
    """AMI between b's own k clusters of its rows and those that the means of a's k clusters give them."""
    a, b, rows = halves
    k = min(k, a.tree.size, b.tree.size)
    if k < 2:
        return 1.0
    s = grouped(a.s, a.tree.labels(k), k)
    means = torch.as_tensor(s.first / s.counts[:, None], dtype=torch.float32)
    with alone(len(rows) * k < SMALL):
        guess = assign(rows, means, spherical=False).numpy()
    return float(adjusted_mutual_info_score(b.labels(k), guess))
