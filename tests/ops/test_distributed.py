"""Two processes find the gradient that one would have found, and end alike."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from kindfold.ops.contrasts import instance_contrast
from kindfold.ops.distributed import agree, even, gathered, in_parts, is_first, own, replicated
from two_processes import in_two_processes

ROWS = torch.randn(9, 5, generator=torch.Generator().manual_seed(0))


def student(seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 3))


def gradients(module: nn.Module) -> list[Tensor]:
    """Of a contrast between two views of whatever part of the batch this process has."""
    rows = even(torch.arange(8))
    both = replicated(module)
    a, b = both(lambda: ROWS[own(rows)], lambda: 0.5 * ROWS[own(rows)] + 1)
    assert len(a) == len(rows)
    instance_contrast(a, b, 0.5).backward()  # type: ignore[no-untyped-call]
    return [parameter.grad.clone() for parameter in module.parameters() if parameter.grad is not None]


def process(rank: int, folder: str) -> None:
    assert is_first() == (rank == 0)
    found = gradients(student())
    parts = in_parts(lambda rows: 2 * ROWS[rows], len(ROWS))  # nine rows, of which nobody has half
    other = student(seed=rank)
    agree(other)
    torch.save([*found, parts, *other.parameters()], f"{folder}/{rank}.pt")


def test_one_process_has_everything() -> None:
    rows = torch.arange(7)
    assert own(rows) is not None and own(rows).tolist() == even(rows).tolist() == rows.tolist()
    assert gathered(ROWS) is ROWS
    torch.testing.assert_close(in_parts(lambda rows: 2 * ROWS[rows], 9), 2 * ROWS)
    assert is_first()


def test_two_processes_find_the_gradient_of_one(tmp_path: Path) -> None:
    in_two_processes(process, tmp_path)
    first, second = (torch.load(tmp_path / f"{rank}.pt", weights_only=True) for rank in (0, 1))
    expected = [*gradients(student()), 2 * ROWS, *student(seed=0).parameters()]
    for one, other, alone in zip(first, second, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)
        torch.testing.assert_close(one, alone)
