"""The walk through folders that finds pictures: one pass, no surprises from links, pipes or hostile names."""

# Paths stay the strings that the system gave: pathlib would rewrite them, at ten times the cost.
# ruff: noqa: PTH100, PTH112, PTH116, PTH118, PTH206

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import translate

import numpy as np

from kindfold.data.signatures import HEAD, looks_like_picture, sniff
from kindfold.data.sources import Files, Listing, Skip, explain, is_within, kind_of, opened, read_exactly
from kindfold.errors import Reason, Unreadable

RUN_FILES = {"run.json", "labels.csv"}
MAGIC = re.compile(r"[*?\[]")


def walk(root: str, *, follow_links: bool = False, keep: Callable[[str], bool] | None = None) -> Listing:
    """Find every picture below a folder.

    Parameters
    ----------
    root : an existing folder
    follow_links : follow links that stay in `root`; each folder is entered once, by its own path where it has one
    keep : tells by its id below `root` whether a file is wanted
    """
    found = Found()
    Walk(root, found, follow_links=follow_links, keep=keep).run()
    return found.listing()


def list_files(paths: Iterable[str], *, follow_links: bool = False) -> Listing:
    """Files that were named one by one, each taken for a picture; a folder among them is walked."""
    found = Found()
    for path in paths:
        try:
            status = os.stat(path) if follow_links else os.lstat(path)
        except (OSError, ValueError) as error:
            found.skip(path, *explain(error))
            continue
        if stat.S_ISDIR(status.st_mode):
            Walk(path, found, prefix=path.rstrip(os.sep) + os.sep, follow_links=follow_links).run()
        else:
            found.add(path, os.path.realpath(path) if follow_links else path, status)
    return found.listing()


def split_glob(pattern: str) -> tuple[str, Callable[[str], bool]]:
    """The folder before the first wildcard, and whether an id below it matches the rest.

    ``**`` stands for any number of folders; a folder that matches brings all that lies in it.
    """
    parts = pattern.split(os.sep)
    first = next(i for i, part in enumerate(parts) if MAGIC.search(part))
    root = os.sep.join(parts[:first]) or (os.sep if pattern.startswith(os.sep) else os.curdir)
    wanted = [None if part == "**" else re.compile(translate(part)) for part in parts[first:] if part]
    return root, lambda id: _matches(id.split(os.sep), wanted)


def is_hidden(name: str) -> bool:
    """Files and folders nobody means: hidden ones, what macOS packs beside pictures, runs of kindfold."""
    return name.startswith(".") or name == "__MACOSX" or name.endswith(".kindfold")


def is_picture(path: str) -> bool:
    """Whether a file counts as a picture: by its suffix, else by its first bytes."""
    if looks_like_picture(path):
        return True
    try:
        with opened(path) as (handle, stamp):
            return sniff(read_exactly(handle, 0, min(HEAD, stamp.size))) is not None
    except Unreadable:
        return False


@dataclass
class Found:
    """What walks have found so far."""

    ids: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    stamps: list[tuple[int, int]] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    n_ignored: int = 0

    def add(self, id: str, path: str, status: os.stat_result) -> None:
        if stat.S_ISREG(status.st_mode):
            self.ids.append(id)
            self.paths.append(os.path.abspath(path))
            self.stamps.append((status.st_size, status.st_mtime_ns))
        else:
            is_link = stat.S_ISLNK(status.st_mode)
            self.skip(id, Reason.LINK if is_link else Reason.NOT_REGULAR, f"is a {kind_of(status.st_mode)}")

    def skip(self, id: str, reason: Reason, detail: str) -> None:
        self.skipped.append(Skip(id, reason, detail))

    def listing(self) -> Listing:
        stamps = np.array(self.stamps, dtype=np.int64).reshape(-1, 2)
        return Listing(self.ids, Files(tuple(self.paths), stamps), self.skipped, self.n_ignored)


class Walk:
    """One walk: folders still to enter and folders already entered."""

    def __init__(
        self,
        root: str,
        found: Found,
        *,
        prefix: str = "",
        follow_links: bool = False,
        keep: Callable[[str], bool] | None = None,
    ) -> None:
        self.root, self.found, self.follow_links, self.keep = os.path.realpath(root), found, follow_links, keep
        self.todo = [(root, prefix)]
        self.prefix = prefix
        self.linked: list[tuple[str, str]] = []  # folders behind links: after those that have a path of their own
        self.entered: set[tuple[int, int]] = set()

    def run(self) -> None:
        while self.todo or self.linked:
            if not self.todo:
                self.linked.sort(reverse=True)
                self.todo.append(self.linked.pop())
            self.enter(*self.todo.pop())

    def enter(self, folder: str, below: str) -> None:
        try:
            status = os.stat(folder)
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError as error:
            reason, detail = explain(error)
            self.found.skip(below, reason, f"the folder cannot be listed: {detail}")
            return
        if (status.st_dev, status.st_ino) in self.entered:
            return
        self.entered.add((status.st_dev, status.st_ino))
        if below != self.prefix and {entry.name for entry in listed} >= RUN_FILES:
            self.found.n_ignored += 1
            return
        for entry in listed:
            self.sort_out(entry, below + entry.name)

    def sort_out(self, entry: os.DirEntry[str], id: str) -> None:
        if is_hidden(entry.name):
            self.found.n_ignored += 1
        elif entry.is_symlink():
            self.link(entry, id)
        elif entry.is_dir(follow_symlinks=False):
            self.todo.append((entry.path, id + os.sep))
        elif self.wants(id):
            self.file(entry, entry.path, id)

    def wants(self, id: str) -> bool:
        return self.keep is None or self.keep(id)

    def link(self, entry: os.DirEntry[str], id: str) -> None:
        is_folder = os.path.isdir(entry.path)
        if not is_folder and not (self.wants(id) and looks_like_picture(entry.name)):
            self.found.n_ignored += 1
        elif not self.follow_links:
            self.found.skip(id, Reason.LINK, "is a link to a folder" if is_folder else "is a link")
        elif not is_within(real := os.path.realpath(entry.path), self.root):
            self.found.skip(id, Reason.OUTSIDE, "is a link that leads out of the folder")
        elif is_folder:
            self.linked.append((entry.path, id + os.sep))
        else:
            self.file(entry, real, id)

    def file(self, entry: os.DirEntry[str], path: str, id: str) -> None:
        is_named = looks_like_picture(id)
        try:
            status = entry.stat(follow_symlinks=self.follow_links)
        except OSError as error:
            if is_named:
                self.found.skip(id, *explain(error))
            else:
                self.found.n_ignored += 1
            return
        if is_named or (stat.S_ISREG(status.st_mode) and is_picture(path)):
            self.found.add(id, path, status)
        else:
            self.found.n_ignored += 1


def _matches(parts: list[str], wanted: list[re.Pattern[str] | None]) -> bool:
    """Whether the pattern (None: any number of folders) matches the path or a folder above it."""
    if not wanted:
        return True
    first, rest = wanted[0], wanted[1:]
    if first is None:
        return any(_matches(parts[i:], rest) for i in range(len(parts)))
    return bool(parts) and first.match(parts[0]) is not None and _matches(parts[1:], rest)
