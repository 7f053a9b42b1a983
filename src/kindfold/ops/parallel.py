"""Threads where they pay, with the same bits for any number of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Result = TypeVar("Result")


def in_tiles(function: Callable[[slice], Result], n: int, *, size: int) -> list[Result]:
    """Apply a function to consecutive slices of 0..n, in order of the slices.

    Each slice is computed by one thread of linear algebra, so that how a product is split does not depend on the
    machine; the slices themselves run side by side.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    slices = [slice(start, min(start + size, n)) for start in range(0, n, size)]
    with threadpool_limits(1, user_api="blas"):
        if len(slices) == 1:
            return [function(slices[0])]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(function, slices))


@contextmanager
def alone(small: bool) -> Iterator[None]:
    """Keep torch on one thread where the work is small: on a busy machine waiting for the others costs far more."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1 if small else before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
