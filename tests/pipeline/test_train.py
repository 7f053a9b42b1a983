"""Training from pixels leaves a run like any other, wherever its folder is moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kindfold.data.run import TRAINING, Run
from kindfold.errors import ModelError, SettingError, UnknownName
from kindfold.pipeline.cluster import cluster
from kindfold.pipeline.predict import predict
from kindfold.pipeline.train import LongTraining, train, warn_of_hours
from tiny_models import save_model

SETTINGS: dict[str, Any] = {"n_clusters": 3, "n_epochs": 4, "batch_size": 14, "hidden": (16,), "truncation": 6}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("network")
    save_model("resnet", folder)
    return f"hf:{folder}"


def test_run_has_its_own_encoder_and_can_be_moved(
    pictures: Path, cache: Path, nouns: Path, network: str, tmp_path: Path
) -> None:
    stages = set()
    run = train(
        pictures,
        tmp_path / "run",
        network=network,
        vocabulary=str(nouns),
        cache=cache,
        progress=lambda stage, *_: stages.add(stage),
        **SETTINGS,
    )
    assert {"embed", "train"} <= stages
    assert run.clustering.n_clusters == 3
    assert run.clustering.names is not None
    weights = tmp_path / "run" / "encoder" / "model.safetensors"
    assert weights.stat().st_mode == (tmp_path / "run" / "labels.csv").stat().st_mode
    assert not list((tmp_path / "run").glob(f"{TRAINING}*"))
    assert list(run.ids) == sorted(run.ids)

    (tmp_path / "run").rename(tmp_path / "moved")
    moved = Run.load(tmp_path / "moved")
    placed, skipped = predict(moved, pictures, cache=cache)
    assert not skipped
    np.testing.assert_array_equal([p.cluster for p in placed], run.clustering.labels)


def test_run_without_an_encoder_of_its_own_leaves_none_behind(
    pictures: Path, cache: Path, network: str, tmp_path: Path
) -> None:
    train(pictures, tmp_path / "run", network=network, vocabulary="none", cache=cache, **SETTINGS)
    cluster(pictures, out=tmp_path / "run", vocabulary="none", cache=cache)
    assert not (tmp_path / "run" / "encoder").exists()


def test_damaged_encoder_is_an_error_with_a_name(pictures: Path, cache: Path, network: str, tmp_path: Path) -> None:
    train(pictures, tmp_path / "run", network=network, vocabulary="none", cache=cache, **SETTINGS)
    weights = tmp_path / "run" / "encoder" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="damaged"):
        predict(Run.load(tmp_path / "run"), pictures, cache=cache)


def test_more_kinds_than_pictures_are_refused(pictures: Path, cache: Path, network: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="only 42 pictures"):
        train(pictures, tmp_path / "run", network=network, cache=cache, **{**SETTINGS, "n_clusters": 1000})


def test_training_that_was_cut_off_goes_on(pictures: Path, cache: Path, network: str, tmp_path: Path) -> None:
    epochs: list[int] = []

    def stop(stage: str, done: int, total: int, cached: int) -> None:
        if stage == "train" and done == 2:
            raise KeyboardInterrupt

    def note(stage: str, done: int, total: int, cached: int) -> None:
        if stage == "train":
            epochs.append(done)

    given: dict[str, Any] = {"network": network, "vocabulary": "none", "cache": cache, **SETTINGS}
    with pytest.raises(KeyboardInterrupt):
        train(pictures, tmp_path / "run", progress=stop, **given)
    assert (tmp_path / "run" / TRAINING).exists()
    run = train(pictures, tmp_path / "run", progress=note, **given)
    assert epochs == [2, 3, 4]
    whole = train(pictures, tmp_path / "whole", **given)
    np.testing.assert_array_equal(run.clustering.labels, whole.clustering.labels)
    np.testing.assert_array_equal(run.embeddings.vectors, whole.embeddings.vectors)


def test_views_of_an_epoch_and_epochs_done_before_are_told(
    pictures: Path, cache: Path, network: str, tmp_path: Path
) -> None:
    told: list[tuple[str, int, int, int]] = []

    def stop(*now: Any) -> None:
        told.append(now)
        if now[:2] == ("train", 3):
            raise KeyboardInterrupt

    given: dict[str, Any] = {"network": network, "vocabulary": "none", "cache": cache, **SETTINGS}
    with pytest.raises(KeyboardInterrupt):
        train(pictures, tmp_path / "run", progress=stop, **given)
    views = [(done, total) for stage, done, total, _ in told if stage == "views"]
    assert views[-1] == (168, 168), "two of each picture, and those that are gauged"
    assert len({done for done, _ in views}) > 3
    assert [now[3] for now in told if now[0] == "train"] == [0, 0, 0]
    told.clear()
    train(pictures, tmp_path / "run", progress=lambda *now: told.append(now), **given)
    assert [now[1:] for now in told if now[0] == "train"] == [(3, 4, 3), (4, 4, 3)]


@pytest.mark.parametrize(("hours", "says"), [(7, "7 hours"), (240, "10 days")])
def test_training_that_takes_long_on_the_cpu_is_told_of(hours: int, says: str) -> None:
    with pytest.warns(LongTraining, match=f"resnet-50 on the CPU takes about {says}"):
        warn_of_hours("resnet-50", 3600.0 * hours)
    warn_of_hours("resnet-18", 600)


def test_unknown_settings_are_named_before_any_work(pictures: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="n_epochs"):
        train(pictures, tmp_path / "run", n_epoch=3)
    assert not (tmp_path / "run").exists()
