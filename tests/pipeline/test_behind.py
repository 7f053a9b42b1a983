"""What is written behind a correction is the newest state, and all of it once somebody waits."""

from pathlib import Path

import pytest

from kindfold.data.run import Run
from kindfold.errors import OutputError
from kindfold.pipeline.behind import Behind
from kindfold.pipeline.editor import Editor
from runs import a_run, saved


def test_the_last_of_many_is_written_and_flush_waits_for_it() -> None:
    written: list[Run] = []
    behind, runs = Behind(written.append), [a_run(8, 2, seed=i) for i in range(20)]
    for run in runs:
        behind.put(run)
    behind.flush()
    assert written[-1] is runs[-1]
    assert len(written) < len(runs)
    behind.put(runs[0])
    behind.flush()
    assert written[-1] is runs[0]


def test_flush_without_anything_to_write_returns() -> None:
    Behind(lambda run: None).flush()


def test_what_went_wrong_is_told_once() -> None:
    def fails(run: Run) -> None:
        raise OutputError("the disk is full")

    behind = Behind(fails)
    behind.put(a_run(8, 2))
    with pytest.raises(OutputError, match="full"):
        behind.flush()
    behind.check()


def test_tables_follow_the_log(tmp_path: Path) -> None:
    folder = saved(a_run(), tmp_path / "run")
    editor, other = Editor(folder, behind=True), Editor(saved(a_run(), tmp_path / "other"))
    for one in (editor, other):
        one.rename(0, "tiger")
        one.move([1, 2, 3], 1)
        one.undo()
    editor.flush()
    for name in ("labels.csv", "clusters.csv"):
        assert (folder / name).read_bytes() == (other.folder / name).read_bytes()


def test_a_reader_who_comes_before_the_tables_sees_the_corrections(tmp_path: Path) -> None:
    folder = saved(a_run(), tmp_path / "run")
    editor = Editor(folder, behind=True)
    editor.rename(0, "tiger")
    assert Run.load(folder).clustering.name_of(0) == "tiger"
    assert "tiger" in (folder / "labels.csv").read_text()
    editor.flush()


def test_tables_of_somebody_who_came_later_are_left_alone(tmp_path: Path) -> None:
    folder = saved(a_run(), tmp_path / "run")
    editor = Editor(folder, behind=True)
    editor.rename(0, "tiger")
    Editor(folder).rename(0, "lion")
    editor.flush()
    assert "lion" in (folder / "labels.csv").read_text()


def test_whoever_waits_for_a_broken_writer_is_told(tmp_path: Path) -> None:
    def breaks(run: Run) -> None:
        raise ValueError("nobody thought of this")

    behind = Behind(breaks)
    behind.put(a_run(8, 2))
    with pytest.raises(OutputError, match="nobody thought"):
        behind.flush()
