"""Reading ahead keeps the order, reads one more than was asked for, and hands on what goes wrong."""

from __future__ import annotations

import threading

import pytest

from kindfold.ops.ahead import ahead


def test_order_is_kept() -> None:
    assert list(ahead(lambda i: i * i, range(20))) == [i * i for i in range(20)]
    assert list(ahead(lambda i: i, [])) == []


def test_next_item_is_read_while_this_one_is_used() -> None:
    second = threading.Event()

    def read(i: int) -> int:
        if i == 1:
            second.set()
        return i

    found = ahead(read, range(3))
    assert next(found) == 0
    assert second.wait(10)


def test_error_comes_with_its_item_and_not_before() -> None:
    def read(i: int) -> float:
        return 1 / (2 - i)

    found = ahead(read, range(4))
    assert [next(found), next(found)] == [0.5, 1.0]
    with pytest.raises(ZeroDivisionError):
        next(found)
