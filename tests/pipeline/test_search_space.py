"""Search by the logits of a method: pictures of the same cluster come first; who has no logits says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kindfold.data.run import Run
from kindfold.errors import SettingError, UnknownName
from kindfold.pipeline.cluster import cluster
from kindfold.pipeline.search import search


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, encoder: str, pictures: Path, cache: Path) -> dict[str, Run]:
    """Runs over the drawings, by method, of a small encoder that has learnt nothing."""
    folder = tmp_path_factory.mktemp("runs")
    given: dict[str, Any] = {"n_clusters": 3, "model": encoder, "vocabulary": "none", "cache": cache}
    scp: dict[str, Any] = {
        "views": "crop-blur:2",
        "hidden": (16,),
        "n_epochs": 300,
        "learning_rate": 0.01,
        "entropy_weight": 5.0,
    }
    scp["jitter"] = None  # so that the clusters lie far apart
    return {
        "scp": cluster(pictures, out=folder / "scp", method="scp", **scp, **given),
        "kmeans": cluster(pictures, out=folder / "kmeans", method="kmeans", **given),
    }


def find(run: Run, query: str, **settings: Any) -> Any:
    return search(run, query, top=len(run), **settings)


def test_picture_of_the_run_is_most_like_itself_in_both_spaces(runs: dict[str, Run]) -> None:
    query = runs["scp"].ids[5]
    features, logits = (find(runs["scp"], query, space=space) for space in ("features", "cluster"))
    assert features[0].id == logits[0].id == query
    assert features[0].score == pytest.approx(1)
    assert logits[0].score == pytest.approx(0, abs=1e-4)


def test_every_picture_is_ranked_once_from_near_to_far(runs: dict[str, Run]) -> None:
    hits = find(runs["scp"], runs["scp"].ids[5], space="cluster")
    assert sorted(hit.row for hit in hits) == list(range(len(runs["scp"])))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_pictures_of_the_same_cluster_come_first_in_the_space_of_clusters(runs: dict[str, Run]) -> None:
    run = runs["scp"]
    for row in range(0, len(run), 7):
        own = run.clustering.labels[row]
        size = int((run.clustering.labels == own).sum())
        first = [hit.cluster == own for hit in find(run, run.ids[row], space="cluster")[:size]]
        assert np.mean(first) > 0.9


def test_file_that_is_a_copy_of_a_picture_of_the_run_finds_it(runs: dict[str, Run], pictures: Path) -> None:
    run = runs["scp"]
    hit = search(run, str(pictures / run.ids[9]), top=1, space="cluster")[0]
    assert hit.id == run.ids[9]
    assert hit.score == pytest.approx(0, abs=1e-3)


def test_method_without_logits_is_named(runs: dict[str, Run]) -> None:
    with pytest.raises(SettingError, match="kmeans has no logits to search in; use the space of the features"):
        find(runs["kmeans"], runs["kmeans"].ids[0], space="cluster")


def test_space_that_does_not_exist_is_named(runs: dict[str, Run]) -> None:
    with pytest.raises(UnknownName, match="space 'clusters'; did you mean 'cluster'"):
        find(runs["scp"], runs["scp"].ids[0], space="clusters")
