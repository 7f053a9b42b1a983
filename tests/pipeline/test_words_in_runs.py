"""Words in a run: who gets them, who cannot do without, and whose names they become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kindfold.clustering.kmeans import KMeans
from kindfold.clustering.ntk_spectral import NTKSpectral
from kindfold.clustering.zero_shot import ZeroShot
from kindfold.data.embeddings import Embeddings
from kindfold.data.run import Run
from kindfold.embedding.backbone import load_backbone
from kindfold.embedding.embed import embed_words
from kindfold.errors import SettingError
from kindfold.naming.prompts import SEVEN
from kindfold.naming.vocabulary import load_vocabulary
from kindfold.pipeline.cluster import cluster
from kindfold.pipeline.compare import compare
from kindfold.pipeline.fit import fit
from kindfold.pipeline.predict import predict
from kindfold.pipeline.words import word_vectors

pytestmark = pytest.mark.filterwarnings("ignore:SemanticCenters uses:sklearn.exceptions.ConvergenceWarning")


class Takes(KMeans):
    """A method that remembers what it was given by name."""

    def fit(self, X: Any, y: object = None, *, words: Any = None, text: Any = None) -> Any:
        self.given = {"words": words, "text": text}
        return super().fit(X)


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kinds") / "kinds.txt"
    path.write_text("chessboard\nfence\norange\nsubmarine\n")
    return path


@pytest.fixture(scope="module")
def sorted_by_name(pictures: Path, cache: Path, kinds: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("runs") / "run"
    return cluster(pictures, method="zero-shot", vocabulary=str(kinds), cache=cache, out=out)


def test_words_text_and_nouns_go_to_those_who_take_them() -> None:
    rows = np.eye(4, dtype=np.float32)
    embeddings = Embeddings(rows, tuple("abcd"), hashes=tuple("dcba"))
    method = Takes(2)
    fit(method, embeddings, words=rows, text=None, noun_list=tuple("wxyz"))
    assert method.given["words"] is rows
    assert method.given["text"] is None
    fit(KMeans(2), embeddings, words=rows)


def test_clusters_bear_the_names_that_were_given(sorted_by_name: Run) -> None:
    names = [name.noun for name in sorted_by_name.clustering.names or ()]
    assert len(set(names)) == sorted_by_name.clustering.n_clusters
    assert set(names) <= {"chessboard", "fence", "orange", "submarine"}
    assert "given as the names of kinds" in str(sorted_by_name.report.settings["naming"])


def test_saved_run_places_new_pictures_without_its_words(
    sorted_by_name: Run, pictures: Path, cache: Path, kinds: Path
) -> None:
    kept = kinds.read_text()
    kinds.unlink()
    try:
        assert sorted_by_name.folder is not None
        placed, _ = predict(Run.load(sorted_by_name.folder), pictures, cache=cache)
    finally:
        kinds.write_text(kept)
    assert [row.cluster for row in placed] == sorted_by_name.clustering.labels.tolist()


def test_learnt_centres_name_the_clusters_of_a_run(pictures: Path, cache: Path) -> None:
    settings: dict[str, Any] = {"views": "strong:2", "n_epochs": 3, "batch_size": 16}
    run = cluster(pictures, method="semantic-centers", n_clusters=3, cache=cache, **settings)
    assert run.clustering.names is not None
    assert len({name.noun for name in run.clustering.names}) == run.clustering.n_clusters
    assert {name.noun for name in run.clustering.names} <= set(load_vocabulary().words)
    assert len(run.clustering.history["supervised"]) == 3


@pytest.mark.parametrize("vocabulary", ["everyday", "none"])
def test_kinds_must_be_named_by_a_file_before_any_picture_is_read(vocabulary: str, pictures: Path) -> None:
    with pytest.raises(SettingError, match="sorts into kinds that you name"):
        cluster(pictures, method="zero-shot", vocabulary=vocabulary, cache=False)


def test_encoder_without_words_is_refused_before_any_picture_is_read(pictures: Path, kinds: Path, encoder: str) -> None:
    with pytest.raises(SettingError, match="knows pictures only"):
        cluster(pictures, method="zero-shot", vocabulary=str(kinds), model=encoder, cache=False)


def test_another_number_than_that_of_the_names_is_refused(pictures: Path, cache: Path, kinds: Path) -> None:
    with pytest.raises(SettingError, match="n_clusters=3, but 4 names"):
        cluster(pictures, method="zero-shot", vocabulary=str(kinds), n_clusters=3, cache=cache)


def test_comparison_gives_words_to_those_who_need_them(pictures: Path, cache: Path, kinds: Path) -> None:
    rows = compare(pictures, methods=["kmeans", "zero-shot"], seeds=[0], vocabulary=str(kinds), cache=cache)
    assert [row.method for row in rows] == ["kmeans", "zero-shot"]
    with pytest.raises(SettingError, match="sorts into kinds that you name"):
        compare(pictures, methods=["zero-shot"], seeds=[0], cache=cache)


def test_zero_shot_asks_for_the_names_of_kinds() -> None:
    assert ZeroShot.needs_words == "classes"
    assert not KMeans.needs_words


def test_seven_prompts_give_the_direction_of_their_mean(cache: Path, kinds: Path) -> None:
    backbone, vocabulary = load_backbone("builtin", device="cpu"), load_vocabulary(str(kinds))
    counts: list[tuple[int, int, int]] = []
    found = word_vectors(
        vocabulary, backbone, prompts="seven", cache=cache, progress=lambda *counted: counts.append(counted)
    )
    each = [embed_words([s.format(w) for w in vocabulary.words], backbone, cache=cache) for s in SEVEN]
    mean = np.mean(each, axis=0)
    np.testing.assert_allclose(found, mean / np.linalg.norm(mean, axis=1, keepdims=True), atol=1e-6)
    assert counts[-1][:2] == (28, 28)


@pytest.mark.parametrize(("prompts", "b"), [(None, 7), ("seven", 7), ("own", 1)])
def test_method_that_takes_each_prompt_is_given_them_apart(
    prompts: str | None, b: int, pictures: Path, cache: Path, kinds: Path, tmp_path: Path
) -> None:
    run = cluster(
        pictures,
        method="ntk-spectral",
        n_clusters=3,
        vocabulary=str(kinds),
        prompts=prompts,
        cache=cache,
        out=tmp_path / "run",
    )
    assert run.report.settings["prompts"] == ("seven" if b == 7 else "own")
    assert NTKSpectral.load(tmp_path / "run" / "model").model_.nouns.shape[0] == b
    assert run.clustering.names is not None


def test_method_that_can_do_without_words_is_given_none(pictures: Path, cache: Path) -> None:
    run = cluster(pictures, method="ntk-spectral", n_clusters=3, vocabulary="none", cache=cache)
    assert "n_nouns" not in run.clustering.history


def test_unknown_prompts_are_refused_before_any_picture_is_read(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="unknown prompts"):
        cluster(tmp_path / "nowhere", prompts="many")
