"""The store: vectors by content hash and encoder, in one SQLite file that survives crashes, bit rot and company."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from kindfold.errors import CacheError

FILE = "embeddings-1.sqlite3"  # the number is the format: another layout is another file
APPLICATION_ID = 0x6B666C64  # "kfld"
TABLES = frozenset({b"vectors", b"files"})
SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
  encoder TEXT, content BLOB, dim INTEGER, vector BLOB, checksum BLOB, UNIQUE (encoder, content));
CREATE TABLE IF NOT EXISTS files (
  path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, inode INTEGER, content BLOB, checksum BLOB);
"""
BUSY_SECONDS = 60.0  # the longest a run waits for another one's transaction of a few milliseconds
CHUNK = 500  # below the 999 variables that older SQLite builds allow in one statement
DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_ERROR,  # our statements are constant: "no such column" means that the schema was hit
}

T = TypeVar("T")


class CacheWarning(UserWarning):
    """The cache was damaged or could not be used; the result is right all the same."""


class FileState(NamedTuple):
    """What a file looks like from outside: equal states are taken for equal content."""

    path: bytes
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Store:
    """Vectors by (encoder, content hash), and content hashes by file state.

    Every `add` is one transaction, on disk (fsync) when it returns: neither a kill nor a power cut takes a row back.
    Every row carries a checksum of its key and value, so a row that rotted or was swapped is not returned.

    Parameters
    ----------
    folder : made with mode 0700 where it is missing; the files in it have mode 0600

    Raises
    ------
    CacheError
        The folder cannot be used, or holds a database under our name that is not ours.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder).expanduser().absolute()
        self.path = self.folder / FILE
        self._guard = threading.RLock()
        try:
            _make_folder(self.folder)
            with _alone(self.folder):
                self._db = self._open()
        except OSError as error:
            raise CacheError(f"the cache folder {self.folder} cannot be used: {error}") from error
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise CacheError(f"the cache {self.path} cannot be opened: {error}") from error
            self._set_aside(error)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with self._guard:
            self._db.close()

    def vectors(self, encoder: str, contents: Iterable[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """The known vectors among some content hashes; rows that fail their checksum count as unknown."""
        found: dict[bytes, NDArray[np.float32]] = {}
        n_bad = 0
        for chunk in _chunks(list(contents)):
            marks = ",".join("?" * len(chunk))
            ask = f"SELECT content, dim, vector, checksum FROM vectors WHERE encoder = ? AND content IN ({marks})"
            for content, dim, vector, checksum in self._fetch(ask, (encoder, *chunk)):
                if _intact(encoder.encode(), content, dim, vector, checksum):
                    found[content] = np.frombuffer(vector, "<f4")
                else:
                    n_bad += 1
        if n_bad:
            message = f"{n_bad} damaged rows in the cache {self.path} are not used, and are computed again"
            warnings.warn(message, CacheWarning, stacklevel=2)
        return found

    def contents(self, files: Sequence[FileState]) -> dict[FileState, bytes]:
        """Content hashes of the files that still look as they did when they were hashed."""
        found: dict[FileState, bytes] = {}
        for chunk in _chunks(files):
            marks = ",".join("?" * len(chunk))
            ask = f"SELECT path, size, mtime_ns, ctime_ns, inode, content, checksum FROM files WHERE path IN ({marks})"
            for *seen, content, checksum in self._fetch(ask, [state.path for state in chunk]):
                if checksum == _checksum(*seen, content):
                    found[FileState(*seen)] = content
        return {state: found[state] for state in files if state in found}

    def add(
        self,
        encoder: str,
        vectors: Mapping[bytes, NDArray[np.float32]],
        files: Mapping[FileState, bytes] | None = None,
    ) -> None:
        """Keep vectors (content hash -> (d,)) and what is known of files, all or nothing."""
        rows = [_vector_row(encoder, content, vector) for content, vector in vectors.items()]
        seen = [(*state, content, _checksum(*state, content)) for state, content in (files or {}).items()]

        def write(db: sqlite3.Connection) -> None:
            with _transaction(db):
                db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", rows)
                db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", seen)

        self._run(write, n_bytes=sum(len(row[3]) for row in rows))

    def damaged(self) -> list[tuple[str, str]]:
        """Read every vector and list those that fail their checksum, as (encoder, content hash in hexadecimal)."""
        rows = self._fetch("SELECT encoder, content, dim, vector, checksum FROM vectors", ())
        return [(bytes(row[0]).decode(errors="replace"), bytes(row[1]).hex()) for row in rows if not _intact(*row)]

    def _fetch(self, ask: str, values: Sequence[object]) -> list[Any]:
        return self._run(lambda db: db.execute(ask, values).fetchall())

    def _run(self, act: Callable[[sqlite3.Connection], T], *, n_bytes: int = 0) -> T:
        """Do something with the database; once more with a new one if it turns out to be corrupt."""
        with self._guard:
            try:
                return act(self._db)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    need = f" ({n_bytes:,} bytes were to be added)" if n_bytes else ""
                    raise CacheError(f"the cache {self.path} cannot be used: {error}{need}") from error
                self._set_aside(error)
            return act(self._db)

    def _open(self) -> sqlite3.Connection:
        """Connect, refuse what is not ours, lay out the tables; called by one process at a time."""
        with contextlib.suppress(FileExistsError):  # SQLite gives its side files the mode of this one
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        self._inode = self.path.stat().st_ino
        self._db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._db.text_factory = bytes  # a rotten row may hold text that is not UTF-8
        tables = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        (owner,) = self._db.execute("PRAGMA application_id").fetchone()
        if owner != APPLICATION_ID and tables and not tables & TABLES:
            self._db.close()
            raise CacheError(f"{self.path} is a database of another program; it is left as it is, choose another cache")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")  # NORMAL would lose the last commits in a power cut
        self._db.execute("PRAGMA fullfsync = ON")  # macOS: reach the disk, not only its buffer
        self._db.execute("PRAGMA cell_size_check = ON")
        self._db.executescript(SCHEMA)
        if owner != APPLICATION_ID:
            self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        return self._db

    def _set_aside(self, why: sqlite3.DatabaseError) -> None:
        """Give the corrupt database another name, unless another process has done so, and start a new one."""
        with contextlib.suppress(sqlite3.DatabaseError):
            self._db.close()
        with _alone(self.folder):
            aside = _free_name(self.folder)
            if self.path.exists() and self.path.stat().st_ino == self._inode:
                for suffix in ("", "-wal", "-shm"):  # this order: SQLite discards a -wal that has no database
                    with contextlib.suppress(FileNotFoundError):
                        self.path.with_name(FILE + suffix).rename(aside.with_name(aside.name + suffix))
            self._open()
        message = f"the cache {self.path} was corrupt ({why}); it was set aside as {aside.name} and a new one begun"
        warnings.warn(message, CacheWarning, stacklevel=2)


def _make_folder(folder: Path) -> None:
    """Make a folder and its parents, closed to others whatever the umask; leave what exists as it is."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: opening and setting aside never overlap. The kernel frees it when a holder dies."""
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


@contextlib.contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")  # take the write lock first, so that waiting for it is possible
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.OperationalError):  # SQLite rolls back by itself when the disk is full
            db.execute("ROLLBACK")
        raise


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE


def _vector_row(encoder: str, content: bytes, vector: NDArray[np.float32]) -> tuple[str, bytes, int, bytes, bytes]:
    stored = np.ascontiguousarray(vector, "<f4").tobytes()
    return encoder, content, vector.size, stored, _checksum(encoder.encode(), content, vector.size, stored)


def _intact(encoder: object, content: object, dim: Any, vector: object, checksum: object) -> bool:
    return isinstance(vector, bytes) and len(vector) == 4 * dim and checksum == _checksum(encoder, content, dim, vector)


def _checksum(*fields: object) -> bytes:
    """Eight bytes over the fields with their types and lengths."""
    digest = blake2b(digest_size=8)
    for field in fields:
        value = field if isinstance(field, bytes) else repr(field).encode()
        digest.update(b"%s %d:" % (type(field).__name__.encode(), len(value)))
        digest.update(value)
    return digest.digest()


def _free_name(folder: Path) -> Path:
    names = (folder / f"damaged-{k}.sqlite3" for k in range(1, sys.maxsize))
    return next(path for path in names if not path.exists())


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
