"""Pictures behind a URI, such as s3://bucket/photos, listed and read through Arrow's file systems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.data.display import display_name
from kindfold.data.signatures import looks_like_picture
from kindfold.data.sources import MAX_BYTES, Listing
from kindfold.data.walk import is_hidden
from kindfold.errors import InputError, MissingExtra, Reason, Unreadable

TRIES = 3  # at reading one picture, before it is left out


@dataclass(frozen=True, eq=False)
class Remote:
    """Pictures in a file system of Arrow's; it can be sent to other machines, with whatever lets it in.

    Attributes
    ----------
    system : a `pyarrow.fs.FileSystem`
    paths : where the pictures are in it
    stamps : (n, 2) int64, size and time of change when they were listed
    """

    system: Any
    paths: tuple[str, ...]
    stamps: NDArray[np.int64]

    def read(self, i: int) -> bytes:
        """The bytes of a picture, as many as were listed. Raises `Unreadable`."""
        size = int(self.stamps[i, 0])
        if size > MAX_BYTES:
            raise Unreadable(Reason.TOO_LARGE, f"{size:,} bytes; at most {MAX_BYTES:,} are read")
        for tried in range(TRIES):
            try:
                with self.system.open_input_file(self.paths[i]) as file:
                    data: bytes = file.read()
                break
            except FileNotFoundError as error:
                raise Unreadable(Reason.VANISHED, "was listed, is gone") from error
            except PermissionError as error:
                raise Unreadable(Reason.DENIED, "no permission to read it") from error
            except OSError as error:
                if tried == TRIES - 1:
                    raise Unreadable(Reason.READ_ERROR, str(error)[:200]) from error
        if len(data) != size:
            raise Unreadable(Reason.VANISHED, "changed since it was listed")
        return data

    def path(self, i: int) -> None:
        return None

    def part(self, rows: Sequence[int]) -> Remote:
        """Some of the pictures."""
        return Remote(self.system, tuple(self.paths[i] for i in rows), self.stamps[rows])


def is_uri(path: str) -> bool:
    """Whether this names a place by a scheme."""
    scheme, mark, _ = path.partition("://")
    return bool(mark) and scheme.isalnum()


def list_remote(uri: str) -> Listing:
    """Find the pictures below a URI, by their suffix alone: reading the first bytes of each would cost a request.

    Raises
    ------
    MissingExtra : pyarrow is not installed. InputError : there is no such place, or it does not answer
    """
    try:
        from pyarrow import ArrowException, fs
    except ImportError as error:
        raise MissingExtra("pyarrow", "parquet", what="reading pictures behind a URI") from error
    try:
        system, root = fs.FileSystem.from_uri(uri)
        if system.get_file_info(root).type != fs.FileType.Directory:
            raise InputError(f"there is no folder {display_name(uri)}")
        found = system.get_file_info(fs.FileSelector(root, recursive=True))
    except (OSError, ArrowException) as error:
        raise InputError(f"cannot list {display_name(uri)}: {str(error)[:200]}") from error
    below = len(root.rstrip("/")) + 1
    named = [(info.path[below:], info) for info in found if info.type == fs.FileType.File]
    chosen = [(id, info) for id, info in named if looks_like_picture(id) and not any(map(is_hidden, id.split("/")))]
    stamps = np.array([(info.size, info.mtime_ns or 0) for _, info in chosen], np.int64).reshape(-1, 2)
    source = Remote(system, tuple(info.path for _, info in chosen), stamps)
    return Listing([id for id, _ in chosen], source, [], len(named) - len(chosen))
