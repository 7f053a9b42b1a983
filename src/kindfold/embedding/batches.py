"""Batches of one shape, so that the bits of a row depend neither on its neighbours nor on how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor


def in_fixed_batches(function: Callable[[Tensor], Tensor], rows: Tensor, size: int, *, fill: int = 0) -> Tensor:
    """function of all rows (n, ...), called with `size` of them; the last call is filled with zeros.

    With `fill` the last call is only filled up to a multiple of that: cheaper where matrix products of a few rows
    already run the kernel of many.
    """
    parts = []
    for start in range(0, max(len(rows), 1), size):
        part = rows[start : start + size]
        missing = -len(part) % (fill or size) if len(part) else size
        filled = torch.cat([part, part.new_zeros(missing, *part.shape[1:])]) if missing else part
        parts.append(function(filled)[: len(part)])
    return torch.cat(parts)


def by_length(sequences: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Tensor]]:
    """Positions and (b, l) tokens of all sequences of one length, shortest first: nothing needs padding."""
    groups: dict[int, list[int]] = {}
    for position, sequence in enumerate(sequences):
        groups.setdefault(len(sequence), []).append(position)
    for _, positions in sorted(groups.items()):
        yield positions, torch.tensor([list(sequences[position]) for position in positions])
