"""The grid: nothing is measured twice, a crash costs one cell, and no fit sees a label."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import CLASSES, FEW_STEPS, clip, drawings, offer, vectors
from test_cells import record

from kindfold.bench import contestants, grid, measure
from kindfold.bench.cells import Cell, as_csv, collect, read_csv
from kindfold.bench.grid import plan, run, shard
from kindfold.bench.pages import write_results
from kindfold.bench.restore import cell_of, restore
from kindfold.bench.roster import everybody
from kindfold.bench.stage import Encoder
from kindfold.errors import FitError, SettingError

BUILTIN = [Encoder("one", "builtin"), Encoder("other", "builtin")]
TIMES = ("seconds", "cpu_seconds", "peak_mb")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return Encoder("clip", clip(tmp_path_factory.mktemp("encoder")))


def scores(folder: Path) -> list[dict[str, Any]]:
    """Records without what two runs cannot have in common."""
    return [{k: v for k, v in vars(found).items() if k not in TIMES} for found in collect(folder)]


def test_a_set_of_vectors_stands_once_and_one_of_pictures_under_every_encoder() -> None:
    cells = plan(["digits", "fruit-14"], BUILTIN, ["kmeans", "scp"], seeds=range(3))
    assert len(cells) == 1 * 2 * 3 + 2 * 2 * 3
    assert {cell.encoder for cell in cells if cell.suite == "digits"} == {"features"}
    assert len({cell.path for cell in cells}) == len(cells)


def test_two_encoders_are_called_differently() -> None:
    with pytest.raises(SettingError, match="same label"):
        plan(["fruit-14"], [Encoder("clip", "hf:a"), Encoder("clip", "hf:b")], ["kmeans"], seeds=[0])


def test_views_and_words_belong_to_the_cells_of_those_who_learn_from_them() -> None:
    cells = plan(
        ["fruit-14"], BUILTIN, ["kmeans", "scp", "tac", "zero-shot"], seeds=[0], views="weak:2", vocabulary="wordnet"
    )
    assert {cell.method for cell in cells if cell.views} == {"scp"}
    assert {cell.method for cell in cells if cell.vocabulary} == {"tac"}


@given(st.integers(1, 12), st.integers(0, 40))
def test_shards_are_a_partition_of_the_plan(n: int, n_cells: int) -> None:
    cells = [Cell("digits", "features", "kmeans", "kmeans", {}, seed) for seed in range(n_cells)]
    parts = [shard(cells, f"{i}/{n}") for i in range(1, n + 1)]
    assert sorted(cell.seed for part in parts for cell in part) == list(range(n_cells))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "a/b", "1/0", "-1/2"])
def test_a_shard_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="i/n"):
        shard([], text)


def test_what_was_measured_is_not_measured_again_and_shards_make_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(monkeypatch, vectors("blobs"))
    cells = plan(["blobs"], [], ["kmeans", "dp-mixture"], seeds=range(2))
    assert run(cells, tmp_path / "whole", encoders=[])[:2] == (4, 0)
    assert run(cells, tmp_path / "whole", encoders=[])[:2] == (0, 4)
    for part in ("1/2", "2/2"):
        run(shard(cells, part), tmp_path / "parts", encoders=[])
    assert scores(tmp_path / "parts") == scores(tmp_path / "whole")


def test_what_a_table_holds_is_not_measured_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, vectors("blobs"))
    cells = plan(["blobs"], [], ["kmeans", "scp", "tac-untrained"], seeds=range(2))
    some = [cell._replace(settings=cell.settings | FEW_STEPS.get(cell.source, {})) for cell in cells]
    run(some, tmp_path / "one", encoders=[])
    records = read_csv(write_results(tmp_path / "one"))
    assert restore(records, tmp_path / "other") == len(records) == 4
    assert restore(records, tmp_path / "other") == 0
    assert run(some, tmp_path / "other", encoders=[])[:2] == (0, 4)
    assert collect(tmp_path / "other") == collect(tmp_path / "one")


@pytest.mark.parametrize(("views", "asked"), [("weak:8", ""), ("weak:2", "weak:2"), ("", "none")])
def test_views_of_a_table_are_asked_for_where_they_are_not_the_usual_ones(views: str, asked: str) -> None:
    found = cell_of(record(suite="fruit-14", method="scp", settings="{}", views=views))
    assert found.views == asked
    assert cell_of(record(suite="digits", method="scp", views="")).views == ""


def test_processor_seconds_are_those_of_every_thread_of_the_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Waits:
        labels_ = np.zeros(60, np.int64)

        def __init__(self, work: bool = False) -> None:
            self.work = work

        def fit(self, X: Any, y: object = None) -> None:
            start = time.process_time()
            while self.work and time.process_time() - start < 0.2:
                pass
            time.sleep(0.0 if self.work else 0.2)

    offer(monkeypatch, vectors("blobs"))
    monkeypatch.setattr(contestants, "load_class", lambda source: Waits)
    for work in (False, True):
        cell = Cell("blobs", "features", "waits", "waits", {"work": work}, 0)
        run([cell], tmp_path / str(work), encoders=[])
    [[waited], [worked]] = collect(tmp_path / "False"), collect(tmp_path / "True")
    assert worked.cpu_seconds is not None and waited.cpu_seconds is not None
    assert worked.cpu_seconds >= 0.2 > waited.cpu_seconds


def test_a_method_that_fails_is_recorded_with_its_reason_and_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(monkeypatch, vectors("blobs"))
    cells = plan(["blobs"], [], ["sklearn.cluster.FeatureAgglomeration", "kmeans"], seeds=[0])
    run(cells, tmp_path, encoders=[])
    kmeans, failed = sorted(collect(tmp_path), key=lambda found: found.method)
    assert kmeans.acc is not None
    assert failed.acc is None
    assert failed.note


def test_all_pictures_in_one_cluster_count_as_they_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def collapsed(*_: object, **__: object) -> None:
        raise FitError("all pictures fell into one cluster")

    offer(monkeypatch, vectors("blobs"))
    monkeypatch.setattr(measure, "fit", collapsed)
    run(plan(["blobs"], [], ["kmeans"], seeds=[0]), tmp_path, encoders=[])
    [found] = collect(tmp_path)
    assert (found.k, found.nmi, found.acc) == (1, 0, pytest.approx(1 / 3))
    assert "one cluster" in found.note


def test_a_set_that_is_not_there_is_left_out_and_said(tmp_path: Path) -> None:
    said: list[str] = []
    cells = plan(["moco-in50", "digits"], [], ["kmeans"], seeds=[0])
    done = run(cells, tmp_path, encoders=[], data=tmp_path, say=said.append)
    assert (done.n_measured, [gone.suite for gone in done.left]) == (1, ["moco-in50"])
    assert "left out" in said[0]


def test_a_method_without_its_words_is_left_out_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, vectors("blobs"))
    done = run(plan(["blobs"], [], ["tac", "zero-shot", "kmeans"], seeds=range(2)), tmp_path, encoders=[])
    assert done.n_measured == 2
    assert [(gone.method, gone.n_cells) for gone in done.left] == [("tac", 2), ("zero-shot", 1)]


def handed(value: object) -> Iterator[object]:
    """Everything in what a fit is given, however deep."""
    yield value
    if isinstance(value, dict):
        for item in value.values():
            yield from handed(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from handed(item)


def spied(cls: type, calls: list[tuple[str, Any, dict[str, Any]]]) -> type:
    """The class, which notes all that its fit and predict are given."""

    class Spy(cls):  # type: ignore[misc, valid-type]
        def fit(self, X: Any, y: object = None, **data: Any) -> Any:
            calls.append((cls.__name__, y, {"X": X, **data, **self.get_params()}))
            return super().fit(X, y, **data)

        def predict(self, X: Any) -> Any:
            calls.append((cls.__name__, None, {"X": X}))
            return super().predict(X)

    Spy.__name__ = cls.__name__
    Spy.fit.__signature__ = signature(cls.fit)  # type: ignore[attr-defined]
    return Spy


@pytest.mark.parametrize("split", [False, True])
def test_no_fit_sees_a_label(
    split: bool,
    pictures: Path,
    cache: Path,
    nouns: Path,
    encoder: Encoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[tuple[str, Any, dict[str, Any]]] = []
    plain = contestants.load_class
    monkeypatch.setattr(contestants, "load_class", lambda source: spied(plain(source), calls))
    offer(monkeypatch, opened := drawings(pictures, "drawings", split=split))
    few = [cell._replace(settings=cell.settings | FEW_STEPS.get(cell.source, {})) for cell in _all(encoder, nouns)]
    done = run(few, tmp_path, encoders=[encoder], cache=cache)
    assert done.n_measured == len(everybody())
    assert not done.left
    assert {found.method: found.note for found in collect(tmp_path) if found.acc is None} == {}
    assert {name for name, _, _ in calls} == {
        plain(contestants.contestant(name).source).__name__ for name in everybody()
    }

    prompts = {name: np.ndim(data["words"]) - 1 for name, _, data in calls if "words" in data}
    assert (prompts["NTKSpectral"], prompts["TAC"]) == (2, 1)  # an axis of sentences, for who takes them apart

    secrets = [list(part.labels) for part in opened.parts.values()]
    secrets += [np.unique(labels, return_inverse=True)[1].tolist() for labels in secrets]
    for name, y, given_data in calls:
        assert y is None, name
        for value in handed(given_data):
            if isinstance(value, np.ndarray):
                assert value.dtype == np.float32, f"{name} was given {value.dtype}"
                value = value.tolist()
            if isinstance(value, list | tuple):
                assert list(value) not in secrets, name
            assert not (isinstance(value, str) and value in CLASSES), f"{name} was told {value}"


def _all(encoder: Encoder, nouns: Path) -> list[Cell]:
    return plan(["drawings"], [encoder], everybody(), seeds=[0], views="weak:2", vocabulary=str(nouns))


def test_shuffled_labels_change_no_partition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shuffled = np.random.RandomState(7).permutation(np.arange(60) % 3)
    partitions = []
    for name, labels in (("true", None), ("shuffled", shuffled)):
        offer(monkeypatch, vectors("blobs", labels=labels))
        cells = plan(["blobs"], [], ["kmeans", "dp-mixture", "agglomerative", "scan"], seeds=[0])
        run(cells, tmp_path / name, encoders=[])
        partitions.append([(found.method, found.partition) for found in collect(tmp_path / name)])
    assert partitions[0] == partitions[1]
    assert scores(tmp_path / "true") != scores(tmp_path / "shuffled")


def test_what_is_trained_places_test_pictures_it_never_saw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, vectors("halves", split=True))
    run(plan(["halves"], [], ["kmeans", "dp-mixture"], seeds=[0]), tmp_path, encoders=[])
    found = {record.method: record for record in collect(tmp_path)}
    assert (found["kmeans"].protocol, found["dp-mixture"].protocol) == ("transductive", "inductive")
    assert found["dp-mixture"].acc == 1


KILLED = """
import sys
from pathlib import Path
from kindfold.bench.grid import plan, run
cells = plan(["digits"], [], ["kmeans", "sklearn.cluster.Birch"], seeds=range(6))
print("ready", flush=True)
run(cells, Path(sys.argv[1]), encoders=[], say=lambda text: print(text, flush=True))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_bench_killed_twice_ends_with_the_same_table(tmp_path: Path) -> None:
    def started(folder: Path) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True)

    whole = started(tmp_path / "whole")
    assert whole.communicate()[0].count("NMI") == 12
    n_said = 0
    for n_cells in (2, 3):
        process = started(tmp_path / "killed")
        assert process.stdout is not None
        for _ in range(1 + n_cells):
            process.stdout.readline()
        time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        n_said += process.communicate()[0].count("NMI") + n_cells
    last = started(tmp_path / "killed").communicate()[0].count("NMI")
    assert n_said + last <= 12 + 2, "a kill costs one cell at most"
    assert scores(tmp_path / "killed") == scores(tmp_path / "whole")
    assert write_results(tmp_path / "killed").read_text() == as_csv(collect(tmp_path / "killed"))


def test_encoders_are_called_by_their_label_and_no_path_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dinov2_vits14.onnx"
    path.touch()
    assert Encoder.of(f"onnx:{path}") == ("onnx:dinov2_vits14", f"onnx:{path}")
    assert Encoder.of("DINOv2=onnx:here.onnx") == ("DINOv2", "onnx:here.onnx")
    assert Encoder.of("builtin") == ("builtin", "builtin")
    assert grid.FEATURES == "features"
