"""The store: vectors by content hash and encoder, in one SQLite file that survives crashes, bit rot and company."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from kindfold.embedding.database import CacheWarning, Damage, Database, transaction

FILE = "embeddings-1.sqlite3"  # the number is the format: another layout is another file
SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
  encoder TEXT, content BLOB, dim INTEGER, vector BLOB, checksum BLOB, UNIQUE (encoder, content));
CREATE TABLE IF NOT EXISTS files (
  path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, inode INTEGER, content BLOB, checksum BLOB);
"""
ROW = "encoder, content, dim, vector, checksum"
CHUNK = 500  # rows at a time; below the 999 variables that older SQLite builds allow in one statement

T = TypeVar("T")


class FileState(NamedTuple):
    """How a file looks from outside: equal states are taken for equal content."""

    path: bytes
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Store:
    """Vectors by (encoder, content hash), and content hashes by file state.

    Every `add` is one transaction, on disk (fsync) when it returns: neither a kill nor a power cut takes a row back.
    Every row carries a checksum of its key and value, so a row that rotted or was swapped is not returned.
    Threads and processes may share a folder.

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
        self._db = Database(self.folder / FILE, SCHEMA, _rescue)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def vectors(self, encoder: str, contents: Iterable[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """The known vectors among some content hashes; rows that fail their checksum count as unknown."""
        found: dict[bytes, NDArray[np.float32]] = {}
        n_bad = 0
        for chunk in _chunks(list(contents)):
            ask = f"SELECT {ROW} FROM vectors WHERE encoder = ? AND content IN ({_marks(chunk)})"
            for row in self._fetch(ask, (encoder, *chunk)):
                if is_intact(row):
                    found[row[1]] = np.frombuffer(row[3], "<f4")
                else:
                    n_bad += 1
        if n_bad:
            message = f"{n_bad} damaged rows of the cache in {self.folder} are not used, and are computed again"
            warnings.warn(message, CacheWarning, stacklevel=2)
        return found

    def contents(self, files: Sequence[FileState]) -> dict[FileState, bytes]:
        """Content hashes of the files that still look as they did when they were hashed."""
        found: dict[FileState, bytes] = {}
        for chunk in _chunks(files):
            ask = f"SELECT * FROM files WHERE path IN ({_marks(chunk)})"
            for *seen, content, checksum in self._fetch(ask, [state.path for state in chunk]):
                if checksum == checksum_of(*seen, content):
                    found[FileState(*seen)] = content
        return {state: found[state] for state in files if state in found}

    def add(
        self,
        encoder: str,
        vectors: Mapping[bytes, NDArray[np.float32]],
        files: Mapping[FileState, bytes] | None = None,
    ) -> None:
        """Keep vectors (content hash -> (d,)) and what is known of files, all or nothing."""
        rows = [_row(encoder, content, vector) for content, vector in vectors.items()]
        seen = [(*state, content, checksum_of(*state, content)) for state, content in (files or {}).items()]

        def write(db: sqlite3.Connection) -> None:
            with transaction(db):
                db.executemany(f"INSERT OR REPLACE INTO vectors ({ROW}) VALUES (?, ?, ?, ?, ?)", rows)
                db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", seen)

        self._db.run(write, n_bytes=sum(len(row[3]) for row in rows))

    def check(self) -> list[tuple[str, str]]:
        """Read everything: replace the file if its structure is damaged, and list the rows that fail their checksum.

        Returns
        -------
        (encoder, content hash in hexadecimal) of each bad row; they are computed again when they are asked for.
        """
        self._db.run(_check_structure)
        bad: list[tuple[str, str]] = []
        last = 0
        while rows := self._fetch(f"SELECT rowid, {ROW} FROM vectors WHERE rowid > ? LIMIT ?", (last, CHUNK)):
            bad += [(_text(row[1]), _hex(row[2])) for row in rows if not is_intact(row[1:])]
            last = rows[-1][0]
        return bad

    def __len__(self) -> int:
        """Vectors of all encoders."""
        return int(self._fetch("SELECT count(*) FROM vectors", ())[0][0])

    def _fetch(self, ask: str, values: Sequence[object]) -> list[Any]:
        return self._db.run(lambda db: db.execute(ask, values).fetchall())


def is_intact(row: Sequence[Any]) -> bool:
    """Whether a row (encoder, content, dim, vector, checksum) is the one that was written."""
    *fields, checksum = row
    *_, dim, vector = fields
    sound = isinstance(vector, bytes) and isinstance(dim, int) and len(vector) == 4 * dim
    return sound and checksum == checksum_of(*fields)


def checksum_of(*fields: object) -> bytes:
    """Eight bytes over some fields, their types and lengths."""
    digest = blake2b(digest_size=8)
    for field in fields:
        value = field if isinstance(field, bytes) else repr(field).encode()
        digest.update(b"%s %d:" % (type(field).__name__.encode(), len(value)))
        digest.update(value)
    return digest.digest()


def _row(encoder: str, content: bytes, vector: NDArray[np.float32]) -> tuple[str, bytes, int, bytes, bytes]:
    stored = np.ascontiguousarray(vector, "<f4").tobytes()
    return encoder, content, vector.size, stored, checksum_of(encoder.encode(), content, vector.size, stored)


def _check_structure(db: sqlite3.Connection) -> None:
    """SQLite notices by itself what it cannot read, but not an index out of order, which only hides rows."""
    (verdict,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != b"ok":
        raise Damage(_text(verdict))


def _rescue(old: sqlite3.Connection, new: sqlite3.Connection) -> int:
    """Copy the intact rows of a corrupt database, stepping over the pages that cannot be read."""
    n_rescued = 0
    (pages,) = old.execute("PRAGMA page_count").fetchone()
    (last,) = old.execute("SELECT max(rowid) FROM vectors").fetchone()
    for start in range(0, min(last or 0, 100 * pages), CHUNK):  # a page has room for fewer rows than that
        rows = [(_text(row[0]), *row[1:]) for row in _readable(old, start) if is_intact(row)]
        with transaction(new):
            new.executemany(f"INSERT OR REPLACE INTO vectors ({ROW}) VALUES (?, ?, ?, ?, ?)", rows)
        n_rescued += len(rows)
    return n_rescued


def _readable(db: sqlite3.Connection, start: int, n: int = CHUNK) -> list[Any]:
    """Rows start + 1 ... start + n, without those on unreadable pages."""
    try:
        return db.execute(f"SELECT {ROW} FROM vectors WHERE rowid > ? AND rowid <= ?", (start, start + n)).fetchall()
    except sqlite3.DatabaseError:
        half = n // 2
        return [] if n == 1 else _readable(db, start, half) + _readable(db, start + half, n - half)


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _hex(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else repr(value)


def _marks(chunk: Sequence[object]) -> str:
    return ",".join("?" * len(chunk))


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
