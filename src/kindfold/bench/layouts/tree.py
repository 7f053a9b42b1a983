"""All files of a data set by name, whether they lie in folders or still in the archives they came in."""

# Paths stay the strings that the system gave: pathlib would rewrite them, at ten times the cost.
# ruff: noqa: PTH116

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from kindfold.bench.layouts.joined import Joined
from kindfold.data.archives import DAMAGED, as_table, flaw, is_archive, open_archive
from kindfold.data.members import Bytes, Member, Section
from kindfold.data.sources import Files, Source
from kindfold.data.tars import Tar, tar_members
from kindfold.errors import InputError, Unreadable

ARCHIVE = re.compile(r"(.+?)(\.tar|\.tgz|\.tar\.gz|\.zip)$", re.IGNORECASE)
INNER = re.compile(r"(.+)\.tar$", re.IGNORECASE)


class Tree:
    """Files below a folder and members of the archives in it.

    The members of an archive appear in a folder of its name: `images.tar` adds `images/...`, and a tar inside it again.
    A file is asked for by the end of its name; where several fit, the least deep one is meant, so that an archive may
    lie beside what was unpacked from it.

    Parameters
    ----------
    root : a folder, or one archive
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = os.fsdecode(root)
        self._sources: list[Source] = []
        self._place: dict[str, tuple[int, int]] = {}  # name -> source and row
        if Path(self.root).is_dir():
            try:
                self._folder()
            except OSError as error:
                raise InputError(f"{error.filename or self.root} cannot be listed: {error.strerror}") from error
        elif is_archive(self.root):
            self._archive(self.root, "")
        else:
            raise InputError(f"{self.root} is neither a folder nor an archive (tar, tar.gz, zip)")

    def __iter__(self) -> Iterator[str]:
        """Names, in the order of their bytes."""
        return iter(sorted(self._place, key=os.fsencode))

    def __contains__(self, name: str) -> bool:
        return name in self._place

    def find(self, tail: str) -> str | None:
        """The least deep name that ends with `tail`, counted in whole folders."""
        names = self._ends.get(tail.rpartition("/")[2], ())
        fitting = [name for name in names if name == tail or name.endswith(f"/{tail}")]
        return min(fitting, key=lambda name: (name.count("/"), name), default=None)

    def base(self, tail: str) -> str | None:
        """What stands before `tail` in the name that ends with it."""
        name = self.find(tail)
        return None if name is None else name[: len(name) - len(tail)]

    def read(self, name: str) -> bytes:
        """The bytes of one file. Raises `InputError`."""
        source, row = self._place[name]
        try:
            data = self._sources[source].read(row)
        except Unreadable as error:
            raise InputError(f"{name} of {self.root} cannot be read: {error}") from error
        assert isinstance(data, bytes)
        return data

    def path(self, name: str) -> Path | None:
        """The file itself, or None when it lies in an archive."""
        source, row = self._place[name]
        return self._sources[source].path(row)

    def pictures(self, names: Sequence[str]) -> Joined:
        """A source of these files, in this order."""
        return Joined(tuple(self._sources), np.array([self._place[name] for name in names]).reshape(-1, 2))

    @cached_property
    def _ends(self) -> dict[str, list[str]]:
        """File name -> full names."""
        found: dict[str, list[str]] = {}
        for name in self._place:
            found.setdefault(name.rpartition("/")[2], []).append(name)
        return found

    def _folder(self) -> None:
        """Loose files first: what was unpacked wins over the archive it came from."""
        paths: list[str] = []
        stamps: list[tuple[int, int]] = []
        archives: list[tuple[str, str]] = []
        for path, name, status in _files(self.root, "", set()):
            if (match := ARCHIVE.match(name)) and is_archive(path):
                archives.append((path, f"{match[1]}/"))
            else:
                self._place[name] = (0, len(paths))
                paths.append(path)
                stamps.append((status.st_size, status.st_mtime_ns))
        self._sources.append(Files(tuple(paths), np.array(stamps, dtype=np.int64).reshape(-1, 2)))
        for path, prefix in archives:
            self._archive(path, prefix)

    def _archive(self, path: str, prefix: str) -> None:
        try:
            archive = open_archive(os.path.realpath(path))
            found = self._members(archive.members, prefix, archive.content)
            self._add(prefix, found, archive.source(as_table(found)))
        except DAMAGED as error:
            raise InputError(
                f"the archive {path} cannot be listed: {error}; it may be incomplete, fetch it again"
            ) from error

    def _members(self, members: Iterator[Member], prefix: str, content: Bytes | None) -> list[Member]:
        """Those that can be read; tars among them are opened in their turn."""
        found = []
        for member in members:
            inner = INNER.match(member.name) if content is not None and member.flaw is None else None
            if inner and content is not None:
                section = Section(content, member.offset, member.size)
                below = f"{prefix}{inner[1]}/"
                nested = self._members(tar_members(section), below, section)
                self._add(below, nested, Tar(section, as_table(nested)))
            elif flaw(member) is None:
                found.append(member)
        return found

    def _add(self, prefix: str, members: list[Member], source: Source) -> None:
        self._sources.append(source)
        for row, member in enumerate(members):
            name = prefix + "/".join(part for part in member.name.split("/") if part not in ("", "."))
            self._place.setdefault(name, (len(self._sources) - 1, row))


def _files(folder: str, below: str, entered: set[tuple[int, int]]) -> Iterator[tuple[str, str, os.stat_result]]:
    """Path, name and status of every regular file; links are followed, each folder is entered once."""
    here = os.stat(folder)
    if (here.st_dev, here.st_ino) in entered:
        return
    entered.add((here.st_dev, here.st_ino))
    for entry in sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name)):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files(entry.path, f"{below}{entry.name}/", entered)
        elif entry.is_file() and stat.S_ISREG((status := entry.stat()).st_mode):
            yield (os.path.realpath(entry.path) if entry.is_symlink() else entry.path), below + entry.name, status
