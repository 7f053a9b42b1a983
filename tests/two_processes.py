"""Two processes that work together, as torch's launcher would start them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import torch
from torch import distributed, multiprocessing

Work = Callable[[int, str], None]  # rank, folder


def in_two_processes(work: Work, folder: Path) -> None:
    """Run a function of a module in both; what one of them raises is raised here."""
    multiprocessing.spawn(_together, (work, str(folder)), nprocs=2)  # type: ignore[no-untyped-call]


def _together(rank: int, work: Work, folder: str) -> None:
    torch.set_num_threads(1)  # the two share the cores
    distributed.init_process_group("gloo", init_method=f"file://{folder}/meet", rank=rank, world_size=2)
    work(rank, folder)
    distributed.barrier()
    distributed.destroy_process_group()
    os._exit(0)  # threads of gloo that outlive the interpreter abort it now and then (pytorch/pytorch#179291)
