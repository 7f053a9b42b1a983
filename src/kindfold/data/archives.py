"""Archives of pictures, read member by member and never extracted: the names inside are labels, not paths."""

from __future__ import annotations

import os
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.data.display import display_name
from kindfold.data.gzipped import Gzipped
from kindfold.data.members import BROKEN, Bytes, Member, Plain
from kindfold.data.signatures import HEAD, looks_like_picture, sniff
from kindfold.data.sources import MAX_BYTES, Listing, Skip, Source, opened, read_exactly
from kindfold.data.tars import Tar, is_tar, tar_members
from kindfold.data.walk import is_hidden
from kindfold.data.zips import Zip, zip_members
from kindfold.errors import InputError, Reason, Unreadable

MAX_MEMBERS = 2_000_000
MAX_RATIO = 200  # unpacked over packed, above `FREE`: pictures hardly shrink, bombs do a thousandfold
FREE = 2**20  # bytes of one member that are never taken for a bomb
FREE_TOTAL = 2**30  # bytes of all members together
DAMAGED = (tarfile.TarError, zipfile.BadZipFile, Unreadable, *BROKEN)  # what reading an archive may raise


def is_archive(path: str) -> bool:
    """Whether a file is a tar, tar.gz or zip, by its content."""
    try:
        with opened(path) as (handle, stamp):
            head = read_exactly(handle, 0, min(512, stamp.size))
    except Unreadable:
        return False
    return head[:4] in (b"PK\x03\x04", b"PK\x05\x06") or head[:3] == b"\x1f\x8b\x08" or is_tar(head)


class Opened(NamedTuple):
    """An archive that is about to be listed."""

    members: Iterator[Member]  # everything but folders; raises one of `DAMAGED`
    source: Callable[[NDArray[np.int64]], Source]  # from the table of those that are wanted
    content: Bytes | None  # of a tar: the bytes that the offsets of its members count


def open_archive(path: str) -> Opened:
    """Any archive by its resolved path. Raises one of `DAMAGED`."""
    with opened(path) as (handle, stamp):
        head = read_exactly(handle, 0, min(2, stamp.size))
    file, most = Plain(path, stamp), max(FREE_TOTAL, MAX_RATIO * stamp.size)
    if head == b"PK":
        return Opened(zip_members(path, most=most), lambda table: Zip(file, table), None)
    content = Gzipped(path, stamp, most=most) if head == b"\x1f\x8b" else file
    return Opened(tar_members(content), lambda table: Tar(content, table), content)


def list_archive(path: str) -> Listing:
    """List the pictures in an archive.

    Raises
    ------
    InputError : it is damaged, has too many members, or unpacks to far more than it holds.
    """
    path = os.path.realpath(path)
    try:
        archive = open_archive(path)
        return _chosen(archive.members, archive.source)
    except DAMAGED as error:
        raise InputError(f"the archive {display_name(path)} cannot be listed: {error}") from error


def as_table(members: Iterable[Member]) -> NDArray[np.int64]:
    """What a source of archive members needs of each, (n, 5)."""
    return np.array([member[1:6] for member in members], dtype=np.int64).reshape(-1, 5)


def flaw(member: Member) -> tuple[Reason, str] | None:
    """Why a member is not read."""
    if member.flaw is not None:
        return member.flaw
    if re.match(r"[/\\]|[A-Za-z]:", member.name) or ".." in _parts(member.name):
        return Reason.OUTSIDE, "its name leads out of the archive"
    if member.size > MAX_BYTES:
        return Reason.TOO_LARGE, f"{member.size:,} bytes; at most {MAX_BYTES:,} are read"
    if member.size > max(FREE, MAX_RATIO * member.packed):
        return Reason.TOO_LARGE, f"{member.packed:,} bytes unpack to {member.size:,}"
    return None


def _chosen(members: Iterable[Member], source: Callable[[NDArray[np.int64]], Source]) -> Listing:
    """Tell pictures from the rest; of several members of one name the last counts, as when unpacking."""
    found: dict[str, Member] = {}
    skipped: list[Skip] = []
    n_ignored = 0
    for member in members:
        id = "/".join(part for part in member.name.split("/") if part not in ("", "."))
        if any(is_hidden(part) for part in _parts(id) if part != "..") or not _is_picture(member, id):
            n_ignored += 1
        elif why := flaw(member):
            skipped.append(Skip(member.name, *why))
        else:
            if id in found:
                skipped.append(Skip(id, Reason.SAME_NAME, "a later member has the same name"))
            found[id] = member
        if len(found) + len(skipped) + n_ignored > MAX_MEMBERS:
            raise ValueError(f"it has more than {MAX_MEMBERS:,} members")
    return Listing(list(found), source(as_table(found.values())), skipped, n_ignored)


def _parts(name: str) -> list[str]:
    """Folders and file of a name, with either slash."""
    return re.split(r"[/\\]", name)


def _is_picture(member: Member, id: str) -> bool:
    if looks_like_picture(id):
        return True
    if member.flaw is not None or member.size < HEAD:
        return False
    try:
        return sniff(member.head()) is not None
    except (Unreadable, *BROKEN):
        return False
