"""A new fit from corrected clusters repairs what a few moves by hand point at."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kindfold.clustering.refitted import refitted
from kindfold.data.run import Run
from kindfold.errors import InputError, RunError
from kindfold.pipeline.editor import Editor
from kindfold.pipeline.refine import refine
from runs import a_run, saved


def confused(share: float = 0.4, *, seed: int = 0) -> tuple[Run, np.ndarray]:
    """A run of 240 rows in which a share of the cats was put with the dogs; and what they really are."""
    run = a_run(240, 4, seed=seed)
    right = run.clustering.labels
    cats = np.flatnonzero(right == 0)
    wrong = np.random.default_rng(seed).choice(cats, int(share * len(cats)), replace=False)
    labels = right.copy()
    labels[wrong] = 1
    return replace(run, clustering=replace(run.clustering, labels=labels)), right


@pytest.mark.parametrize("seed", range(3))
def test_an_injected_confusion_is_repaired_from_a_few_moves(seed: int) -> None:
    run, right = confused(seed=seed)
    labels, held = run.clustering.labels.copy(), np.zeros(240, bool)
    shown = np.flatnonzero((labels == 1) & (right == 0))[:5]
    labels[shown], held[shown] = 0, True
    mixture, origin = refitted(run.embeddings.vectors, labels, held=held, counted=np.ones(240, bool))
    found = origin[mixture.labels_]
    assert (run.clustering.labels != right).sum() >= 20
    assert (found != right).sum() <= 6
    assert (found[shown] == 0).all()


def test_held_rows_stay_whatever_they_look_like() -> None:
    run, right = confused(0)
    held = np.zeros(240, bool)
    labels = right.copy()
    strange = np.flatnonzero(right == 2)[:4]
    labels[strange], held[strange] = 3, True
    mixture, origin = refitted(run.embeddings.vectors, labels, held=held, counted=np.ones(240, bool))
    assert (origin[mixture.labels_][strange] == 3).all()
    assert (mixture.confidence_[strange] == 1).all()
    assert not mixture.outliers_[strange].any()


def test_every_cluster_stays_one_and_rejected_rows_teach_nothing() -> None:
    run, right = confused(0)
    X = run.embeddings.vectors.copy()
    merged = np.where(right == 3, 2, right)
    counted = np.ones(240, bool)
    counted[:30] = False
    X[:30] = X[right == 0].mean(axis=0)
    none = np.zeros(240, bool)
    mixture, origin = refitted(X, merged, held=none, counted=counted)
    assert sorted(origin.tolist()) == [0, 1, 2]
    others, place = refitted(X[30:], merged[30:], held=none[30:], counted=counted[30:])
    np.testing.assert_array_equal(place[others.labels_], origin[mixture.labels_][30:])
    np.testing.assert_array_equal(others.model_.centers[np.argsort(place)], mixture.model_.centers[np.argsort(origin)])
    with pytest.raises(InputError, match="not rejected"):
        refitted(X, merged, held=none, counted=merged != 1)


def test_the_same_rows_give_the_same_bits() -> None:
    run, _ = confused()
    given = {"held": np.zeros(240, bool), "counted": np.ones(240, bool)}
    one, two = (refitted(run.embeddings.vectors, run.clustering.labels, **given).mixture for _ in range(2))
    np.testing.assert_array_equal(one.model_.roots, two.model_.roots)
    np.testing.assert_array_equal(one.labels_, two.labels_)


def test_a_refined_run_keeps_names_moves_and_rejections(tmp_path: Path, pictures: Path) -> None:
    ids = tuple(sorted(str(path.relative_to(pictures)) for path in pictures.rglob("*.jpg")))
    editor = Editor(saved(a_run(len(ids), 3, ids=ids, source=str(pictures)), tmp_path / "run"))
    editor.rename("cat", "tiger")
    editor.merge(["dog", "horse"], name="pets")
    row = int(np.flatnonzero(editor.run.clustering.labels == 0)[0])
    editor.move([row], "pets")
    editor.reject([7])
    before = {path: path.read_bytes() for path in editor.folder.rglob("*") if path.is_file()}
    refine(editor.run, tmp_path / "refined")
    run = Run.load(tmp_path / "refined")
    assert {run.clustering.name_of(c) for c in run.clustering.numbers} == {"tiger", "pets"}
    assert run.clustering.name_of(int(run.clustering.labels[row])) == "pets"
    assert np.flatnonzero(run.rejected).tolist() == [7]
    assert (tmp_path / "refined" / "report.html").exists()
    assert {path: path.read_bytes() for path in editor.folder.rglob("*") if path.is_file()} == before
    with pytest.raises(RunError, match="the run itself"):
        refine(run, tmp_path / "refined")
    with pytest.raises(RunError, match="corrections of its own"):
        refine(editor.run, tmp_path / "refined")
    assert np.flatnonzero(Run.load(tmp_path / "refined").rejected).tolist() == [7]
