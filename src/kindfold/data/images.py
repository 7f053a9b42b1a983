"""The noun `Images`: which pictures there are and how to get their bytes; no pixel is touched here."""

# Paths stay the strings that the system gave: pathlib would rewrite them, at ten times the cost.
# ruff: noqa: PTH116, PTH208

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kindfold.data.archives import is_archive, list_archive
from kindfold.data.display import display_name
from kindfold.data.remote import is_uri, list_remote
from kindfold.data.signatures import READ
from kindfold.data.sources import Arrays, Listing, Rows, Skip, Source, kind_of
from kindfold.data.walk import MAGIC, RUN_FILES, is_picture, list_files, split_glob, walk
from kindfold.errors import InputError, NoImages

__all__ = ["Images", "Skip", "Source", "images"]


@dataclass(frozen=True)
class Images:
    """Pictures in the order of their ids.

    Attributes
    ----------
    ids : the path below `root` (never normalised; undecodable bytes as surrogates), member name, or running number
    source : hands out the content of picture i
    labels : sub-folder names, one per picture, or None when there are none; only `evaluation` reads them
    skipped : what was found but cannot be a picture (links, pipes, ...)
    root : the folder, archive or pattern they came from, for messages
    n_ignored : other files that were passed over (texts, hidden files, runs of kindfold)
    listed_from : of a list of paths the folder that they start from, else None
    """

    ids: tuple[str, ...]
    source: Source
    labels: tuple[str, ...] | None = None
    skipped: tuple[Skip, ...] = ()
    root: str = ""
    n_ignored: int = 0
    listed_from: str | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def n_found(self) -> int:
        """Pictures found: those listed and those skipped."""
        return len(self.ids) + len(self.skipped)

    def __getitem__(self, rows: slice | Sequence[int] | NDArray[np.generic]) -> Images:
        """The same noun for some rows: a slice, row numbers or a mask. What was skipped stays behind."""
        picked = tuple(np.arange(len(self))[rows].tolist())
        return replace(
            self,
            ids=tuple(self.ids[i] for i in picked),
            source=Rows.of(self.source, picked),
            labels=None if self.labels is None else tuple(self.labels[i] for i in picked),
            skipped=(),
            n_ignored=0,
        )

    def select(self, rows: slice | Sequence[int] | NDArray[np.generic]) -> Images:
        """The same as `self[rows]`."""
        return self[rows]

    def path(self, i: int) -> Path | None:
        """The file of picture i, or None when it is not a file of its own (archive member, array)."""
        return self.source.path(i)


def images(
    source: str | os.PathLike[str] | Sequence[object] | NDArray[np.generic], *, follow_links: bool = False
) -> Images:
    """List the pictures of a folder, glob, archive, single file, list of paths, or arrays.

    Parameters
    ----------
    source : a folder (searched with all below it), a pattern such as "photos/**/*.jpg", a tar, tar.gz or zip file (read
        member by member, never extracted), a URI such as "s3://bucket/photos", one picture, a list of paths, an array
        (n, h, w[, c]) or a list of arrays
    follow_links : follow links as long as they stay in the folder; otherwise each is skipped with its reason

    Pictures are the files with the suffix or the first bytes of one. Hidden files, `__MACOSX` and runs of kindfold are
    passed over. If every picture lies in a sub-folder, the first folder in which they differ is its label.

    Raises
    ------
    InputError : there is no such path, or it is no place for pictures. NoImages : nothing to read was found.
    """
    if isinstance(source, str | os.PathLike):
        return _from_path(os.fsdecode(source), follow_links)
    if isinstance(source, np.ndarray) and source.dtype.kind not in "OUS":
        return _ordered(_array_listing(source), f"an array of {len(source):,} pictures")
    if not isinstance(source, Iterable):
        raise InputError(f"pictures are given as a folder, an archive, a list or an array, not as {source!r}")
    items = list(source)
    if not items:
        raise NoImages("no pictures: the list is empty")
    if all(isinstance(item, str | bytes | os.PathLike) for item in items):
        return _from_list([os.fsdecode(item) for item in items], follow_links)
    return _ordered(_array_listing(items), f"a list of {len(items):,} pictures")


def _from_path(path: str, follow_links: bool) -> Images:
    if is_uri(path):
        return _labelled(list_remote(path), path)
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        if MAGIC.search(path):
            return _from_glob(path, follow_links)
        raise InputError(f"cannot open {display_name(path)}: {getattr(error, 'strerror', None) or error}") from error
    if stat.S_ISDIR(mode):
        return _from_folder(path, follow_links)
    if not stat.S_ISREG(mode):
        raise InputError(f"{display_name(path)} is a {kind_of(mode)}; give a folder of pictures or an archive")
    return _labelled(list_archive(path), path) if is_archive(path) else _from_file(path)


def _from_folder(path: str, follow_links: bool) -> Images:
    try:
        names = os.listdir(path)
    except OSError as error:
        raise InputError(f"cannot list {display_name(path)}: {error.strerror}") from error
    if set(names) >= RUN_FILES:
        raise InputError(
            f"{display_name(path)} is a run of kindfold, not a folder of pictures; give the folder it was made from"
        )
    return _labelled(walk(path, follow_links=follow_links), path)


def _from_glob(pattern: str, follow_links: bool) -> Images:
    root, keep = split_glob(pattern)
    if not Path(root).is_dir():
        raise InputError(f"cannot find the folder {display_name(root)} of the pattern {display_name(pattern)}")
    return _labelled(walk(root, follow_links=follow_links, keep=keep), pattern)


def _from_file(path: str) -> Images:
    """One picture; its id is its name."""
    if not is_picture(path):
        raise InputError(
            f"{display_name(path)} is not a picture and not an archive (tar, tar.gz, zip); give a folder of pictures"
        )
    listing = list_files([path], follow_links=True)
    return _ordered(listing._replace(ids=[Path(path).name]), path)


def _from_list(paths: list[str], follow_links: bool) -> Images:
    listing = list_files(paths, follow_links=follow_links)
    counts = Counter([*listing.ids, *(skip.id for skip in listing.skipped)])
    twice = [id for id, count in counts.items() if count > 1]
    if twice:
        raise InputError(f"{display_name(twice[0])} is given twice; each picture can be given once")
    found = _labelled(listing, f"a list of {len(paths):,} paths", is_list=True)
    return replace(found, listed_from=os.getcwd())  # noqa: PTH109 - as the system says it


def _array_listing(given: Sequence[object] | NDArray[np.generic]) -> Listing:
    source = Arrays.of(given)
    width = len(str(len(source.arrays) - 1))  # padded, so that the order of ids is that of the arrays
    return Listing([f"{i:0{width}d}" for i in range(len(source.arrays))], source, [], 0)


def _labelled(listing: Listing, root: str, *, is_list: bool = False) -> Images:
    found = _ordered(listing, root)
    return replace(found, labels=folder_labels(found.ids, keep_last=not is_list))


def _ordered(listing: Listing, root: str) -> Images:
    if not listing.ids:
        raise NoImages(_nothing(listing, root))
    order = sorted(range(len(listing.ids)), key=lambda i: _raw(listing.ids[i]))
    ids = tuple(listing.ids[i] for i in order)
    skipped = tuple(sorted(listing.skipped, key=lambda skip: _raw(skip.id)))
    return Images(ids, Rows.of(listing.source, order), None, skipped, root, listing.n_ignored)


def _raw(id: str) -> bytes:
    return id.encode("utf-8", "surrogateescape")


def _nothing(listing: Listing, root: str) -> str:
    if listing.skipped:
        reasons = Counter(skip.reason.value for skip in listing.skipped)
        found = ", ".join(f"{count:,} {reason}" for reason, count in reasons.most_common())
        return f"none of the {len(listing.skipped):,} pictures in {display_name(root)} can be used: {found}"
    others = f"; {listing.n_ignored:,} other files were passed over" if listing.n_ignored else ""
    suffixes = " ".join(sorted(READ))
    return f"no pictures in {display_name(root)}: looked for {suffixes} and for files that begin like one{others}"


def folder_labels(ids: Sequence[str], *, keep_last: bool = True) -> tuple[str, ...] | None:
    """The first folder in which the pictures differ (or, in a folder, the last one), if all lie in a sub-folder."""
    folders = [id.split("/")[:-1] for id in ids]
    depth, least = 0, min(map(len, folders))
    while depth < least - keep_last and all(folder[depth] == folders[0][depth] for folder in folders):
        depth += 1
    return tuple(folder[depth] for folder in folders) if depth < least else None
