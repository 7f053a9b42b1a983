"""A folder is replaced as a whole or not at all, whatever moment the process dies."""

import os
import signal
import time
from pathlib import Path

import pytest

from kindfold.data.folder import COMMITTED, recover, staged, staged_file
from kindfold.errors import OutputError

FILES = {"a.txt", "b.txt", "model/c.txt"}


def write(folder: Path, text: str) -> None:
    with staged(folder) as stage:
        (stage / "model").mkdir()
        for name in FILES:
            (stage / name).write_text(text)


def contents(folder: Path) -> set[str]:
    return {(folder / name).read_text() for name in FILES}


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_all_files_arrive_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "run", "new")
    assert names(tmp_path / "run") == FILES


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    write(tmp_path, "old")
    write(tmp_path, "new")
    assert contents(tmp_path) == {"new"}
    assert (tmp_path / "note.txt").read_text() == "mine"


def test_an_error_leaves_the_old_files_and_no_trace(tmp_path: Path) -> None:
    write(tmp_path, "old")
    with pytest.raises(ZeroDivisionError), staged(tmp_path) as stage:
        (stage / "a.txt").write_text("new")
        raise ZeroDivisionError
    assert contents(tmp_path) == {"old"}
    assert names(tmp_path) == FILES


def test_a_failed_first_write_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No space left"), staged(tmp_path / "run"):
        raise OSError(28, "No space left on device")
    assert not (tmp_path / "run").exists()


def test_a_commit_that_was_cut_off_is_finished(tmp_path: Path) -> None:
    write(tmp_path, "old")
    committed = tmp_path / COMMITTED
    (committed / "model").mkdir(parents=True)
    for name in FILES - {"a.txt"}:  # a.txt was moved before the cut
        (committed / name).write_text("new")
    (tmp_path / "a.txt").write_text("new")
    recover(tmp_path)
    assert contents(tmp_path) == {"new"}
    assert names(tmp_path) == FILES


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked child, which this system cannot fork")
def test_a_kill_leaves_old_or_new_never_a_mix(tmp_path: Path) -> None:
    write(tmp_path, "0")
    seen = set()
    for trial in range(1, 41):
        child = os.fork()
        if child == 0:
            write(tmp_path, str(trial))
            os._exit(0)
        time.sleep(0.0005 * (trial % 20))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        recover(tmp_path)
        held = contents(tmp_path)
        assert len(held) == 1, held
        seen |= held
    write(tmp_path, "last")  # sweeps the staging folders of the dead
    assert names(tmp_path) == FILES
    assert seen <= {str(trial) for trial in range(41)}


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "out.csv"
    with pytest.raises(ZeroDivisionError), staged_file(path) as stage:
        stage.write_text("half")
        raise ZeroDivisionError
    assert list(path.parent.iterdir()) == []
    with staged_file(path) as stage:
        stage.write_text("whole")
    assert [p.name for p in path.parent.iterdir()] == ["out.csv"]
