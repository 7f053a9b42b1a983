"""All-or-nothing writing of a folder: staged aside, committed by one rename, rolled forward after a crash."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kindfold.errors import OutputError

COMMITTED = ".committed"
STAGING = ".staging-"


@contextlib.contextmanager
def staged(folder: str | Path) -> Iterator[Path]:
    """Yield a staging folder inside `folder`; on success its files replace their namesakes, all or none.

    The rename of the staging folder to `.committed` is the commit point: a kill before it leaves the old files as
    they were, a kill after it is finished by `recover`. Files that are not staged are never touched.

    Raises
    ------
    OutputError : the folder cannot be written (read-only, disk full); nothing is left behind.
    """
    folder = Path(folder)
    created = not folder.exists()
    stage = folder / f"{STAGING}{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        recover(folder)
        sweep(folder)
        stage.mkdir()
        yield stage
        _flush(stage)
        stage.rename(folder / COMMITTED)
        recover(folder)
    except BaseException as error:
        shutil.rmtree(stage, ignore_errors=True)
        if created:
            with contextlib.suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise OutputError(f"cannot write {folder}: {error.strerror or error}; nothing was changed") from error
        raise


@contextlib.contextmanager
def staged_file(path: str | Path, *, replace: bool = False) -> Iterator[Path]:
    """Yield a path to write to; on success it becomes `path` by one rename, on failure nothing is left.

    Raises
    ------
    OutputError : `path` exists, unless it may be replaced because it is ours; or it cannot be written
    """
    path = Path(path)
    if path.exists() and not replace:
        raise OutputError(f"{path} exists; nothing was changed: choose another name")
    stage = path.with_name(f"{STAGING}{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield stage
        with stage.open("rb") as file:
            os.fsync(file.fileno())
        stage.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"cannot write {path}: {error.strerror or error}; nothing was changed") from error
    finally:
        stage.unlink(missing_ok=True)


def recover(folder: Path) -> None:
    """Finish a commit that was cut off: move what `.committed` still holds into place."""
    committed = folder / COMMITTED
    if not committed.is_dir():
        return
    for path in sorted(committed.rglob("*")):
        if path.is_file():
            target = folder / path.relative_to(committed)
            target.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                path.replace(target)
    _sync_folder(folder)
    for emptied in sorted((path for path in committed.rglob("*") if path.is_dir()), reverse=True):
        _remove_empty(emptied)
    _remove_empty(committed)


def sweep(folder: Path) -> None:
    """Remove what was staged by an owner that is no longer alive."""
    for stage in folder.glob(f"{STAGING}*"):
        owner, _, file = stage.name.removeprefix(STAGING).partition("-")
        if not owner.isdecimal() or _alive(int(owner)) or (file and int(owner) == os.getpid()):
            continue
        if stage.is_dir():
            shutil.rmtree(stage, ignore_errors=True)
        else:
            stage.unlink(missing_ok=True)


def _flush(stage: Path) -> None:
    for path in stage.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(stage)


def _remove_empty(folder: Path) -> None:
    """Only if it is: somebody may have committed again meanwhile."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _alive(pid: int) -> bool:
    if pid == os.getpid():
        return False  # ours, left by an earlier failure in this process
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
