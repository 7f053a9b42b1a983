"""Batches whose make-up changes no bit of a row: neither its neighbours, nor their number, nor the threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import torch
from torch import Tensor

T = TypeVar("T")
TOKENS_AT_ONCE = 512  # enough to keep a matrix product busy, few enough not to keep a single query waiting


def stacked(pictures: Sequence[Tensor]) -> Tensor:
    """b tensors (..., 3, h, w) as one (b, ..., 3, h, w), with the channels last in memory, as decoders leave them."""
    return torch.stack([picture.movedim(-3, -1) for picture in pictures]).movedim(-1, -3)


def in_fixed_batches(function: Callable[[Tensor], Tensor], rows: Tensor, size: int) -> Tensor:
    """function of all rows (n, ...), always called with exactly `size` of them; the last call is filled with zeros."""
    parts = []
    for start in range(0, max(len(rows), 1), size):
        part = rows[start : start + size]
        parts.append(function(filled(part, size))[: len(part)])
    return torch.cat(parts)


def of_equal_lengths(
    function: Callable[[Tensor], Tensor], sequences: Sequence[Sequence[int]], *, device: str
) -> Tensor:
    """function of all sequences, in their order, called with sequences of one length l as a (b, l) tensor.

    Nothing is padded, so that a text's bits do not depend on longer ones beside it. b depends on l alone, and rows of
    zeros fill up the last call of a length: another number of rows could be multiplied by another kernel.
    """
    batches = list(by_length(sequences))

    def call(batch: tuple[list[int], Tensor]) -> Tensor:
        positions, tokens = batch
        return function(filled(tokens.to(device), rows_of(tokens.shape[1])))[: len(positions)]

    parts = in_streams(call, batches) if device == "cpu" else [call(batch) for batch in batches]
    order = torch.tensor([position for positions, _ in batches for position in positions], device=device)
    return torch.cat(parts)[order.argsort()]


def by_length(sequences: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Tensor]]:
    """Positions and (b, l) tokens of sequences of one length, longest first."""
    groups: dict[int, list[int]] = {}
    for position, sequence in enumerate(sequences):
        groups.setdefault(len(sequence), []).append(position)
    for length, positions in sorted(groups.items(), reverse=True):
        for start in range(0, len(positions), rows_of(length)):
            part = positions[start : start + rows_of(length)]
            yield part, torch.tensor([list(sequences[position]) for position in part])


def rows_of(length: int) -> int:
    """Sequences of a length that go through a network together."""
    return max(1, TOKENS_AT_ONCE // length)


def in_streams(function: Callable[[T], Tensor], items: Sequence[T]) -> list[Tensor]:
    """function of each item, by as many single-threaded streams side by side as torch has threads.

    Small matrix products gain nothing from a second thread and wait for it after each one.
    """
    before = torch.get_num_threads()
    try:
        with ThreadPoolExecutor(before, "kindfold-words", torch.set_num_threads, (1,)) as streams:
            return list(streams.map(function, items))
    finally:
        torch.set_num_threads(before)


def filled(rows: Tensor, multiple: int) -> Tensor:
    """Rows (n, ...) and as many zero rows as make their number a multiple, at least one multiple."""
    missing = -len(rows) % multiple if len(rows) else multiple
    return torch.cat([rows, rows.new_zeros(missing, *rows.shape[1:])]) if missing else rows
