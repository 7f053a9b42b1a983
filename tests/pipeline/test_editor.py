"""Corrections are the same everywhere: in the log, the tables, the run, its exports and what is predicted."""

import contextlib
import csv
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kindfold.data.edits import LOG, read_log
from kindfold.data.folding import followed
from kindfold.data.kept import FIT
from kindfold.data.run import Run
from kindfold.errors import FitError, InputError, RunError, StaleEdit
from kindfold.pipeline.editor import Editor
from kindfold.pipeline.evaluate import evaluate
from kindfold.pipeline.export import export
from runs import a_run, saved


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return saved(a_run(), tmp_path / "run")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def agrees(editor: Editor, out: Path) -> None:
    """The law: whoever looks sees the same clusters."""
    run, again = editor.run, Run.load(editor.folder)
    export(again, out, to="csv")
    for rows in (table(editor.folder / "labels.csv"), table(out)):
        assert [int(row["cluster"]) for row in rows] == run.clustering.labels.tolist()
        assert [row["name"] for row in rows] == [run.clustering.name_of(c) for c in run.clustering.labels]
        assert [row["rejected"] == "1" for row in rows] == run.rejected.tolist()
        np.testing.assert_allclose([float(row["confidence"]) for row in rows], run.clustering.confidence, atol=1e-6)
    clusters = table(editor.folder / "clusters.csv")
    assert {int(row["cluster"]): int(row["size"]) for row in clusters} == {
        c: int(run.clustering.sizes[c]) for c in run.clustering.numbers
    }
    for one in ("labels", "confidence", "outliers"):
        np.testing.assert_array_equal(getattr(run.clustering, one), getattr(again.clustering, one))
    assert (run.clustering.names, run.exemplars) == (again.clustering.names, again.exemplars)
    np.testing.assert_array_equal(run.cohesion, again.cohesion)
    assert run.clustering.confidence.min() >= 0
    assert run.clustering.confidence.max() <= 1
    assert all((run.clustering.labels[list(rows)] == c).all() for c, rows in enumerate(run.exemplars))


def random_step(editor: Editor, draw: Callable[..., Any]) -> None:
    numbers = list(editor.run.clustering.numbers)
    rows = draw(st.lists(st.integers(0, len(editor.run) - 1), min_size=1, max_size=6, unique=True))
    one, two = (draw(st.sampled_from(numbers)) for _ in range(2))
    steps: list[Callable[[], str]] = [
        lambda: editor.rename(one, "re=named"),
        lambda: editor.merge([one, two]),
        lambda: editor.merge([one, two], name="both"),
        lambda: editor.split(one, 2),
        lambda: editor.move(rows, one),
        lambda: editor.move(rows, "new", name="fresh"),
        lambda: editor.reject(rows),
        lambda: editor.restore(rows),
        lambda: editor.take_level(draw(st.sampled_from([None, 0, 1]))),
        editor.undo,
        editor.redo,
    ]
    with contextlib.suppress(InputError):  # nothing to undo, a merge with itself
        draw(st.sampled_from(steps))()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_log_tables_run_and_export_agree(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    place = tmp_path_factory.mktemp("random")
    editor = Editor(saved(a_run(), place / "run"))
    for step in range(data.draw(st.integers(1, 6))):
        random_step(editor, data.draw)
        agrees(editor, place / f"{step}.csv") if editor.rev else None


def test_all_undone_the_tables_are_those_of_the_fit_byte_for_byte(folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in ("labels.csv", "clusters.csv", "run.json", "levels.json")}
    editor = Editor(folder)
    editor.merge(["cat", "dog"], name="pets")
    editor.split("pets", 3)
    editor.move([0, 1], "new", name="two")
    editor.reject([5])
    for name in ("run.json", "levels.json"):
        assert (folder / name).read_bytes() == before[name]
    assert (folder / "labels.csv").read_bytes() != before["labels.csv"]
    for name in ("labels.csv", "clusters.csv"):
        assert (folder / FIT / name).read_bytes() == before[name]
    while editor.undoable():
        editor.undo()
    for name in ("labels.csv", "clusters.csv"):
        assert (folder / name).read_bytes() == before[name]


def test_the_same_corrections_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        editor = Editor(saved(a_run(), tmp_path / name))
        editor.split("cat", 2)
        editor.merge(["dog", "horse"])
        editor.undo()
    for name in ("labels.csv", "clusters.csv", LOG, f"{FIT}/memberships.safetensors"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_fit_can_still_be_had(folder: Path) -> None:
    before = Run.load(folder).clustering
    Editor(folder).merge(["cat", "dog"])
    for fit in (Run.load(folder).fit, Run.load(folder, edits=False).clustering):
        np.testing.assert_array_equal(fit.labels, before.labels)
        np.testing.assert_array_equal(fit.confidence, before.confidence)
        assert fit.names == before.names


def test_a_merge_lowers_no_confidence_and_others_keep_theirs(folder: Path) -> None:
    editor = Editor(folder)
    before = editor.run.clustering
    editor.merge(["cat", "dog"])
    now = editor.run.clustering
    merged = np.isin(before.labels, [0, 1])
    assert (now.confidence[merged] >= before.confidence[merged]).all()
    assert (now.confidence[merged] > before.confidence[merged]).any()
    np.testing.assert_array_equal(now.confidence[~merged], before.confidence[~merged])


def test_merging_the_parts_of_a_split_gives_the_confidences_back(folder: Path) -> None:
    editor = Editor(folder)
    before = editor.run.clustering
    editor.split("cat", 2)
    rows = before.labels == 0
    split = editor.run.clustering
    assert (split.confidence[rows] < before.confidence[rows]).any()
    np.testing.assert_array_equal(split.confidence[~rows], before.confidence[~rows])
    editor.merge(sorted(set(split.labels[rows].tolist())))
    np.testing.assert_array_equal(editor.run.clustering.confidence, before.confidence)


def test_a_move_changes_that_picture_alone(folder: Path) -> None:
    editor = Editor(folder)
    before = editor.run.clustering
    row = int(np.flatnonzero(before.labels == 0)[0])
    assert editor.move([row], "dog") == "Moved 1 picture to dog"
    now = editor.run.clustering
    others = np.arange(len(before)) != row
    assert (int(now.labels[row]), float(now.confidence[row]), bool(now.outliers[row])) == (1, 1.0, False)
    np.testing.assert_array_equal(now.labels[others], before.labels[others])
    np.testing.assert_array_equal(now.confidence[others], before.confidence[others])
    assert editor.move([row], "dog") == "Confirmed 1 picture in dog"


def test_a_split_finds_what_is_inside(tmp_path: Path) -> None:
    editor = Editor(saved(a_run(120, 4), tmp_path / "run"))
    truth = editor.run.truth
    assert truth is not None
    editor.merge([0, 1, 2, 3], name="all")
    with pytest.raises(InputError, match="2 to 120 parts"):
        editor.split("all", 121)
    editor.split("all", 4)
    assert evaluate(editor.run).scores["acc"] > 0.9
    assert [editor.run.clustering.name_of(c) for c in sorted(editor.run.clustering.numbers)] == [
        "all 1", "all 2", "all 3", "all 4",
    ]  # fmt: skip


def test_a_cluster_of_copies_has_no_parts(tmp_path: Path) -> None:
    run = a_run()
    vectors = run.embeddings.vectors.copy()
    vectors[run.clustering.labels == 0] = vectors[np.flatnonzero(run.clustering.labels == 0)[0]]
    folder = saved(replace(run, embeddings=replace(run.embeddings, vectors=vectors)), tmp_path / "r")
    with pytest.raises(FitError, match="no parts"), pytest.warns(UserWarning):
        Editor(folder).split("cat", 2)
    assert read_log(folder) is None


def test_new_pictures_follow_corrections(folder: Path) -> None:
    editor = Editor(folder)
    fit, X = editor.run.clustering.labels, editor.run.embeddings.vectors
    editor.merge(["cat", "dog"], name="pets")
    editor.split("horse", 2)
    editor.reject(np.flatnonzero(fit == 3).tolist())
    run = editor.run
    assert run.corrections is not None
    now, share, refused = followed(run.corrections.flow, fit, X, X)
    assert set(now[fit <= 1].tolist()) == {0}, "merged clusters -> the merged"
    np.testing.assert_array_equal(now, run.clustering.labels)  # the pictures of the run go where they are
    near = (X + 0.02 * np.random.default_rng(0).normal(size=X.shape)).astype(np.float32)
    now, share, refused = followed(run.corrections.flow, fit, near / np.linalg.norm(near, axis=1, keepdims=True), X)
    assert set(now[fit <= 1].tolist()) == {0}
    assert (now == run.clustering.labels)[fit == 2].mean() > 0.7, "split clusters -> the nearest part"
    assert refused.tolist() == (fit == 3).tolist(), "a rejected cluster -> marked"
    assert (share[fit != 2] == 1).all()


def test_rejected_pictures_stay_out_of_folders_and_annotations(tmp_path: Path, pictures: Path) -> None:
    ids = tuple(sorted(str(path.relative_to(pictures)) for path in pictures.rglob("*.jpg")))
    editor = Editor(saved(a_run(len(ids), 3, ids=ids, source=str(pictures)), tmp_path / "run"))
    editor.reject([0, 7])
    editor.rename("cat", "../../cat")
    plan = export(editor.run, tmp_path / "sorted")
    assert len(plan) == len(ids) - 2
    assert not {str(pictures / ids[0]), str(pictures / ids[7])} & {str(move.source) for move in plan}
    assert {move.target.parent.parent for move in plan} == {tmp_path / "sorted"}
    export(editor.run, tmp_path / "coco.json", to="coco")
    coco = json.loads((tmp_path / "coco.json").read_text())
    assert len(coco["images"]) == len(ids)
    assert {a["image_id"] for a in coco["annotations"]} == {i + 1 for i in range(len(ids))} - {1, 8}


def test_two_editors_do_not_overwrite_each_other(folder: Path) -> None:
    one, two = Editor(folder), Editor(folder)
    one.rename("cat", "tiger")
    with pytest.raises(StaleEdit):
        two.rename("cat", "lion")
    assert two.run.clustering.name_of(0) == "tiger", "it has looked again"
    two.rename("tiger", "lion")
    assert Run.load(folder).clustering.name_of(0) == "lion"
    with pytest.raises(StaleEdit):
        one.edit("rename", {"cluster": 0, "name": "x"}, rev=5)


def test_a_killed_correction_is_finished_when_the_run_is_read(folder: Path) -> None:
    editor = Editor(folder)
    editor.rename("cat", "tiger")
    stale = {name: (folder / name).read_bytes() for name in ("labels.csv", "clusters.csv", f"{FIT}/tables.json")}
    editor.rename("tiger", "lion")
    for name, content in stale.items():
        (folder / name).write_bytes(content)
    assert Run.load(folder).clustering.name_of(0) == "lion"
    assert "lion" in (folder / "labels.csv").read_text()


def test_sorting_anew_sets_corrections_of_another_fit_aside(folder: Path) -> None:
    from kindfold.data.kept import release

    Editor(folder).rename("cat", "tiger")
    other = a_run(seed=1)
    saved(other, folder)
    with pytest.warns(UserWarning, match="belongs to an earlier fit"):
        assert Run.load(folder).clustering.name_of(0) == "cat"
    with pytest.warns(UserWarning, match="kept in edits-"):
        assert not release(Run.load(folder, edits=False))
    assert len(list(folder.glob("edits-*.jsonl"))) == 1
    assert not (folder / LOG).exists()
    assert not (folder / FIT).exists()
    Editor(folder).rename("cat", "puma")
    assert Run.load(folder).clustering.name_of(0) == "puma"


def test_who_looks_at_an_earlier_sorting_corrects_nothing(folder: Path) -> None:
    editor = Editor(folder)
    saved(a_run(seed=1), folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    for correct in (lambda: editor.rename("cat", "tiger"), lambda: editor.refresh(), lambda: editor.reject([0])):
        with pytest.raises(RunError, match="sorted again"):
            correct()
    assert {path: path.read_bytes() for path in folder.rglob("*.csv")} == before
    assert not (folder / LOG).exists()


def test_sorting_again_with_the_same_outcome_keeps_corrections(folder: Path) -> None:
    from kindfold.data.kept import release

    Editor(folder).rename("cat", "tiger")
    saved(a_run(), folder)
    assert release(Run.load(folder, edits=False))
    assert Run.load(folder).clustering.name_of(0) == "tiger"
    assert "tiger" in (folder / "labels.csv").read_text()


def test_a_log_that_does_not_fit_is_told(folder: Path) -> None:
    from kindfold.data.edits import Edit, append

    append(folder, Edit("rename", {"cluster": 77, "name": "a"}), fit=Run.load(folder).fingerprint, rev=0)
    with pytest.raises(RunError, match="no cluster 77"):
        Run.load(folder)


def test_a_run_in_memory_is_not_corrected() -> None:
    with pytest.raises(RunError, match="never saved"):
        Editor(a_run())


KILLED = """
import sys
from kindfold.pipeline.editor import Editor
editor = Editor(sys.argv[1])
for i in range(1000):
    editor.rename(0, f"name {i}")
    print(editor.rev, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_kills_lose_no_correction_that_was_confirmed(folder: Path) -> None:
    confirmed = 0
    for n_lines in (1, 4, 9):
        run = subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True)
        assert run.stdout is not None
        for _ in range(n_lines):
            line = run.stdout.readline()
        run.kill()
        rest = run.communicate()[0].split()
        confirmed = max(confirmed, int(line), *map(int, rest))
        again = Run.load(folder)
        assert again.corrections is not None
        assert again.corrections.rev in (confirmed, confirmed + 1)
        assert not [path for path in folder.iterdir() if path.name.startswith(".committed")]
        agrees(Editor(folder), folder.parent / f"{n_lines}.csv")


def test_the_report_says_that_it_is_older_until_everything_is_undone(folder: Path) -> None:
    page = folder / "report.html"
    page.write_bytes(b'<main><p class="older" data-state="" hidden>older</p></main>')
    before, editor = page.read_bytes(), Editor(folder)
    editor.rename(0, "tiger")
    assert b'data-state=""       >' in page.read_bytes()
    assert len(page.read_bytes()) == len(before)
    editor.undo()
    assert page.read_bytes() == before


def test_a_name_that_another_kind_has_is_remarked(folder: Path) -> None:
    editor = Editor(folder)
    assert editor.rename(0, "Tiger") == "Renamed cat to Tiger"
    assert editor.rename(1, "tiger").endswith("as another kind is called too")


def test_an_automatic_split_of_one_group_finds_no_parts(folder: Path) -> None:
    with pytest.raises(FitError, match="no parts can be told apart"):
        Editor(folder).split(0)
