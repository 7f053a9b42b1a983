"""Batches of one shape."""

import torch

from kindfold.embedding.batches import in_fixed_batches, in_streams, of_equal_lengths, rows_of


def test_every_call_sees_the_same_number_of_rows_and_nothing_is_lost() -> None:
    seen: list[int] = []

    def double(rows: torch.Tensor) -> torch.Tensor:
        seen.append(len(rows))
        return rows * 2

    for n in (0, 1, 4, 5, 11):
        rows = torch.arange(n * 3.0).reshape(n, 3)
        assert torch.equal(in_fixed_batches(double, rows, 4), rows * 2)
    assert set(seen) == {4}


def test_sequences_come_back_in_their_order_and_unpadded() -> None:
    sequences = [[1, 2], [3], [4, 5], [6, 7, 8], [9], [1, 1], [2, 2]]
    seen: set[tuple[int, ...]] = set()

    def total(tokens: torch.Tensor) -> torch.Tensor:
        seen.add(tuple(tokens.shape))
        return tokens.sum(1, keepdim=True).float()

    found = of_equal_lengths(total, sequences, device="cpu")
    assert found[:, 0].tolist() == [sum(sequence) for sequence in sequences]
    assert seen == {(rows_of(length), length) for length in (1, 2, 3)}


def test_streams_leave_the_number_of_threads_as_it_was() -> None:
    before = torch.get_num_threads()
    inside = in_streams(lambda _: torch.tensor(torch.get_num_threads()), range(8))
    assert set(map(int, inside)) == {1} and torch.get_num_threads() == before
