"""Sources of pictures that lie in files or in memory, and the one safe way to read a file."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kindfold.errors import InputError, Reason, Unreadable

MAX_BYTES = 256 * 2**20  # of one encoded picture; with its pixels it must fit into 1 GiB
FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
FLAGS |= getattr(os, "O_BINARY", 0)


class Skip(NamedTuple):
    """One picture that was left out: its id, why, and a sentence."""

    id: str
    reason: Reason
    detail: str = ""


class Source(Protocol):
    """Hands out the content of picture i; safe to call from several threads."""

    def read(self, i: int) -> bytes | NDArray[np.generic]:
        """Encoded bytes, or an array (h, w), (h, w, 3) or (h, w, 4). Raises `Unreadable`."""
        ...

    def path(self, i: int) -> Path | None:
        """The file of picture i, or None when it is not a file of its own."""
        ...


class Stamp(NamedTuple):
    """What tells that a file is still the one that was listed."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        return cls(status.st_size, status.st_mtime_ns)


class Listing(NamedTuple):
    """What was found in one place: pictures in any order, what was left out, how many other files were passed over."""

    ids: Sequence[str]
    source: Source
    skipped: Sequence[Skip]
    n_ignored: int


@dataclass(frozen=True, eq=False)
class Files:
    """Pictures that are files.

    Attributes
    ----------
    paths : absolute paths
    stamps : (n, 2) int64, size and time of change when they were listed
    """

    paths: tuple[str, ...]
    stamps: NDArray[np.int64]

    def read(self, i: int) -> bytes:
        """The bytes of a regular file, the same that was listed."""
        with opened(self.paths[i]) as (handle, stamp):
            if stamp != tuple(self.stamps[i]):
                raise Unreadable(Reason.VANISHED, "changed since it was listed")
            return read_exactly(handle, 0, stamp.size)

    def path(self, i: int) -> Path:
        return Path(self.paths[i])

    def part(self, rows: Sequence[int]) -> Files:
        return Files(tuple(self.paths[i] for i in rows), self.stamps[rows])


@dataclass(frozen=True, eq=False)
class Arrays:
    """Pictures in memory, each (h, w), (h, w, 1), (h, w, 3) or (h, w, 4)."""

    arrays: Sequence[NDArray[np.generic]]

    @classmethod
    def of(cls, given: Sequence[object] | NDArray[np.generic]) -> Arrays:
        """Check shapes and types; one array holds n grey (n, h, w) or colour (n, h, w, c) pictures."""
        if isinstance(given, np.ndarray) and (
            given.ndim not in (3, 4) or (given.ndim == 3 and given.shape[2] in (3, 4))
        ):
            hint = "; one picture is given as [picture]" if given.ndim in (2, 3) else ""
            raise InputError(f"an array of pictures is (n, h, w) or (n, h, w, c), this one is {given.shape}{hint}")
        return cls([_checked(np.asarray(item), row) for row, item in enumerate(given)])

    def read(self, i: int) -> NDArray[np.generic]:
        return self.arrays[i]

    def path(self, i: int) -> None:
        return None


class Nowhere:
    """Pictures of which only the vectors are here."""

    def read(self, i: int) -> bytes:
        raise Unreadable(Reason.VANISHED, "only its vector is here")

    def path(self, i: int) -> None:
        return None


@dataclass(frozen=True, eq=False)
class Rows:
    """Some pictures of another source."""

    source: Source
    rows: tuple[int, ...]

    def read(self, i: int) -> bytes | NDArray[np.generic]:
        return self.source.read(self.rows[i])

    def path(self, i: int) -> Path | None:
        return self.source.path(self.rows[i])

    @classmethod
    def of(cls, source: Source, rows: Sequence[int]) -> Rows:
        """Some rows of a source; rows of rows are rows of the source below."""
        if isinstance(source, Rows):
            return cls(source.source, tuple(source.rows[i] for i in rows))
        return cls(source, tuple(rows))


def portable(source: Source, rows: Sequence[int]) -> Source:
    """Some pictures of a source, with nothing of the others, so that another process or machine can read them.

    Raises
    ------
    InputError : they are in an archive or in memory
    """
    if isinstance(source, Rows):
        return portable(source.source, [source.rows[i] for i in rows])
    part = getattr(source, "part", None)
    if part is None:
        raise InputError("several workers read pictures that are files of their own: give a folder, not an archive")
    found: Source = part(rows)
    return found


@contextmanager
def opened(path: str) -> Iterator[tuple[int, Stamp]]:
    """Open a regular file for reading without ever waiting for a pipe, or following a link in its last component.

    Yields
    ------
    descriptor and stamp. Raises `Unreadable`.
    """
    with speaking():
        handle = os.open(path, FLAGS)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(Reason.NOT_REGULAR, f"is a {kind_of(status.st_mode)}")
        yield handle, Stamp.of(status)
    finally:
        os.close(handle)


def read_exactly(handle: int, offset: int, size: int) -> bytes:
    """`size` bytes of an open file from `offset` on."""
    if size > MAX_BYTES:
        raise Unreadable(Reason.TOO_LARGE, f"{size:,} bytes; at most {MAX_BYTES:,} are read")
    parts: list[bytes] = []
    with speaking():
        os.lseek(handle, offset, os.SEEK_SET)
        while size > 0 and (part := os.read(handle, size)):
            parts.append(part)
            size -= len(part)
    if size:
        raise Unreadable(Reason.VANISHED, "shrank while it was read")
    return parts[0] if len(parts) == 1 else b"".join(parts)


@contextmanager
def speaking() -> Iterator[None]:
    """Turn an error of the operating system into an `Unreadable` with its reason."""
    try:
        yield
    except OSError as error:
        raise Unreadable(*explain(error)) from error


def explain(error: OSError | ValueError) -> tuple[Reason, str]:
    """Reason and sentence of a failed system call."""
    code = error.errno if isinstance(error, OSError) else None
    known = _REASONS.get(code) if code is not None else None
    return known or (Reason.READ_ERROR, error.strerror or str(error) if isinstance(error, OSError) else str(error))


def kind_of(mode: int) -> str:
    """What a file that is not regular is."""
    kinds = {stat.S_IFIFO: "pipe", stat.S_IFSOCK: "socket", stat.S_IFCHR: "device", stat.S_IFBLK: "device"}
    return {stat.S_IFDIR: "folder", stat.S_IFLNK: "link", **kinds}.get(stat.S_IFMT(mode), "special file")


def is_within(real: str, root: str) -> bool:
    """Whether a resolved path lies in a resolved folder."""
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)


def _checked(array: NDArray[np.generic], row: int) -> NDArray[np.generic]:
    if array.dtype.kind not in "buif":
        raise InputError(f"picture {row} is an array of {array.dtype}; numbers or true/false were expected")
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (1, 3, 4)):
        raise InputError(f"picture {row} has shape {array.shape}; (h, w), (h, w, 3) or (h, w, 4) was expected")
    return array


_REASONS = {
    errno.ENOENT: (Reason.VANISHED, "no such file"),
    errno.ENOTDIR: (Reason.VANISHED, "a folder of its path is gone"),
    errno.EACCES: (Reason.DENIED, "no permission to read"),
    errno.EPERM: (Reason.DENIED, "no permission to read"),
    errno.ELOOP: (Reason.LINK, "is a link"),
    errno.ENXIO: (Reason.NOT_REGULAR, "is a pipe, socket or device"),
    errno.ENODEV: (Reason.NOT_REGULAR, "is a device"),
}
