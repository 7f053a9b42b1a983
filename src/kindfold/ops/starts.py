"""Partitions from which a mixture may ascend: a cut of a dendrogram, and k-means on its own."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from kindfold.ops.granularity import SMALL, cell_statistics
from kindfold.ops.parallel import alone
from kindfold.ops.parts import Matrix, Parts, count, parts_of
from kindfold.ops.seeding import kmeans_of_many, lloyd

SETTLE = 30  # passes of k-means after a cut; few labels still move then
RIVALS = 3  # partitions beside the cut
SEEDINGS = 3  # that compete for each


def settled(Z: Matrix | Parts, labels: NDArray[np.int64], *, device: str = "cpu") -> NDArray[np.int64]:
    """Labels after `SETTLE` passes of k-means from the means of a cut: cells are whole, rows need not follow them."""
    rows, k = parts_of(Z), int(labels.max()) + 1
    first = cell_statistics(rows, labels).first / np.bincount(labels)[:, None]
    with alone(len(labels) * k < SMALL):
        start = torch.as_tensor(first, dtype=torch.float32)
        moved = lloyd(rows, start, max_iter=SETTLE, spherical=False, device=device).labels.numpy()
    return moved if len(np.unique(moved)) == k else labels


def rivals(Z: Matrix | Parts, k: int, *, seed: int, device: str = "cpu") -> tuple[NDArray[np.int64], ...]:
    """Partitions of rows Z (n, q) into k clusters by k-means, (n,) each, less those with an empty cluster."""
    rows = parts_of(Z)
    with alone(count(rows) * k < SMALL):
        found = [
            kmeans_of_many(rows, k, generator=torch.Generator().manual_seed(seed + i), n_init=SEEDINGS, device=device)
            for i in range(RIVALS)
        ]
    labels = [partition.labels.cpu().numpy() for partition in found]
    return tuple(one for one in labels if len(np.unique(one)) == k)
