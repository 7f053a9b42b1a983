"""A real run, corrected: predictions, scores, search, exports and the report follow."""

from pathlib import Path

import numpy as np
import pytest

from kindfold.data.run import Run
from kindfold.pipeline.cluster import cluster
from kindfold.pipeline.editor import Editor
from kindfold.pipeline.evaluate import evaluate
from kindfold.pipeline.page import rewrite_page
from kindfold.pipeline.predict import predict
from kindfold.pipeline.search import search


@pytest.fixture(scope="module")
def folder(pictures: Path, encoder: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "run"
    cluster(pictures, out=out, n_clusters=3, method="kmeans", model=encoder, vocabulary="none", cache=False)
    return out


def test_everything_reads_through_the_corrections(folder: Path, pictures: Path) -> None:
    fit = Run.load(folder).clustering.labels
    editor = Editor(folder, cache=False)
    editor.merge([0, 1], name="both")
    editor.split(2, 2)
    editor.reject(np.flatnonzero(fit == 0).tolist())
    run = Run.load(folder)

    placed, skipped = predict(run, pictures, cache=False)
    assert not skipped
    assert [row.cluster for row in placed] == run.clustering.labels.tolist(), "what is in the run goes where it is"
    assert [row.name for row in placed] == [run.clustering.name_of(c) for c in run.clustering.labels]
    assert all(placed[i].outlier for i in np.flatnonzero(fit == 0)), "among rejected pictures, fits none"

    matching = evaluate(run).matching
    assert matching.keys() <= set(run.clustering.numbers)
    hits = search(run, run.ids[0], top=5, cache=False)
    assert [hit.cluster for hit in hits] == [int(run.clustering.labels[hit.row]) for hit in hits]

    rewrite_page(run, folder / "report.html")
    page = (folder / "report.html").read_text()
    assert "both" in page
    assert "Corrected by hand: the method had found 3 kinds." in page


def test_sorting_the_same_pictures_again_keeps_the_corrections(folder: Path, pictures: Path, encoder: str) -> None:
    Editor(folder, cache=False).rename(0, "mine")
    again = cluster(pictures, out=folder, n_clusters=3, method="kmeans", model=encoder, vocabulary="none", cache=False)
    assert again.clustering.name_of(0) == "mine"
    assert "mine" in (folder / "labels.csv").read_text()
    fewer = {"n_clusters": 2, "method": "kmeans", "model": encoder, "vocabulary": "none", "cache": False}
    with pytest.warns(UserWarning, match="kept in edits-"):
        other = cluster(pictures, out=folder, **fewer)
    assert other.corrections is None
    assert Run.load(folder).corrections is None
    assert len(list(folder.glob("edits-*.jsonl"))) == 1
