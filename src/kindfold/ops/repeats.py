"""Which picture of a collection a new one repeats: the rule of `ops.duplicates`, with the scale of the collection.

The collection alone sets how far apart distinct pictures lie, so what a new row repeats does not depend on those that
come with it.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from kindfold.ops.blocks import unit_rows
from kindfold.ops.duplicates import RATE, SAME, K, allowed, local_scale
from kindfold.ops.similarity import nearest_rows


def repeated_rows(vectors: NDArray[np.float32], known: NDArray[np.float32], *, rate: float = RATE) -> NDArray[np.int64]:
    """For every new row (m, d) the row of the collection (n, d) that it repeats, -1 for none, (m,).

    It is the nearest one, if it lies within the distance that both rows allow; none of the collection repeats another.
    In a collection of at most `K` rows only equal rows repeat each other.
    """
    if not len(known) or not len(vectors):
        return np.full(len(vectors), -1)
    X, C = (unit_rows(torch.from_numpy(np.ascontiguousarray(rows, dtype=np.float32))) for rows in (vectors, known))
    found = nearest_rows(X, C, K)
    nearest = found.rows[:, 0]
    distance = 1 - (X.double() * C[nearest].double()).sum(dim=1)  # (m,)
    if len(C) <= K:
        limit = torch.full((len(X),), SAME, dtype=torch.float64)
    else:
        scale = local_scale(C)
        around = (1 - found.cosine[:, -1].double()).clamp(min=SAME)
        limit = allowed(torch.minimum(around, scale.distance[nearest]), scale, rate=rate)
    return torch.where(distance <= limit, nearest, -1).numpy()
