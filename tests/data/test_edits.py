"""The log keeps every correction that it confirmed, in order, whatever happens while it is written."""

import json
import multiprocessing
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindfold.data.edits import LOG, Edit, Log, append, locked, read_log, set_aside
from kindfold.errors import OutputError, RunError, StaleEdit

EDITS = [Edit("rename", {"cluster": 1, "name": "é\ud800\n"}), Edit("undo"), Edit("move", {"rows": [3, 1], "to": "new"})]


def written(folder: Path, edits: list[Edit] = EDITS) -> Log | None:
    for rev, edit in enumerate(edits):
        append(folder, edit, fit="f1", rev=rev)
    return read_log(folder)


def test_what_is_appended_is_read(tmp_path: Path) -> None:
    assert read_log(tmp_path) is None
    assert written(tmp_path) == Log("f1", tuple(EDITS))


def test_lines_are_never_changed(tmp_path: Path) -> None:
    before = b""
    for rev, edit in enumerate(EDITS):
        append(tmp_path, edit, fit="f1", rev=rev)
        now = (tmp_path / LOG).read_bytes()
        assert now.startswith(before)
        assert now.isascii()
        before = now


def test_a_torn_last_line_is_as_if_it_never_were(tmp_path: Path) -> None:
    written(tmp_path)
    whole = (tmp_path / LOG).read_bytes()
    ends = [i for i, byte in enumerate(whole, start=1) if byte == ord("\n")]
    for cut in range(len(whole)):
        (tmp_path / LOG).write_bytes(whole[:cut])
        log = read_log(tmp_path)
        assert (0 if log is None else log.rev) == max(sum(end <= cut for end in ends) - 1, 0)
        append(tmp_path, Edit("redo"), fit="f1", rev=0 if log is None else log.rev)
        after = read_log(tmp_path)
        assert after is not None
        assert after.edits[:-1] == (log.edits if log else ())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_byte_is_told(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("log")
    written(folder)
    whole = bytearray((folder / LOG).read_bytes())
    place = data.draw(st.integers(0, len(whole) - 2))
    whole[place] ^= data.draw(st.integers(1, 127))
    (folder / LOG).write_bytes(bytes(whole))
    with pytest.raises(RunError, match=r"line|newer"):
        read_log(folder)


def test_whoever_is_late_is_told_the_revision(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(StaleEdit) as refused:
        append(tmp_path, Edit("redo"), fit="f1", rev=1)
    assert refused.value.rev == 3
    assert read_log(tmp_path) == Log("f1", tuple(EDITS))


def test_a_new_fit_sets_the_old_log_aside(tmp_path: Path) -> None:
    written(tmp_path)
    old = (tmp_path / LOG).read_bytes()
    append(tmp_path, Edit("undo"), fit="f2", rev=0)
    assert (tmp_path / "edits-f1.jsonl").read_bytes() == old
    assert read_log(tmp_path) == Log("f2", (Edit("undo"),))
    assert set_aside(tmp_path) == tmp_path / "edits-f2.jsonl"


def test_a_log_of_a_newer_kindfold_is_refused(tmp_path: Path) -> None:
    written(tmp_path)
    import zlib

    body = json.dumps({"fit": "f1", "format_version": 99}, sort_keys=True, separators=(",", ":")).encode()
    (tmp_path / LOG).write_bytes(body[:-1] + f',"crc":"{zlib.crc32(body):08x}"}}\n'.encode())
    with pytest.raises(RunError, match="newer"):
        read_log(tmp_path)


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError), locked(tmp_path / "missing"):
        pass


def contend(folder: str, count: int) -> None:
    for _ in range(count):
        while True:
            with locked(Path(folder)):
                log = read_log(Path(folder))
                try:
                    append(Path(folder), Edit("rename", {"by": os.getpid()}), fit="f", rev=log.rev if log else 0)
                    break
                except StaleEdit:
                    continue


def test_writers_take_turns(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=contend, args=(str(tmp_path), 20)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    log = read_log(tmp_path)
    assert log is not None
    assert log.rev == 80
    assert sorted({edit.fields["by"] for edit in log.edits}) == sorted(worker.pid for worker in workers)
