"""A run reads back as it was written, and nothing that is not a run is taken for one."""

from pathlib import Path

import numpy as np
import pytest

from kindfold.data.clustering import Clustering, Name
from kindfold.data.embeddings import Embeddings
from kindfold.data.folder import staged
from kindfold.data.images import Skip
from kindfold.data.report import Report
from kindfold.data.run import Run, check_target, is_run
from kindfold.errors import InputError, OutputError, Reason, RunError


def a_run(*, named: bool = True) -> Run:
    rng = np.random.default_rng(0)
    ids = ("a/1.jpg", "a/=2.jpg", "b/\udcff.jpg", "b/two\nlines.jpg")
    return Run(
        source="/pictures",
        embeddings=Embeddings(
            vectors=rng.normal(size=(4, 3)).astype(np.float32),
            ids=ids,
            encoder="builtin@1",
            hashes=("aa", "bb", "aa", "cc"),
            skipped=(Skip("c/broken.jpg", Reason.TRUNCATED, "ends early"),),
        ),
        clustering=Clustering(
            labels=np.array([0, 1, 0, 0]),
            confidence=np.array([0.9, 0.5, 0.75, 1.0], np.float32),
            outliers=np.array([False, True, False, False]),
            names=(Name("sea lion", (("seal", 0.5), ("walrus", 0.25))), Name("=cat")) if named else None,
            method="kmeans",
            parameters={"n_clusters": 2},
            history={"trust": {"plausible": [2, 3]}},
            levels=({"n_clusters": 2, "stability": 0.9, "labels": np.array([0, 1, 0, 0])},),
        ),
        report=Report({"acc": 0.5}, {"model": "builtin"}, {"kindfold": "0"}, {"embed": 1.5}),
        duplicate_of=np.array([-1, -1, 0, -1]),
        cohesion=np.array([0.5, 0.25], np.float32),
        exemplars=((0, 2), (1,)),
        truth=("a", "a", "b", "b"),
    )


def saved(run: Run, folder: Path) -> Path:
    with staged(folder) as stage:
        run.write(stage)
    return folder


@pytest.mark.parametrize("named", [True, False])
def test_a_run_reads_back(tmp_path: Path, named: bool) -> None:
    run = a_run(named=named)
    read = Run.load(saved(run, tmp_path / "run"))
    assert (read.ids, read.embeddings.hashes, read.embeddings.skipped) == (
        run.ids,
        run.embeddings.hashes,
        run.embeddings.skipped,
    )
    np.testing.assert_array_equal(read.embeddings.vectors, run.embeddings.vectors)
    for field in ("labels", "confidence", "outliers"):
        np.testing.assert_array_equal(getattr(read.clustering, field), getattr(run.clustering, field))
    assert read.clustering.names == run.clustering.names
    assert read.clustering.history == run.clustering.history
    np.testing.assert_array_equal(read.clustering.levels[0]["labels"], [0, 1, 0, 0])
    assert read.report.scores == run.report.scores
    assert (read.exemplars, read.truth) == (run.exemplars, run.truth)
    np.testing.assert_array_equal(read.duplicate_of, run.duplicate_of)


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = saved(a_run(), tmp_path / "one"), saved(a_run(), tmp_path / "two")
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes(), path.name


def test_any_damaged_file_is_told(tmp_path: Path) -> None:
    for name in ("labels.csv", "clusters.csv", "embeddings.safetensors", "levels.json"):
        folder = saved(a_run(), tmp_path / name)
        (folder / name).write_bytes((folder / name).read_bytes()[:7])
        with pytest.raises(RunError):
            Run.load(folder)


def test_other_folders_are_no_runs(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"name": "somebody else"}')
    assert not is_run(tmp_path)
    with pytest.raises(RunError, match="is not a run folder"):
        Run.load(tmp_path)
    with pytest.raises(RunError, match="exists and is not a run"):
        check_target(tmp_path)
    with pytest.raises(RunError, match="is a file"):
        check_target(tmp_path / "run.json")


def test_an_earlier_run_or_an_empty_folder_may_be_written_over(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    check_target(tmp_path / "empty")
    check_target(tmp_path / "missing")
    check_target(saved(a_run(), tmp_path / "run"))


def test_a_file_in_the_way_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError), staged(tmp_path / "file" / "run"):
        pass
    assert (tmp_path / "file").read_text() == "mine"


def test_names_must_fit_the_clusters() -> None:
    with pytest.raises(InputError, match="1 names do not fit 2 clusters"):
        Clustering(np.array([0, 1]), np.ones(2, np.float32), np.zeros(2, bool), names=(Name("cat"),))


def test_embeddings_slice_and_convert() -> None:
    embeddings = a_run().embeddings
    part = embeddings[np.array([True, False, True, False])]
    assert part.ids == (embeddings.ids[0], embeddings.ids[2])
    assert part.hashes == ("aa", "aa")
    np.testing.assert_array_equal(np.asarray(embeddings, dtype=np.float64), embeddings.vectors.astype(np.float64))
