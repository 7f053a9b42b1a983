"""Reading ahead: while one batch is learnt from, the next one is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")


def ahead(read: Callable[[Item], Found], items: Iterable[Item]) -> Iterator[Found]:
    """What `read` makes of the items, in their order, one ahead in a thread of its own; its errors are raised here."""
    with ThreadPoolExecutor(1, "kindfold-ahead") as pool:
        waiting: Future[Found] | None = None
        for item in items:
            before, waiting = waiting, pool.submit(read, item)
            if before is not None:
                yield before.result()
        if waiting is not None:
            yield waiting.result()
