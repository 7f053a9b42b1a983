"""Several processes that train one module together: each has a part of every batch, and all end alike.

They are started by torch's own launcher and find each other by `torch.distributed.init_process_group`. Where no group
is initialised, all of this is the same as for one process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from kindfold.ops.pairs import View


def is_first() -> bool:
    """Whether this process is the one that writes."""
    return _place()[0] == 0


def several() -> bool:
    """Whether there are other processes."""
    return _place()[1] > 1


def own(rows: Tensor) -> Tensor:
    """The part (b / p,) of a batch (b,) that this process has; what is left over after a division is nobody's."""
    rank, size = _place()
    part = len(rows) // size
    return rows[rank * part : (rank + 1) * part]


def even(rows: Tensor) -> Tensor:
    """As many of the rows of a batch as the processes can have equal parts of."""
    size = _place()[1]
    return rows[: len(rows) // size * size]


def replicated(module: nn.Module) -> Callable[[View, View], tuple[Tensor, Tensor]]:
    """A function that takes two views of a batch through a module: this process's part goes in, the whole comes out.

    Losses of the whole batch are the same in every process, and so is the gradient that arrives at the module: the one
    that a single process would have found, but for statistics of batch normalisation, which are those of the part.
    """
    twice: nn.Module = _Twice(module)
    if _place()[1] > 1:
        twice = DistributedDataParallel(twice, find_unused_parameters=True)  # some networks have parts to spare

    def both(a: View, b: View) -> tuple[Tensor, Tensor]:
        of_a, of_b = twice(a(), b())
        return gathered(of_a), gathered(of_b)

    return both


def gathered(x: Tensor) -> Tensor:
    """The parts (b / p, ...) of all processes, one after the other, (b, ...); gradients find their way back."""
    if _place()[1] == 1:
        return x
    whole: Tensor = _Gathered.apply(x)  # type: ignore[no-untyped-call]
    return whole


def in_parts(compute: Callable[[Tensor], Tensor], n: int) -> Tensor:
    """What `compute` makes of rows 0..n-1, (n, ...), each process doing its part."""
    size = _place()[1]
    rows = torch.arange(-(-n // size) * size).clamp_max(n - 1)
    with torch.no_grad():
        return gathered(compute(own(rows)))[:n]


def agree(module: nn.Module) -> None:
    """Give every process the parameters and buffers of the first."""
    if _place()[1] > 1:
        for tensor in (*module.parameters(), *module.buffers()):
            distributed.broadcast(tensor.data, 0)


class _Twice(nn.Module):
    """Two views in one pass, as a replica has to see all that it is used for in a step at once."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        return self.module(a), self.module(b)


class _Gathered(torch.autograd.Function):
    """Replicas are averaged afterwards, so the gradients of all processes are added up here."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        parts = [torch.empty_like(x) for _ in range(_place()[1])]
        distributed.all_gather(parts, x.contiguous())
        return torch.cat(parts)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        total = gradients[0].contiguous()
        distributed.all_reduce(total)
        return own(total)


def _place() -> tuple[int, int]:
    """Rank of this process, and how many there are."""
    if not (distributed.is_available() and distributed.is_initialized()):
        return 0, 1
    return distributed.get_rank(), distributed.get_world_size()
