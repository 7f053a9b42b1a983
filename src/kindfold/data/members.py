"""A member of an archive, and the bytes of the archive that holds it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kindfold.data.sources import Stamp, opened, read_exactly
from kindfold.errors import Reason, Unreadable

BROKEN = (zlib.error, struct.error, ValueError, EOFError, OSError, NotImplementedError, RuntimeError)


class Bytes(Protocol):
    """Random access to the bytes of a file, or to what they unpack to; fewer at the end."""

    def at(self, offset: int, size: int) -> bytes: ...


class Member(NamedTuple):
    """One entry of an archive: where its bytes lie and what it says of itself."""

    name: str
    offset: int
    size: int
    packed: int  # bytes it takes in the archive
    method: int  # of a zip: 0 stored, 8 deflated
    crc: int  # of a zip
    flaw: tuple[Reason, str] | None  # why it cannot be read
    head: Callable[[], bytes]  # its first bytes, while the archive is listed


@dataclass(frozen=True)
class Plain:
    """The bytes of a file as they are."""

    path: str
    stamp: Stamp

    def at(self, offset: int, size: int) -> bytes:
        with opened(self.path) as (handle, stamp):
            if stamp != self.stamp:
                raise Unreadable(Reason.VANISHED, "the archive changed since it was listed")
            return read_exactly(handle, offset, max(0, min(size, stamp.size - offset)))


@dataclass(frozen=True)
class Section:
    """Some of the bytes of another: an archive inside an archive."""

    content: Bytes
    start: int
    length: int

    def at(self, offset: int, size: int) -> bytes:
        return self.content.at(self.start + offset, max(0, min(size, self.length - offset)))


def whole(size: int, read: Callable[[], bytes]) -> bytes:
    """What `read` returns, if it is of the stated size. Raises `Unreadable`."""
    try:
        data = read()
    except BROKEN as error:
        raise Unreadable(Reason.CORRUPT, f"cannot be unpacked: {error}") from error
    if len(data) < size:
        raise Unreadable(Reason.TRUNCATED, f"{len(data):,} of {size:,} bytes are in the archive")
    return data
