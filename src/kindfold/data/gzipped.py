"""Random access to what a gzip file unpacks to, without unpacking it to disk or into memory."""

from __future__ import annotations

import os
import threading
import zlib
from bisect import bisect_right
from dataclasses import dataclass

from kindfold.data.sources import Stamp, opened, speaking
from kindfold.errors import Reason, Unreadable

CHUNK = 2**16  # packed bytes fed at a time
STEP = 2**18  # unpacked bytes taken at a time
MAX_POINTS = 768  # places to resume from, about 50 KiB each


@dataclass
class _Inflation:
    """A decompressor in the middle of a file: `packed` bytes went in, `unpacked` came out."""

    packed: int = 0
    unpacked: int = 0
    inner: zlib._Decompress | None = None

    def copy(self) -> _Inflation:
        return _Inflation(self.packed, self.unpacked, self.inner.copy() if self.inner else None)

    def step(self, handle: int, most: int) -> bytes:
        """The next bytes, at most `most`; none at the end. A file may hold several gzip streams one after another."""
        os.lseek(handle, self.packed, os.SEEK_SET)
        chunk = os.read(handle, CHUNK)
        if self.inner is None:
            if chunk[:2] != b"\x1f\x8b":
                return b""  # the end, or the padding behind it
            self.inner = zlib.decompressobj(wbits=31)
        out = self.inner.decompress(chunk, most)
        taken = len(chunk) - len(self.inner.unused_data if self.inner.eof else self.inner.unconsumed_tail)
        if self.inner.eof:
            self.inner = None
        elif not taken and not out:
            raise EOFError("the gzip stream ends early")
        self.packed, self.unpacked = self.packed + taken, self.unpacked + len(out)
        return out or self.step(handle, most)


class Gzipped:
    """The unpacked bytes of a gzip file.

    Going forward it keeps a copy of the decompressor every so often (at first each 256 KiB, then more rarely), from the
    nearest of which a later read goes on; and the last one used, so that reading in order unpacks everything once.
    """

    def __init__(self, path: str, stamp: Stamp, *, most: int) -> None:
        self.path, self.stamp, self.most = path, stamp, most
        self.points = [_Inflation()]
        self.gap = 2**18
        self.last: _Inflation | None = None
        self.lock = threading.Lock()

    def at(self, offset: int, size: int) -> bytes:
        """`size` bytes from `offset` on, fewer at the end.

        Raises
        ------
        Unreadable, zlib.error, EOFError; ValueError : it unpacks to more than `most` bytes.
        """
        state = self._resume(offset)
        parts: list[bytes] = []
        with opened(self.path) as (handle, stamp), speaking():
            if stamp != self.stamp:
                raise Unreadable(Reason.VANISHED, "the archive changed since it was listed")
            while state.unpacked < offset + size:
                start = state.unpacked
                goal = offset if start < offset else offset + size  # stop at both, so that nothing is unpacked twice
                part = state.step(handle, min(STEP, goal - start))
                if not part:
                    break
                if start >= offset:
                    parts.append(part)
                self._mark(state)
        with self.lock:
            self.last = state
        return b"".join(parts)

    def _resume(self, offset: int) -> _Inflation:
        with self.lock:
            near = self.points[bisect_right(self.points, offset, key=lambda point: point.unpacked) - 1]
            last, self.last = self.last, None
        return last if last and near.unpacked <= last.unpacked <= offset else near.copy()

    def _mark(self, state: _Inflation) -> None:
        if state.unpacked > self.most:
            raise ValueError(f"it unpacks to more than {self.most:,} bytes")
        with self.lock:
            if state.unpacked >= self.points[-1].unpacked + self.gap:
                self.points.append(state.copy())
            if len(self.points) > MAX_POINTS:
                self.points, self.gap = self.points[::2], 2 * self.gap
