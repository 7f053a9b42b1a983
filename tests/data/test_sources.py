"""Laws of reading files: never wait, never follow, never read past what was agreed."""

import os
import time
from pathlib import Path

import pytest

from kindfold.data.sources import Arrays, Rows, Stamp, is_within, opened, read_exactly
from kindfold.errors import Reason, Unreadable


def reason_of_opening(path: Path) -> Reason | None:
    try:
        with opened(str(path)):
            return None
    except Unreadable as error:
        return error.reason


def test_pipe_without_a_writer_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    began = time.monotonic()
    assert reason_of_opening(tmp_path / "pipe") is Reason.NOT_REGULAR
    assert time.monotonic() - began < 1


def test_what_is_no_file_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    assert reason_of_opening(tmp_path / "link") is Reason.LINK
    assert reason_of_opening(tmp_path) is Reason.NOT_REGULAR
    assert reason_of_opening(tmp_path / "gone") is Reason.VANISHED
    assert reason_of_opening(tmp_path / "file" / "below") is Reason.VANISHED
    assert reason_of_opening(Path("/dev/null")) is Reason.NOT_REGULAR
    assert reason_of_opening(tmp_path / ("x" * 300)) is Reason.READ_ERROR


def test_pieces_are_read_whole_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    with opened(str(path)) as (handle, stamp):
        assert stamp == Stamp.of(path.stat())
        assert (read_exactly(handle, 3, 4), read_exactly(handle, 0, 10)) == (b"3456", b"0123456789")
        with pytest.raises(Unreadable, match="shrank"):
            read_exactly(handle, 8, 4)
        with pytest.raises(Unreadable, match="too_large"):
            read_exactly(handle, 0, 2**40)


def test_descriptor_is_closed_whatever_happens(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    before = len(os.listdir("/proc/self/fd"))
    for path in (tmp_path / "file", tmp_path, tmp_path / "gone"):
        for _ in range(20):
            reason_of_opening(path)
    with pytest.raises(KeyError), opened(str(tmp_path / "file")):
        raise KeyError
    assert len(os.listdir("/proc/self/fd")) == before


def test_sibling_of_a_folder_is_not_within_it() -> None:
    assert is_within("/a/root/b", "/a/root")
    assert is_within("/a/root", "/a/root")
    assert is_within("/b", "/")
    assert not is_within("/a/root-evil/b", "/a/root")
    assert not is_within("/a", "/a/root")


def test_rows_of_rows_are_rows_of_the_first(tmp_path: Path) -> None:
    source = Arrays.of([[[i]] for i in range(5)])
    rows = Rows.of(Rows.of(source, [4, 2, 0]), [2, 0])
    assert (rows.source, rows.rows) == (source, (0, 4))
