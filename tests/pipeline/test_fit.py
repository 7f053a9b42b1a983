"""How methods get their data: views where they are learnt from, in an order that no file name decides, and again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kindfold.clustering.kmeans import KMeans
from kindfold.clustering.scp import SCP
from kindfold.clustering.semantic_centers import SemanticCenters
from kindfold.data.embeddings import Embeddings
from kindfold.data.run import TRAINING, Run
from kindfold.errors import RunError, SettingError
from kindfold.pipeline.cluster import cluster
from kindfold.pipeline.fit import fit, views_for

N, D, K = 60, 8, 3
SMALL: dict[str, Any] = {"hidden": (16,), "n_epochs": 60, "batch_size": 30, "learning_rate": 0.03, "random_state": 0}
SORT: dict[str, Any] = {
    "n_clusters": K,
    "method": "scp",
    "views": "crop-blur:2",
    "vocabulary": "none",
    "hidden": (16,),
    "n_epochs": 30,
    "entropy_weight": 5.0,
    "jitter": None,  # there is little to tell these pictures apart by
}
pytestmark = pytest.mark.filterwarnings("ignore:SCP uses:sklearn.exceptions.ConvergenceWarning")


def embedded() -> Embeddings:
    random = np.random.default_rng(0)
    X = np.eye(K, D)[np.arange(N) % K] + 0.1 * random.normal(size=(N, D))
    views = X + 0.1 * random.normal(size=(3, N, D))
    hashes = [random.bytes(8).hex() for _ in range(N)]
    return Embeddings(
        X.astype(np.float32),
        tuple(f"{i:02}.jpg" for i in range(N)),
        views=views.astype(np.float32),
        hashes=tuple(hashes),
    )


@pytest.fixture
def sort(encoder: str, pictures: Path, cache: Path) -> Any:
    """`cluster` by SCP of the drawings."""
    return lambda **settings: cluster(pictures, **{**SORT, "model": encoder, "cache": cache, **settings})


def test_views_are_the_usual_ones_unless_others_are_asked_for() -> None:
    assert views_for(SCP(K), None) == "weak:8"
    assert views_for(SemanticCenters(K), None) == "strong:4"
    assert views_for(SCP(K), "crop-blur:2") == "crop-blur:2"


def test_no_views_are_made_for_who_does_not_learn_from_them() -> None:
    assert views_for(KMeans(K), None) is None
    assert views_for(KMeans(K), "none") is None
    assert views_for(SCP(K, jitter=0.2), "none") is None
    assert views_for(SemanticCenters(K, train=False), None) is None


def test_views_asked_of_who_does_not_learn_from_them_are_refused() -> None:
    with pytest.raises(SettingError, match="KMeans does not learn from views"):
        views_for(KMeans(K), "crop-blur:2")


@pytest.mark.parametrize("jitter", [None, 0.2])
def test_labels_follow_the_content_whatever_the_files_are_called(jitter: float | None) -> None:
    embeddings, order = embedded(), np.random.default_rng(1).permutation(N)
    assert embeddings.views is not None
    shuffled = replace(
        embeddings,
        vectors=embeddings.vectors[order],
        views=embeddings.views[:, order],
        hashes=tuple(embeddings.hashes[i] for i in order),
    )
    one, other = SCP(K, jitter=jitter, **SMALL), SCP(K, jitter=jitter, **SMALL)
    rows, shuffled_rows = fit(one, embeddings), fit(other, shuffled)
    np.testing.assert_array_equal(other.labels_[shuffled_rows], one.labels_[rows][order])
    np.testing.assert_array_equal(one.predict(embeddings.vectors), one.labels_[rows])
    assert one.model_.values.tobytes() == other.model_.values.tobytes()


def test_views_checkpoint_and_progress_go_to_those_who_take_them(tmp_path: Path) -> None:
    epochs: list[int] = []
    fit(SCP(K, **SMALL), embedded(), checkpoint=tmp_path / "kept", progress=lambda done, total: epochs.append(done))
    assert epochs[-1] == SMALL["n_epochs"]
    assert (tmp_path / "kept").exists()
    fit(KMeans(K), embedded(), checkpoint=tmp_path / "not", progress=lambda done, total: epochs.clear())
    assert epochs
    assert not (tmp_path / "not").exists()


def test_method_that_learns_from_views_sorts_a_folder(sort: Any, tmp_path: Path) -> None:
    run = sort(out=tmp_path / "run")
    assert len(run) == 42
    assert run.report.settings["views"] == "crop-blur:2"
    assert run.embeddings.views is None, "they stay in the cache"
    again = Run.load(tmp_path / "run")
    np.testing.assert_array_equal(again.clustering.labels, run.clustering.labels)
    assert len(again.clustering.history["loss"]) == SORT["n_epochs"]
    assert not list((tmp_path / "run").glob(f"{TRAINING}*"))


def test_run_that_was_interrupted_while_it_learnt_goes_on_in_its_folder(sort: Any, tmp_path: Path) -> None:
    def stop(stage: str, done: int, total: int, cached: int) -> None:
        if (stage, done, total) == ("cluster", 20, SORT["n_epochs"]):
            raise KeyboardInterrupt

    epochs: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        sort(out=tmp_path / "run", progress=stop)
    assert [path.name for path in (tmp_path / "run").iterdir()] == [TRAINING]
    (tmp_path / "run" / f"{TRAINING}-1").touch()  # of a process that was killed as it wrote
    found = sort(
        out=tmp_path / "run", progress=lambda stage, done, *_: epochs.append(done) if stage == "cluster" else None
    )
    assert epochs == [0, *range(20, 31), 1]
    assert not list((tmp_path / "run").glob(f"{TRAINING}*"))
    sort(out=tmp_path / "whole")
    models = [(tmp_path / name / "model" / "model.safetensors").read_bytes() for name in ("run", "whole")]
    assert models[0] == models[1]
    assert found.clustering.history == Run.load(tmp_path / "whole").clustering.history


def test_folder_with_a_training_and_something_else_is_left_alone(sort: Any, tmp_path: Path) -> None:
    (tmp_path / TRAINING).touch()
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(RunError, match="nothing was changed"):
        sort(out=tmp_path)
    assert (tmp_path / TRAINING).exists()


def test_views_of_a_method_that_takes_none_are_refused_before_any_picture_is_read(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="does not learn from views"):
        cluster(tmp_path / "nowhere", n_clusters=K, method="kmeans", views="crop-blur:2")
