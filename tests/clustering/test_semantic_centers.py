"""SemanticCenters: what relations and prompts find, what a fit asks for, and that it can be stopped and go on."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from kindfold.clustering.dp_mixture import DPMixture
from kindfold.clustering.semantic_centers import TERMS, SemanticCenters
from kindfold.errors import FitError, InputError, SettingError
from kindfold.evaluation.matched import evaluate
from kindfold.ops.checkpoint import DroppedTraining
from towers import ToyTower

K = 6
N, D, M = 240, 16, 60
KINDS = np.arange(N) % K
TRAINED: dict[str, Any] = {"learning_rate": 0.5, "batch_size": 60, "n_epochs": 60, "random_state": 0}
SHORT: dict[str, Any] = {**TRAINED, "n_epochs": 4}

pytestmark = pytest.mark.filterwarnings("ignore:SemanticCenters uses:sklearn.exceptions.ConvergenceWarning")

Floats = NDArray[np.float32]


def collection(noise: float = 0.15) -> tuple[Floats, Floats, Floats]:
    """Rows of six kinds with a mean in common (n, d), four views of them, and words (m, d), the first k the kinds."""
    random = np.random.default_rng(0)
    kinds = 0.3 + np.eye(K, D)
    X = kinds[KINDS] + noise * random.normal(size=(N, D))
    views = X + noise * random.normal(size=(4, N, D))
    others = 0.3 + 0.4 * random.normal(size=(M - K, D))
    return X.astype(np.float32), views.astype(np.float32), np.concatenate([kinds, others]).astype(np.float32)


def fitted(*, train: bool = True, **settings: Any) -> SemanticCenters:
    X, views, words = collection()
    if not train:
        return SemanticCenters(K, **{"train": False, "random_state": 0, **settings}).fit(X, words=words)
    return SemanticCenters(K, **{**SHORT, **settings}).fit(X, words=words, views=views, text=ToyTower(D))


def accuracy(labels: NDArray[np.int64]) -> float:
    return evaluate(labels, [str(kind) for kind in KINDS]).scores["acc"]


def bits(found: SemanticCenters) -> list[bytes]:
    return [found.labels_.tobytes(), found.confidence_.tobytes(), *(array.tobytes() for array in found.model_)]


@pytest.mark.parametrize("train", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_kinds_that_lie_apart_are_found_and_called_by_their_noun(train: bool, seed: int) -> None:
    found = fitted(train=train, **{**(TRAINED if train else {}), "random_state": seed})
    assert accuracy(found.labels_) > 0.95
    kinds = [KINDS[found.labels_ == c][0] for c in range(K)]
    assert sum(noun == kind for noun, kind in zip(found.nouns_[:, 0], kinds, strict=True)) >= K - 1


@pytest.mark.parametrize("train", [False, True])
def test_nouns_are_rows_of_the_words_best_first(train: bool) -> None:
    found = fitted(train=train)
    assert found.nouns_.shape == found.noun_scores_.shape == (found.n_clusters_, 6)
    assert found.nouns_.dtype == np.int64
    assert found.nouns_.min() >= 0 and found.nouns_.max() < M
    assert all(len(set(row)) == len(row) for row in found.nouns_.tolist())
    assert (np.diff(found.noun_scores_, axis=1) <= 0).all()


def test_untrained_labels_are_those_of_k_means_on_the_relations() -> None:
    from kindfold.ops.blocks import unit_rows
    from kindfold.ops.nouns import fine_centers, select_nouns
    from kindfold.ops.relations import relations
    from kindfold.ops.seeding import kmeans

    X, words = (unit_rows(torch.from_numpy(rows)) for rows in collection()[::2])
    generator = torch.Generator().manual_seed(0)
    nouns = words[select_nouns(words, fine_centers(X, K, generator=generator))]
    C = relations(X, nouns, 20.0).float()
    found = kmeans(C, K, generator=generator, n_init=8)
    assert evaluate(fitted(train=False, ridge=20.0).labels_, found.labels.tolist()).scores["acc"] == 1


def test_small_ridge_is_warned_of_and_the_usual_one_is_not() -> None:
    usual = fitted(train=False).history_["ridge"]
    with pytest.warns(UserWarning, match="small for these nouns"):
        fitted(train=False, ridge=usual / 2.1)
    fitted(train=False, ridge=usual / 1.9)


def test_rows_of_the_fit_belong_to_the_centre_of_the_largest_cosine() -> None:
    X, _, _ = collection()
    found = fitted()
    np.testing.assert_allclose(np.linalg.norm(found.semantic_centers_, axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal((X @ found.semantic_centers_.T).argmax(axis=1), found.labels_)


def test_length_of_a_row_changes_nothing() -> None:
    X, _, _ = collection()
    found = fitted()
    np.testing.assert_array_equal(found.predict_proba(4 * X), found.predict_proba(X))


SUBSETS = [terms for size in (1, 2, 3) for terms in combinations(TERMS, size)]


@pytest.mark.parametrize("terms", [terms for terms in SUBSETS if "supervised" in terms or "entropy" in terms])
def test_history_holds_the_terms_that_are_on_and_their_sum(terms: tuple[str, ...]) -> None:
    history = fitted(terms=terms).history_
    assert [name for name in history if name in TERMS] == list(terms)
    assert all(len(history[name]) == SHORT["n_epochs"] for name in (*terms, "loss"))
    assert history["loss"] == pytest.approx(np.sum([history[name] for name in terms], axis=0), rel=1e-5)


def test_consistency_alone_ends_in_one_cluster_or_leaves_chance() -> None:
    try:
        found = fitted(**{**TRAINED, "terms": ("consistency",)})
    except FitError:
        return
    assert accuracy(found.labels_) < 0.6


def test_number_of_clusters_is_that_of_dp_mixture_and_its_origin_is_told() -> None:
    X, _, words = collection()
    found = SemanticCenters(train=False, random_state=0).fit(X, words=words)
    unit = X / np.linalg.norm(X, axis=1, keepdims=True)
    assert found.history_["n_clusters_from"] == "dp-mixture"
    assert found.history_["chosen"]["n_clusters"] == DPMixture(random_state=0).fit(unit).n_clusters_ == K


def test_one_cluster_needs_no_training() -> None:
    X, views, words = collection()
    found = SemanticCenters(1, **SHORT).fit(X, words=words, views=views, text=ToyTower(D))
    assert not found.labels_.any()
    assert "loss" not in found.history_


def test_the_tower_is_not_changed() -> None:
    X, views, words = collection()
    tower = ToyTower(D)
    before = [parameter.clone() for parameter in tower.parameters()]
    SemanticCenters(K, **SHORT).fit(X, words=words, views=views, text=tower)
    assert all(torch.equal(one, other) for one, other in zip(before, tower.parameters(), strict=True))
    assert all(parameter.grad is None for parameter in tower.parameters())


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_training_gives_the_same_bits_for_one_or_two_threads(precision: str) -> None:
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(bits(fitted(precision=precision)))
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert found[0] == found[1]


def test_training_without_a_tower_says_what_to_do() -> None:
    X, views, words = collection()
    with pytest.raises(InputError, match=r"text=backbone\.text.*train=False"):
        SemanticCenters(K).fit(X, words=words, views=views)


def test_training_without_views_takes_noise_or_says_so() -> None:
    X, _, words = collection()
    with pytest.raises(InputError, match=r"fit\(X, views=\.\.\.\).* jitter="):
        SemanticCenters(K, **SHORT).fit(X, words=words, text=ToyTower(D))
    found = SemanticCenters(K, **TRAINED, jitter=0.2).fit(X, words=words, text=ToyTower(D))
    assert accuracy(found.labels_) > 0.9


def test_words_are_asked_for() -> None:
    with pytest.raises(InputError, match=r"fit\(X, words=\.\.\.\)"):
        SemanticCenters(K, train=False).fit(collection()[0])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"terms": ("entropi",)}, "loss term 'entropi'; did you mean 'entropy'"),
        ({"terms": ()}, "terms is empty"),
        ({"ranking": "confident"}, "'confident'; did you mean 'confidence'"),
        ({"precision": "half"}, "precision 'half'"),
        ({"n_nouns": 0}, "n_nouns=0"),
        ({"n_tokens": 0}, "n_tokens=0"),
        ({"n_neighbors": 0}, "n_neighbors=0"),
        ({"n_epochs": 2.5}, r"n_epochs=2\.5"),
        ({"batch_size": 1}, "batch_size=1"),
        ({"ridge": 0}, "ridge=0"),
        ({"temperature": -1}, "temperature=-1"),
        ({"entropy_weight": 0}, "entropy_weight=0"),
        ({"learning_rate": "auto"}, "learning_rate='auto'"),
        ({"jitter": -1}, "jitter=-1"),
        ({"device": "gpu"}, "the device 'gpu'"),
    ],
)
def test_setting_without_such_a_value_is_named(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        fitted(**settings)


def test_fit_that_was_interrupted_goes_on_and_ends_with_the_same_bits(tmp_path: Path) -> None:
    X, views, words = collection()
    data: dict[str, Any] = {"words": words, "views": views, "text": ToyTower(D)}
    checkpoint, epochs = tmp_path / "training", []

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SemanticCenters(K, **SHORT).fit(X, **data, checkpoint=checkpoint, progress=stop)
    found = SemanticCenters(K, **SHORT).fit(
        X, **data, checkpoint=checkpoint, progress=lambda done, total: epochs.append(done)
    )
    whole = SemanticCenters(K, **SHORT).fit(X, **data)
    assert epochs == [2, 3, 4]
    assert bits(found) == bits(whole)
    assert found.history_ == whole.history_


@pytest.mark.parametrize("change", ["seed", "setting", "rows", "views", "words", "tower"])
def test_checkpoint_of_another_fit_is_not_taken_up(change: str, tmp_path: Path) -> None:
    X, views, words = collection()
    checkpoint = tmp_path / "training"
    SemanticCenters(K, **SHORT).fit(X, words=words, views=views, text=ToyTower(D), checkpoint=checkpoint)
    settings = SHORT | {"seed": {"random_state": 1}, "setting": {"entropy_weight": 3.0}}.get(change, {})
    moved = {name: np.float32(0.01 * (change == name)) for name in ("rows", "views", "words")}
    tower = ToyTower(D)
    if change == "tower":
        torch.nn.init.normal_(tower.embedding)
    epochs: list[int] = []
    data: dict[str, Any] = {"words": words + moved["words"], "views": views + moved["views"], "text": tower}
    with pytest.warns(DroppedTraining):
        SemanticCenters(K, **settings).fit(
            X + moved["rows"] * np.arange(D),
            **data,
            checkpoint=checkpoint,
            progress=lambda done, _: epochs.append(done),
        )
    assert epochs == [1, 2, 3, 4]


def test_a_saved_fit_that_was_trained_needs_neither_words_nor_tower(tmp_path: Path) -> None:
    X, _, _ = collection()
    found = fitted()
    found.save(tmp_path)
    loaded = SemanticCenters.load(tmp_path)
    np.testing.assert_array_equal(loaded.predict_proba(X), found.predict_proba(X))
    np.testing.assert_array_equal(loaded.semantic_centers_, found.semantic_centers_)
