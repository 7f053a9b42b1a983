"""The nearest of k centres for every row: fast products where they are sure, float64 where they are not.

A row's label is settled by a low-precision product when its lead over the runner-up exceeds twice the error that the
product can have made; the few others are computed again in float64. Labels are therefore those of float64 arithmetic
whatever the hardware, the number of threads or the rows computed beside them.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from kindfold.ops.blocks import tiles

TIE = 1e-11  # float64 scores this close are a tie, won by the lowest index; products of unit rows err by under 1e-13


class Nearest(NamedTuple):
    """What `nearest` returns: labels (n,) int64 and the score x.c + b of the centre they name, (n,) float64."""

    labels: Tensor
    scores: Tensor


def nearest(X: Tensor, centers: Tensor, offsets: Tensor) -> Nearest:
    """Index of the centre with the largest score x.c + b; X (n, d) and centers (k, d) float32, offsets (k,) float64."""
    labels = torch.empty(len(X), dtype=torch.int64, device=X.device)
    scores = torch.empty(len(X), dtype=torch.float64, device=X.device)
    exact = centers.double()
    for rows in tiles(len(X)):
        tile = X[rows].double() @ exact.T + offsets  # (b, k)
        labels[rows] = (tile >= tile.amax(dim=1, keepdim=True) - TIE).to(torch.uint8).argmax(dim=1)
        scores[rows] = tile.gather(1, labels[rows, None])[:, 0]
    return Nearest(labels, scores)
