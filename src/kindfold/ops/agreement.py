"""Which labels to trust: those that the neighbours of a row share."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

LEAST_SHARE = 0.05  # of every class that has to be trusted, and at least one row
FALLBACK = 10  # rows of a class that are trusted when its neighbours never agree


class Trusted(NamedTuple):
    """The rows whose label is trusted, and of how many neighbours agreement was asked."""

    rows: Tensor  # (n,) bool
    n_neighbors: int


def agreement(labels: Tensor, neighbors: Tensor) -> Tensor:
    """Share of the neighbours (n, e) of each row that bear its label, (n,) float64."""
    return (labels[neighbors] == labels[:, None]).double().mean(1)


def trusted(labels: Tensor, neighbors: Tensor) -> Trusted:
    """The rows all of whose neighbours (n, e), nearest first, bear their label (n,).

    So that every class can be learnt, the number of neighbours is halved until a twentieth of each class is left. What
    a class is short of when one neighbour is asked are the rows of the highest agreement among all of them, ten at
    most.
    """
    sizes = labels.bincount()
    least = (LEAST_SHARE * sizes).ceil().clamp(min=1)
    e = neighbors.shape[1]
    while True:
        rows = agreement(labels, neighbors[:, :e]) == 1
        short = labels[rows].bincount(minlength=len(sizes)) < least
        if e <= 1 or not short.any():
            break
        e //= 2
    for c in short.nonzero()[:, 0].tolist():
        members = (labels == c).nonzero()[:, 0]
        best = agreement(labels, neighbors)[members].argsort(descending=True, stable=True)[:FALLBACK]
        rows[members[best]] = True
    return Trusted(rows, e)
