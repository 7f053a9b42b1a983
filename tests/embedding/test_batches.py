"""Batches of one shape."""

import torch

from kindfold.embedding.batches import by_length, in_fixed_batches


def test_every_call_sees_the_same_number_of_rows_and_nothing_is_lost() -> None:
    seen: list[int] = []

    def double(rows: torch.Tensor) -> torch.Tensor:
        seen.append(len(rows))
        return rows * 2

    for n in (0, 1, 4, 5, 11):
        rows = torch.arange(n * 3.0).reshape(n, 3)
        assert torch.equal(in_fixed_batches(double, rows, 4), rows * 2)
    assert set(seen) == {4}


def test_a_last_batch_may_be_filled_up_to_a_multiple() -> None:
    seen: list[int] = []
    in_fixed_batches(lambda rows: seen.append(len(rows)) or rows, torch.zeros(21, 2), 16, fill=4)
    assert seen == [16, 8]


def test_lengths_are_parted_and_positions_kept() -> None:
    sequences = [[1, 2], [3], [4, 5], [6, 7, 8], [9]]
    found = {
        position: row.tolist()
        for positions, rows in by_length(sequences)
        for position, row in zip(positions, rows, strict=True)
    }
    assert [found[i] for i in range(5)] == sequences
