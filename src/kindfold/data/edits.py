"""The log of corrections: one JSON object a line, appended and never changed, beside the fit that it corrects."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kindfold.errors import OutputError, RunError, StaleEdit

LOG = "edits.jsonl"
LOCK = ".edits.lock"
FORMAT_VERSION = 1
MAX_BYTES = 256 * 2**20  # of a log; some hundred thousand corrections


class Edit(NamedTuple):
    """One correction: what is done, and to what. "undo" and "redo" are corrections as well."""

    op: str
    fields: Mapping[str, Any] = {}


class Log(NamedTuple):
    """The corrections of the fit whose fingerprint is `fit`, in the order in which they were made."""

    fit: str
    edits: tuple[Edit, ...] = ()

    @property
    def rev(self) -> int:
        """How many corrections there are; whoever appends says after which one."""
        return len(self.edits)


def read_log(folder: Path) -> Log | None:
    """The log in a run folder, without a last line that was never finished; None when there is none.

    Raises
    ------
    RunError : a line is damaged, or was written by a newer kindfold
    """
    lines = _whole(folder / LOG)
    if not lines:
        return None
    head = _parsed(lines[0], folder, 1)
    if head.get("format_version", 0) > FORMAT_VERSION:
        raise RunError(f"{folder / LOG} was written by a newer kindfold (format {head['format_version']})")
    edits = []
    for number, line in enumerate(lines[1:], start=2):
        fields = _parsed(line, folder, number)
        if fields.pop("rev", None) != number - 1 or not isinstance(op := fields.pop("op", None), str):
            raise RunError(f"{folder / LOG} is damaged at line {number}: a correction is missing before it")
        edits.append(Edit(op, fields))
    return Log(str(head.get("fit", "")), tuple(edits))


def append(folder: Path, edit: Edit, *, fit: str, rev: int) -> Log:
    """Add one correction after the `rev` ones that are there, and wait until it is on the disk.

    The caller holds the lock. A log that belongs to another fit is set aside first.

    Raises
    ------
    StaleEdit : there are more or fewer corrections than that
    OutputError : the folder cannot be written; the log is as it was
    """
    log = read_log(folder)
    if log is not None and log.fit != fit:
        set_aside(folder)
        log = None
    log = log or Log(fit)
    if log.rev != rev:
        raise StaleEdit(log.rev)
    text = b"" if log.rev else _line({"format_version": FORMAT_VERSION, "fit": fit})
    text += _line({"rev": rev + 1, "op": edit.op, **edit.fields})
    path = folder / LOG
    end = sum(len(line) + 1 for line in _whole(path)) if log.rev else 0
    if end + len(text) > MAX_BYTES:
        raise OutputError(f"{path} would be larger than {MAX_BYTES:,} bytes; sort anew with kindfold refine")
    try:
        _write(path, text, end)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}; nothing was changed") from error
    return Log(fit, (*log.edits, edit))


def set_aside(folder: Path) -> Path | None:
    """Give the log a name of its own, so that the next fit begins without corrections; the new path."""
    log = read_log(folder)
    if log is None:
        return None
    stem = f"edits-{log.fit[:8]}"
    names = (folder / (f"{stem}-{k}.jsonl" if k else f"{stem}.jsonl") for k in range(sys.maxsize))
    aside = next(path for path in names if not path.exists())
    (folder / LOG).rename(aside)
    return aside


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a run's corrections: no two writers at once. The kernel frees it when a holder dies.

    Raises
    ------
    OutputError : the folder cannot be written
    """
    if sys.platform == "win32":  # there the revision alone tells writers apart
        yield
        return
    import fcntl

    try:
        lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror or error}; nothing was changed") from error
    try:
        with contextlib.suppress(OSError):  # file systems without locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _whole(path: Path) -> list[bytes]:
    """The lines of a log that end in a newline."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RunError(f"{path} is larger than {MAX_BYTES:,} bytes")
        return path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []


def _write(path: Path, text: bytes, end: int) -> None:
    """Put text after the first `end` bytes of a file, which is what is whole of it; all of it or nothing."""
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644)
    try:
        try:
            os.ftruncate(handle, end)
            os.lseek(handle, end, os.SEEK_SET)
            rest = memoryview(text)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, end)
            raise
    finally:
        os.close(handle)
    if not end and os.name == "posix":
        parent = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(parent)
        finally:
            os.close(parent)


def _line(fields: Mapping[str, Any]) -> bytes:
    """One line with its checksum; ASCII, so that any name can be in it."""
    body = _canonical(fields)
    return body[:-1] + f',"crc":"{zlib.crc32(body):08x}"}}\n'.encode()


def _parsed(line: bytes, folder: Path, number: int) -> dict[str, Any]:
    try:
        fields = json.loads(line)
        crc = fields.pop("crc")
        whole = f"{zlib.crc32(_canonical(fields)):08x}" == crc
    except (ValueError, KeyError, AttributeError, RecursionError):
        whole = False
    if not whole:
        raise RunError(f"{folder / LOG} is damaged at line {number}; what stands before it can be kept by hand")
    return dict(fields)


def _canonical(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
