"""NTKSpectral: what words it takes, what it tells of its graphs, and what changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kindfold.clustering import ntk_cut
from kindfold.clustering import ntk_spectral as module
from kindfold.clustering.dp_mixture import DPMixture
from kindfold.clustering.ntk_cut import rank
from kindfold.clustering.ntk_spectral import NTKSpectral
from kindfold.errors import InputError, SettingError, UnknownName
from kindfold.evaluation.matched import evaluate

K, N, D, B = 5, 250, 16, 3
KINDS = np.arange(N) % K


def rows(noise: float = 0.1, seed: int = 0) -> NDArray[np.float32]:
    """Five classes with a mean in common, as features of pictures have, (n, d)."""
    random = np.random.default_rng(seed)
    return (0.3 + np.eye(K, D)[KINDS] + noise * random.normal(size=(N, D))).astype(np.float32)


def words(b: int = B) -> NDArray[np.float32]:
    """Sixty nouns in some prompts, (b, m, d): most of them some way off the classes, others anywhere."""
    random = np.random.default_rng(1)
    near = 0.3 + np.eye(K, D)[np.arange(40) % K] + 0.3 * random.normal(size=(40, D))
    nouns = np.concatenate([near, random.normal(size=(20, D))])
    return (nouns + 0.05 * random.normal(size=(b, 60, D))).astype(np.float32)


def fitted(X: NDArray[np.float32] | None = None, W: Any = "words", **settings: Any) -> NTKSpectral:
    given = words() if isinstance(W, str) else W
    return NTKSpectral(**{"n_clusters": K, "random_state": 0, **settings}).fit(rows() if X is None else X, words=given)


def agreement(a: NDArray[np.int64], b: NDArray[np.int64]) -> float:
    return evaluate(a, [str(c) for c in b]).scores["ari"]


FORMS: list[dict[str, Any]] = [
    {},
    {"ensemble": "mean"},
    {"graph": "mutual"},
    {"balance_mode": "published"},
    {"assignment": "discretize"},
    {"assignment": "cluster_qr"},
    {"temperature": 0.04},
    {"W": None},
    {"W": words(1)},
    {"W": words(1)[0]},
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: "default" if not form else str(next(iter(form)) + "="))
def test_classes_that_lie_apart_are_found_in_every_form(form: dict[str, Any]) -> None:
    found = fitted(**form)
    assert found.n_clusters_ == K
    assert agreement(found.labels_, KINDS) > 0.95
    assert agreement(found.predict(rows(seed=5)), KINDS) > 0.95


def test_nouns_in_one_prompt_are_the_same_with_or_without_its_axis() -> None:
    one, other = fitted(W=words(1)), fitted(W=words(1)[0])
    np.testing.assert_array_equal(one.labels_, other.labels_)
    np.testing.assert_array_equal(one.model_.vectors, other.model_.vectors)


def test_pictures_that_are_placed_in_parts_go_where_they_go_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found, new = fitted(n_landmarks=100), rows(seed=5)
    whole = found.predict_proba(new)
    monkeypatch.setattr(module, "BLOCK", 33)
    np.testing.assert_allclose(found.predict_proba(new), whole, atol=1e-5)
    np.testing.assert_array_equal(fitted(n_landmarks=100).labels_, found.labels_)


def test_order_of_rows_changes_nothing() -> None:
    order = np.random.default_rng(3).permutation(N)
    one, other = fitted(), fitted(rows()[order])
    np.testing.assert_array_equal(one.labels_[order], other.labels_)
    np.testing.assert_array_equal(one.confidence_[order], other.confidence_)


def test_order_of_nouns_changes_no_partition() -> None:
    assert agreement(fitted().labels_, fitted(W=words()[:, ::-1]).labels_) == 1


def test_copies_change_no_partition() -> None:
    copied = fitted(np.concatenate([rows(), rows()[:40]]))
    assert agreement(copied.labels_[:N], fitted().labels_) == 1
    np.testing.assert_array_equal(copied.labels_[N:], copied.labels_[:40])


@pytest.mark.parametrize("seed", [1, 2])
def test_another_seed_finds_the_same_kinds(seed: int) -> None:
    assert agreement(fitted().labels_, fitted(random_state=seed).labels_) == 1


def test_scale_of_rows_and_words_does_not_matter() -> None:
    one, other = fitted(), fitted(4 * rows(), W=4 * words())
    np.testing.assert_array_equal(one.labels_, other.labels_)
    assert one.history_["temperature"] == other.history_["temperature"]


def test_temperature_is_eight_times_that_of_a_counterpart_of_five() -> None:
    from kindfold.clustering.tac import TAC

    counterpart = TAC(K, train=False, random_state=0).fit(rows(), words=words(1)[0]).history_["temperature"]
    found = fitted(W=words(1)).history_["temperature"]
    assert found == pytest.approx(ntk_cut.WARMER * counterpart, rel=0.1)  # centres are of rows in another order


def test_history_tells_of_pieces_recall_and_every_step_of_diffusion() -> None:
    history = fitted(rows(noise=0.01), n_neighbors=5).history_
    assert history["pieces"] == [K] * B
    assert history["recall"] == 1
    assert len(history["objective"]) == len(history["weights"])
    np.testing.assert_allclose(np.sum(history["weights"], axis=1), 1)
    assert history["eigenvalues"] == sorted(history["eigenvalues"], reverse=True)


def test_graph_of_more_pieces_than_clusters_is_still_cut_along_kinds() -> None:
    found = fitted(rows(noise=0.05), n_neighbors=2, graph="mutual", n_clusters=2)
    assert min(found.history_["pieces"]) > 2
    assert all(len(set(found.labels_[c == KINDS])) == 1 for c in range(K))


def test_number_of_clusters_is_that_of_the_eigengap_beside_that_of_dp_mixture() -> None:
    found = fitted(n_clusters="auto")
    assert found.n_clusters_ == found.history_["eigengap"] == K
    assert found.history_["counted"] == DPMixture(random_state=0).fit(rows()).n_clusters_
    assert "dp-mixture counts" in found.history_["trust"]["sentence"]


def test_saved_model_places_new_pictures_without_the_words(tmp_path: Path) -> None:
    found, new = fitted(), rows(noise=0.3, seed=4)
    found.save(tmp_path)
    loaded = NTKSpectral.load(tmp_path)
    np.testing.assert_array_equal(loaded.predict_proba(new), found.predict_proba(new))
    assert found.model_.nouns.shape == (B, found.history_["n_nouns"], D)


def test_probabilities_agree_with_the_labels_of_new_pictures() -> None:
    found, new = fitted(), rows(noise=0.3, seed=4)
    np.testing.assert_array_equal(found.predict_proba(new).argmax(axis=1), found.predict(new))


@pytest.mark.parametrize(("k", "r"), [(10, 40), (128, 512), (400, 512), (1000, 1250)])
def test_rank_is_four_times_the_clusters_until_they_are_many(k: int, r: int) -> None:
    assert rank(k) == r


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (np.ones((3, D + 1)), r"words must be of shape \(m, 16\)"),
        (np.ones((2, 3, D + 1)), r"words must be of shape \(m, 16\)"),
        (np.ones(D), r"\(b, m, 16\)"),
        (np.ones((0, 3, D)), r"\(b, m, 16\)"),
        (np.zeros((2, 3, D)), "a row of zeros"),
        (np.full((2, 3, D), np.nan), "NaN"),
    ],
)
def test_words_that_do_not_fit_are_an_input_error(given: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        fitted(W=given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"graph": "onion"},
        {"ensemble": "median"},
        {"balance_mode": "free"},
        {"assignment": "k-means"},
        {"n_nouns": 0},
        {"n_neighbors": 1.5},
        {"temperature": "warm"},
        {"fidelity": 0},
        {"balance": -1},
    ],
)
def test_impossible_setting_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises((SettingError, UnknownName), match=str(next(iter(wrong.values())))):
        fitted(**wrong)


def test_landmarks_cut_for_everyone() -> None:
    found = fitted(n_landmarks=80)
    assert found.history_["n_landmarks"] == len(found.model_.pictures) == 80
    assert agreement(found.labels_, KINDS) > 0.95
    assert (np.diff(np.bincount(found.labels_)) <= 0).all()
    np.testing.assert_array_equal(found.predict(rows()), found.labels_)


def test_as_many_landmarks_as_pictures_are_all_of_them() -> None:
    one, other = fitted(), fitted(n_landmarks=N)
    np.testing.assert_array_equal(one.labels_, other.labels_)
    np.testing.assert_array_equal(one.model_.vectors, other.model_.vectors)
