"""Members of a tar, plain or behind gzip."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kindfold.data.members import Bytes, Member, whole
from kindfold.data.signatures import HEAD
from kindfold.errors import Reason

MAX_HEADER = 2**20  # bytes of one header


@dataclass(frozen=True, eq=False)
class Tar:
    """Members of a tar; `table` is (n, 5): offset, size, and columns that only a zip needs."""

    content: Bytes
    table: NDArray[np.int64]

    def read(self, i: int) -> bytes:
        """The bytes of a member, of the length that its header states."""
        offset, size = self.table[i, :2].tolist()
        return whole(size, lambda: self.content.at(offset, size))

    def path(self, i: int) -> None:
        return None


def is_tar(head: bytes) -> bool:
    """Whether the first 512 bytes are a header with a right checksum."""
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except tarfile.TarError:
        return False
    return True


def tar_members(content: Bytes) -> Iterator[Member]:
    """Everything but folders. Raises `tarfile.TarError` or one of `BROKEN`."""
    with tarfile.open(fileobj=_Forward(content), mode="r:", errors="surrogateescape") as archive:  # type: ignore[call-overload]
        last = -1
        while (info := archive.next()) is not None:
            archive.members.clear()  # they would all be kept
            if archive.offset <= last:
                raise ValueError("a member does not move on")
            last = archive.offset
            if not info.isdir():
                head = partial(content.at, info.offset_data, HEAD)
                yield Member(info.name, info.offset_data, info.size, info.size, 0, 0, _flaw(info), head)


def _flaw(info: tarfile.TarInfo) -> tuple[Reason, str] | None:
    if info.issym() or info.islnk():
        return Reason.LINK, "is a link"
    if not info.isreg() or info.issparse():
        return Reason.NOT_REGULAR, "is a pipe, device or sparse file"
    return None


class _Forward:
    """What `tarfile` needs of a file; a header that wants a lot of memory is refused."""

    def __init__(self, content: Bytes) -> None:
        self.content, self.position = content, 0

    def read(self, size: int) -> bytes:
        if not 0 <= size <= MAX_HEADER:
            raise tarfile.ReadError(f"a header of {size:,} bytes")
        data = self.content.at(self.position, size)
        self.position += len(data)
        return data

    def seek(self, position: int) -> None:
        self.position = position

    def tell(self) -> int:
        return self.position
