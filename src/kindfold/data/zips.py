"""Members of a zip."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from kindfold.data.members import Bytes, Member, whole
from kindfold.data.signatures import HEAD
from kindfold.errors import Reason, Unreadable


@dataclass(frozen=True, eq=False)
class Zip:
    """Members of a zip; `table` is (n, 5): offset of the local header, size, packed size, method, checksum."""

    content: Bytes
    table: NDArray[np.int64]

    def read(self, i: int) -> bytes:
        """The bytes of a member; never more than its header states."""
        offset, size, packed, method, crc = self.table[i].tolist()
        data = whole(size, lambda: _inflated(self.content, offset, size, packed, method))
        if zlib.crc32(data) != crc:
            raise Unreadable(Reason.CORRUPT, "its checksum in the archive does not fit")
        return data

    def path(self, i: int) -> None:
        return None


def zip_members(path: str, *, most: int) -> Iterator[Member]:
    """Everything but folders. Raises `zipfile.BadZipFile` or one of `BROKEN`."""
    with zipfile.ZipFile(path) as archive:
        if sum(info.file_size for info in archive.infolist()) > most:
            raise ValueError(f"it unpacks to more than {most:,} bytes")
        for info in archive.infolist():
            if not info.is_dir():
                sizes = info.header_offset, info.file_size, info.compress_size, info.compress_type, info.CRC
                yield Member(info.filename, *sizes, _flaw(info), partial(_head, archive, info))


def _head(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        return member.read(HEAD)


def _flaw(info: zipfile.ZipInfo) -> tuple[Reason, str] | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return Reason.LINK, "is a link"
    if info.flag_bits & 1:
        return Reason.ENCRYPTED, "needs a password"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Reason.CORRUPT, f"is packed by method {info.compress_type}; 0 (stored) and 8 (deflated) are read"
    return None


def _inflated(content: Bytes, offset: int, size: int, packed: int, method: int) -> bytes:
    """Up to `size` bytes of a zip member that begins with the local header at `offset`."""
    local = content.at(offset, 30)
    if len(local) < 30 or local[:4] != b"PK\x03\x04":
        raise ValueError("its local header is missing")
    start = offset + 30 + sum(struct.unpack_from("<HH", local, 26))  # behind the name and the extra field
    if method == 0:
        return content.at(start, size)
    return zlib.decompressobj(wbits=-15).decompress(content.at(start, packed), size)
