"""Archives of pictures, read member by member and never extracted: the names inside are labels, not paths."""

from __future__ import annotations

import os
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from kindfold.data.display import display_name
from kindfold.data.gzipped import Gzipped
from kindfold.data.members import BROKEN, Member, Plain
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


def is_archive(path: str) -> bool:
    """Whether a file is a tar, tar.gz or zip, by its content."""
    try:
        with opened(path) as (handle, stamp):
            head = read_exactly(handle, 0, min(512, stamp.size))
    except Unreadable:
        return False
    return head[:4] in (b"PK\x03\x04", b"PK\x05\x06") or head[:3] == b"\x1f\x8b\x08" or is_tar(head)


def list_archive(path: str) -> Listing:
    """List the pictures in an archive.

    Raises
    ------
    InputError : it is damaged, has too many members, or unpacks to far more than it holds.
    """
    path = os.path.realpath(path)
    try:
        with opened(path) as (handle, stamp):
            head = read_exactly(handle, 0, min(2, stamp.size))
        file, most = Plain(path, stamp), max(FREE_TOTAL, MAX_RATIO * stamp.size)
        if head == b"PK":
            return _chosen(zip_members(path, most=most), lambda table: Zip(file, table))
        content = Gzipped(path, stamp, most=most) if head == b"\x1f\x8b" else file
        return _chosen(tar_members(content), lambda table: Tar(content, table))
    except (tarfile.TarError, zipfile.BadZipFile, Unreadable, *BROKEN) as error:
        raise InputError(f"the archive {display_name(path)} cannot be listed: {error}") from error


def _chosen(members: Iterable[Member], source: Callable[[NDArray[np.int64]], Source]) -> Listing:
    """Tell pictures from the rest; of several members of one name the last counts, as when unpacking."""
    found: dict[str, Member] = {}
    skipped: list[Skip] = []
    n_ignored = 0
    for member in members:
        id = "/".join(part for part in member.name.split("/") if part not in ("", "."))
        if any(is_hidden(part) for part in _parts(id) if part != "..") or not _is_picture(member, id):
            n_ignored += 1
        elif flaw := _flaw(member):
            skipped.append(Skip(member.name, *flaw))
        else:
            if id in found:
                skipped.append(Skip(id, Reason.SAME_NAME, "a later member has the same name"))
            found[id] = member
        if len(found) + len(skipped) + n_ignored > MAX_MEMBERS:
            raise ValueError(f"it has more than {MAX_MEMBERS:,} members")
    table = np.array([member[1:6] for member in found.values()], dtype=np.int64).reshape(-1, 5)
    return Listing(list(found), source(table), skipped, n_ignored)


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


def _flaw(member: Member) -> tuple[Reason, str] | None:
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
