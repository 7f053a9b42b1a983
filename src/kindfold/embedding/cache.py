"""Which cache a run uses: the one asked for, the user's own, or none."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from kindfold.embedding.database import CacheWarning
from kindfold.embedding.store import FileState, Store
from kindfold.errors import CacheError

Location = str | Path | Literal[False] | None
T = TypeVar("T")


class Cache:
    """A `Store` that a run can do without.

    Parameters
    ----------
    location : a folder; None for the user's own; False for none

    Raises
    ------
    CacheError
        A folder that was asked for, by argument or `KINDFOLD_CACHE`, cannot be used. If the user's own cannot be used,
        there is a `CacheWarning` and the run goes on without it.
    """

    def __init__(self, location: Location = None) -> None:
        self._required = location is not None or bool(os.environ.get("KINDFOLD_CACHE"))
        self._store: Store | None = None
        if location is not False:
            self._store = self._try(lambda: Store(default_folder() if location is None else location), None)

    def __enter__(self) -> Cache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._store is not None:
            self._store.close()

    @property
    def folder(self) -> Path | None:
        """Where it lies; None without a store."""
        return None if self._store is None else self._store.folder

    def check(self) -> None:
        """As `Store.check`; nothing without a store."""
        store = self._store
        if store is not None:
            self._try(store.check, list[tuple[str, str]]())

    def vectors(self, encoder: str, contents: Iterable[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """As `Store.vectors`; nothing without a store."""
        store = self._store
        return {} if store is None else self._try(lambda: store.vectors(encoder, contents), {})

    def contents(self, files: Sequence[FileState]) -> dict[FileState, bytes]:
        """As `Store.contents`; nothing without a store."""
        store = self._store
        return {} if store is None else self._try(lambda: store.contents(files), {})

    def add(
        self,
        encoder: str,
        vectors: Mapping[bytes, NDArray[np.float32]],
        files: Mapping[FileState, bytes] | None = None,
    ) -> None:
        """As `Store.add`; nothing without a store."""
        store = self._store
        if store is not None:
            self._try(lambda: store.add(encoder, vectors, files), None)

    def expect(self, n_bytes: int) -> None:
        """Make sure before the work begins that the disk has room for so many bytes."""
        if self._store is not None:
            folder = self._store.folder
            self._try(lambda: _check_space(folder, n_bytes), None)

    def _try(self, act: Callable[[], T], otherwise: T) -> T:
        try:
            return act()
        except CacheError as error:
            if self._required:
                raise
            warnings.warn(f"{error}; going on without a cache", CacheWarning, stacklevel=3)
            self._store = None
            return otherwise


def default_folder() -> Path:
    """Where the cache lies unless told otherwise: `KINDFOLD_CACHE`, else the place the platform keeps caches in."""
    if chosen := os.environ.get("KINDFOLD_CACHE"):
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "kindfold"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "kindfold" / "Cache"
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "kindfold"


def _check_space(folder: Path, n_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < n_bytes:
        raise CacheError(
            f"the cache in {folder} needs about {n_bytes / 1e6:,.0f} MB and the disk has {free / 1e6:,.0f} MB left; "
            "free some space, move the cache or switch it off"
        )
