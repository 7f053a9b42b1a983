"""One SQLite file that is ours: private to its user, shared by processes, and replaced when it is found corrupt."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from kindfold.errors import CacheError

APPLICATION_ID = 0x6B666C64  # "kfld"
BUSY_SECONDS = 60.0  # the longest wait for another process's transaction, which takes milliseconds
DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_ERROR,  # our statements are constant: "no such column" means that the schema was hit
}
SIDE_FILES = ("", "-wal", "-shm")  # moved in this order: SQLite discards a -wal whose database is gone

T = TypeVar("T")
Rescue = Callable[[sqlite3.Connection, sqlite3.Connection], int]


class CacheWarning(UserWarning):
    """The cache was damaged or could not be used; the result is right all the same."""


class Damage(sqlite3.DatabaseError):
    """The file is corrupt in a way that SQLite has not noticed."""


class Database:
    """A connection that outlives corruption of its file.

    Parameters
    ----------
    path : its folder is made with mode 0700 where it is missing; the files have mode 0600
    schema : idempotent statements that lay out the tables
    rescue : copies from a corrupt database to a new one what is still good, and returns how many rows

    Raises
    ------
    CacheError
        The folder cannot be used, or the file is a database of another program: it is left as it is.
    """

    def __init__(self, path: Path, schema: str, rescue: Rescue) -> None:
        self.path, self._schema, self._rescue = path, schema, rescue
        self._guard = threading.RLock()
        try:
            _make_folder(path.parent)
            with _alone(path.parent):
                self._connection = self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise CacheError(f"the cache {path} cannot be opened: {error}") from error
            self._replace(error)
        except OSError as error:
            if isinstance(error, CacheError):
                raise
            raise CacheError(f"the cache folder {path.parent} cannot be used: {error}") from error

    def close(self) -> None:
        with self._guard:
            self._connection.close()

    def run(self, act: Callable[[sqlite3.Connection], T], *, n_bytes: int = 0) -> T:
        """Do something with the database; once more with a new one if it turns out to be corrupt."""
        with self._guard:
            try:
                return act(self._connection)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    need = f" ({n_bytes:,} bytes were to be added)" if n_bytes else ""
                    raise CacheError(f"the cache {self.path} cannot be used: {error}{need}") from error
                with contextlib.suppress(sqlite3.DatabaseError):
                    self._connection.close()
                self._replace(error)
            return act(self._connection)

    def _connect(self) -> sqlite3.Connection:
        """Open the file, refuse what is not ours, lay out the tables; under the folder's lock."""
        with contextlib.suppress(FileExistsError):  # SQLite gives its side files the mode of this one
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        self._inode = self.path.stat().st_ino
        db = _connection(self.path)
        try:
            self._lay_out(db)
        except BaseException:
            db.close()
            raise
        return db

    def _lay_out(self, db: sqlite3.Connection) -> None:
        tables = [
            row[0].decode(errors="replace") for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        (owner,) = db.execute("PRAGMA application_id").fetchone()
        ours = owner == APPLICATION_ID or not tables or any(f" {name} (" in self._schema for name in tables)
        if not ours:
            raise CacheError(f"{self.path} is a database of another program; it is left as it is, choose another cache")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")  # NORMAL would lose the last commits in a power cut
        db.execute("PRAGMA fullfsync = ON")  # macOS: reach the disk, not only its buffer
        db.execute("PRAGMA cell_size_check = ON")
        db.executescript(self._schema)
        if owner != APPLICATION_ID:
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def _replace(self, why: sqlite3.DatabaseError) -> None:
        """Give the corrupt file another name, unless another process did; begin a new one with what is still good."""
        try:
            with _alone(self.path.parent):
                if not self.path.exists() or self.path.stat().st_ino != self._inode:
                    self._connection = self._connect()
                    return
                aside = _set_aside(self.path)
                self._connection = self._connect()
                n_rescued = self._salvage(aside)
        except OSError as error:
            raise CacheError(f"the cache {self.path} is corrupt ({why}) and cannot be set aside: {error}") from error
        warnings.warn(
            f"the cache {self.path} was corrupt ({why}); it was set aside as {aside.name}, and a new one was begun "
            f"with the {n_rescued:,} vectors that were still good",
            CacheWarning,
            stacklevel=2,
        )

    def _salvage(self, aside: Path) -> int:
        old = _connection(aside)
        try:
            return self._rescue(old, self._connection)
        except sqlite3.DatabaseError:  # too damaged to begin
            return 0
        finally:
            old.close()


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. The write lock is taken first, because only then does SQLite wait for it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has rolled it back already
            db.execute("ROLLBACK")
        raise


def _connection(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    db.text_factory = bytes  # a rotten row may hold text that is not UTF-8
    return db


def _make_folder(folder: Path) -> None:
    """Make a folder and its parents, closed to others whatever the umask; leave what exists as it is."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: opening and replacing never overlap. The kernel frees it when a holder dies."""
    if sys.platform == "win32":  # there an open database cannot be renamed: nothing to guard
        yield
        return
    import fcntl

    lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        with contextlib.suppress(OSError):  # file systems without locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return isinstance(error, Damage) or getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE


def _set_aside(path: Path) -> Path:
    """Rename a database with its side files; its new name."""
    names = (path.with_name(f"{path.stem}-damaged-{k}{path.suffix}") for k in range(1, sys.maxsize))
    aside = next(name for name in names if not name.exists())
    for suffix in SIDE_FILES:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside
