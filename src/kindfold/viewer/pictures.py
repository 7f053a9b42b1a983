"""Pictures for the page: by row, re-encoded, a few decoded at a time, the last ones kept in memory."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.data.images import Images
from kindfold.data.run import Run
from kindfold.data.sources import is_within
from kindfold.embedding.reader import cost_of, size_of
from kindfold.embedding.thumbnail import thumbnail
from kindfold.errors import KindfoldError, Reason, Unreadable

SMALL, LARGE = 224, 1200  # pixels of the longer side
KEPT = 128 * 2**20  # bytes of encoded pictures in memory
ROOM = 512 * 2**20  # bytes in which pictures are decoded at the same time


class Room:
    """Memory that decoders share: one that wants more than is left waits, one that wants more than all goes alone."""

    def __init__(self, size: int) -> None:
        self.size, self._left, self._changed = size, size, threading.Condition()

    @contextlib.contextmanager
    def for_(self, cost: int) -> Iterator[None]:
        cost = min(cost, self.size)
        with self._changed:
            self._changed.wait_for(lambda: self._left >= cost)
            self._left -= cost
        try:
            yield
        finally:
            with self._changed:
                self._left += cost
                self._changed.notify_all()


class Size(NamedTuple):
    """Width and height of a picture as it is seen."""

    width: int
    height: int


class Pictures:
    """Hands out the pictures of a run by their rows; no path ever comes from outside."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._kept: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._n_bytes = 0
        self._lock = threading.Lock()
        self._room = Room(ROOM)

    def jpeg(self, row: int, side: int) -> bytes:
        """A picture that fits in side x side pixels.

        Raises
        ------
        Unreadable : it is gone, has changed since the viewer was started, or cannot be decoded
        """
        with self._lock:
            if (known := self._kept.get((row, side))) is not None:
                self._kept.move_to_end((row, side))
                return known
        content = self.content(row)
        with self._room.for_(cost_of(content, side=side)):
            encoded = thumbnail(content, side=side)
        with self._lock:
            self._n_bytes += len(encoded) - len(self._kept.pop((row, side), b""))
            self._kept[row, side] = encoded
            while self._n_bytes > KEPT and len(self._kept) > 1:
                self._n_bytes -= len(self._kept.popitem(last=False)[1])
        return encoded

    def size(self, row: int) -> Size | None:
        """Of the picture itself; None when it cannot be read any more."""
        try:
            return Size(*size_of(self.content(row)))
        except Unreadable:
            return None

    def content(self, row: int) -> bytes | NDArray[np.generic]:
        """The bytes that were there when the viewer was started; they never leave it."""
        if self._found is None or (place := self._places.get(self._run.ids[row])) is None:
            raise Unreadable(Reason.VANISHED, "no longer where it was")
        path = self._found.path(place)
        if path is not None and self._root and not is_within(os.path.realpath(path), self._root):
            raise Unreadable(Reason.OUTSIDE, "leads out of the folder")
        return self._found.source.read(place)

    @property
    def n_gone(self) -> int:
        """How many pictures of the run are no longer where they were."""
        return sum(id not in self._places for id in self._run.ids)

    @cached_property
    def _found(self) -> Images | None:
        try:
            return self._run.pictures()
        except (KindfoldError, OSError):
            return None

    @cached_property
    def _places(self) -> dict[str, int]:
        return {id: i for i, id in enumerate(self._found.ids)} if self._found else {}

    @cached_property
    def _root(self) -> str:
        return str(Path(self._run.source).resolve()) if Path(self._run.source).is_dir() else ""
