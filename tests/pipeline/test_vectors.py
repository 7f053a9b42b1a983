"""Sorting a file of embeddings: the run of the pictures, without the pictures."""

from pathlib import Path

import numpy as np
import pytest

from kindfold.data.embeddings import Embeddings
from kindfold.data.run import Run
from kindfold.embedding.embed import embed
from kindfold.errors import InputError, ModelError, RunError, SettingError
from kindfold.pipeline.cluster import cluster
from kindfold.pipeline.vectors import cluster_vectors, embeddings_at

SETTINGS = {"vocabulary": "none", "seed": 0}


@pytest.fixture(scope="module")
def vectors(pictures: Path, encoder: str, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vectors") / "drawings.safetensors"
    embed(str(pictures), encoder, cache=cache).save(path)
    return path


@pytest.mark.parametrize("method", ["kmeans", "dp-mixture"])
def test_embeddings_are_sorted_as_their_pictures_are(
    pictures: Path, vectors: Path, encoder: str, cache: Path, tmp_path: Path, method: str
) -> None:
    with_pictures = cluster(
        str(pictures), out=tmp_path / "one", model=encoder, cache=cache, n_clusters=3, method=method, **SETTINGS
    )
    without = cluster_vectors(vectors, out=tmp_path / "other", n_clusters=3, method=method, **SETTINGS)
    for table in ("labels.csv", "clusters.csv"):
        assert (tmp_path / "other" / table).read_bytes() == (tmp_path / "one" / table).read_bytes()
    assert without.report.scores == with_pictures.report.scores
    assert (tmp_path / "other" / "report.html").stat().st_size > 10_000


def test_a_run_of_embeddings_is_read_again(vectors: Path, tmp_path: Path) -> None:
    made = cluster_vectors(vectors, out=tmp_path / "run", n_clusters=3, **SETTINGS)
    read = Run.load(tmp_path / "run")
    np.testing.assert_array_equal(read.clustering.labels, made.clustering.labels)
    assert read.source == str(vectors)


def test_kinds_are_numbered_where_the_encoder_has_no_words(vectors: Path) -> None:
    run = cluster_vectors(vectors, n_clusters=3)
    assert run.clustering.names is None
    assert "knows pictures only" in run.report.settings["naming"]


def test_kinds_are_numbered_where_the_encoder_is_another(vectors: Path, tmp_path: Path) -> None:
    held = Embeddings.load(vectors)
    Embeddings(held.vectors, held.ids, "builtin@other-float32", hashes=held.hashes).save(tmp_path / "e.safetensors")
    run = cluster_vectors(tmp_path / "e.safetensors", n_clusters=3)
    assert run.clustering.names is None
    assert "cannot be loaded here" in run.report.settings["naming"]


def test_vectors_without_hashes_are_sorted_in_their_order(vectors: Path, tmp_path: Path) -> None:
    held = Embeddings.load(vectors)
    Embeddings(held.vectors, held.ids, held.encoder).save(tmp_path / "e.safetensors")
    assert len(cluster_vectors(tmp_path / "e.safetensors", n_clusters=3, **SETTINGS)) == len(held)


def test_only_what_embed_wrote_is_taken_for_embeddings(vectors: Path, pictures: Path, tmp_path: Path) -> None:
    assert embeddings_at(vectors) == vectors
    assert embeddings_at(pictures) is None
    cluster_vectors(vectors, out=tmp_path / "run", n_clusters=3, **SETTINGS)
    assert embeddings_at(tmp_path / "run") is None
    with pytest.raises(InputError, match="holds no embeddings"):
        cluster_vectors(pictures)
    (tmp_path / "not.safetensors").write_bytes(b"what")
    with pytest.raises(RunError):
        cluster_vectors(tmp_path / "not.safetensors", **SETTINGS)


def test_what_cannot_be_done_is_told_before_the_fit(vectors: Path) -> None:
    with pytest.raises(SettingError, match="only 42 pictures"):
        cluster_vectors(vectors, n_clusters=43, **SETTINGS)
    with pytest.raises(ModelError, match="needs words"):
        cluster_vectors(vectors, method="semantic-centers", n_clusters=3)


def test_above_a_number_of_pictures_only_equal_ones_are_duplicates(
    vectors: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kindfold.pipeline.cluster.COMPARED", 41)
    run = cluster_vectors(vectors, n_clusters=3, **SETTINGS)
    assert (run.duplicate_of < 0).all()
    assert "equal ones alone" in run.report.settings["duplicates"]
