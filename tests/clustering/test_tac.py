"""TAC: equal to the published code where it computes the same, what it asks for, and that it can stop and go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from sklearn.exceptions import ConvergenceWarning

from kindfold.clustering.dp_mixture import DPMixture
from kindfold.clustering.tac import TAC
from kindfold.errors import InputError, SettingError, UnknownName
from kindfold.evaluation.matched import evaluate
from kindfold.ops.checkpoint import DroppedTraining
from kindfold.ops.contrasts import column_contrast
from kindfold.ops.counterparts import counterparts
from kindfold.ops.losses import confidence, entropy

K, N, D = 5, 200, 16
KINDS = np.arange(N) % K
SMALL: dict[str, Any] = {"n_epochs": 40, "batch_size": 100, "learning_rate": 0.01, "random_state": 0}
both_forms = pytest.mark.parametrize("train", [True, False])


@pytest.fixture(scope="module")
def reference() -> dict[str, NDArray[Any]]:
    """Made by the authors' code (github.com/XLearning-SCU/2024-ICML-TAC, commit 830e02c) from inputs drawn at random:
    loss_utils.py and retrieve_text.py, in float32. Cut out by scripts/cut_reference_of_tac.py."""
    with np.load(Path(__file__).parent / "reference_tac.npz") as file:
        return dict(file)


def rows(noise: float = 0.1) -> NDArray[np.float32]:
    """Five classes with a mean in common, as features of pictures have, (n, d)."""
    random = np.random.default_rng(0)
    return (0.3 + np.eye(K, D)[KINDS] + noise * random.normal(size=(N, D))).astype(np.float32)


def words() -> NDArray[np.float32]:
    """Sixty nouns, (m, d): some way off the classes, and some anywhere."""
    random = np.random.default_rng(1)
    near = 0.3 + np.eye(K, D)[np.arange(40) % K] + 0.3 * random.normal(size=(40, D))
    return np.concatenate([near, random.normal(size=(20, D))]).astype(np.float32)


def fitted(**settings: Any) -> TAC:
    return TAC(K, **{**SMALL, **settings}).fit(rows(), words=words())


def bits(found: TAC) -> list[bytes]:
    return [found.labels_.tobytes(), found.confidence_.tobytes(), *(array.tobytes() for array in found.model_)]


def test_loss_is_that_of_the_published_code(reference: dict[str, NDArray[Any]]) -> None:
    P, Q, PN, QN = (torch.from_numpy(reference[name]) for name in ("P", "Q", "PN", "QN"))
    terms = {
        "D_P_QN": column_contrast(P, QN, 0.5),
        "D_Q_PN": column_contrast(Q, PN, 0.5),
        "consistency_P_Q": confidence(P.log(), Q.log()),
        "entropy_P": entropy(P.mean(0)),
        "entropy_Q": entropy(Q.mean(0)),
        "D_P_QN_temperature5": column_contrast(P, QN, 5.0),
    }
    for name, value in terms.items():
        assert value.item() == pytest.approx(float(reference[name]), abs=1e-5), name
    total = terms["D_P_QN"] + terms["D_Q_PN"] + terms["consistency_P_Q"]
    total = total - 5 * (terms["entropy_P"] + terms["entropy_Q"])
    assert total.item() == pytest.approx(float(reference["total"]), abs=1e-5)


def test_counterparts_are_those_of_the_published_code(reference: dict[str, NDArray[Any]]) -> None:
    images, nouns = torch.from_numpy(reference["images"]), torch.from_numpy(reference["nouns"])
    found = counterparts(images, nouns, float(reference["tau"]))
    np.testing.assert_allclose(found.numpy(), reference["counterparts"], atol=1e-5)


@both_forms
@pytest.mark.parametrize("ranking", ["confidence", "similarity", "small-gradient"])
def test_classes_that_lie_apart_are_found(train: bool, ranking: str) -> None:
    found = fitted(train=train, ranking=ranking)
    assert found.n_clusters_ == K
    assert evaluate(found.labels_, [str(kind) for kind in KINDS]).scores["acc"] > 0.95


@both_forms
def test_order_of_words_does_not_matter(train: bool) -> None:
    X, W = rows(), words()
    one, other = (TAC(K, **SMALL, train=train).fit(X, words=w) for w in (W, W[::-1]))
    assert evaluate(one.labels_, [str(c) for c in other.labels_]).scores["ari"] == 1


@both_forms
def test_length_of_rows_and_words_does_not_matter_to_what_they_mean(train: bool) -> None:
    X, W = rows(), words()
    one, other = (TAC(K, **SMALL, train=train).fit(s * X, words=s * W) for s in (1, 4))
    assert one.history_["temperature"] == other.history_["temperature"]
    np.testing.assert_array_equal(one.labels_, other.labels_)


def test_untrained_form_places_new_pictures_by_the_nouns_it_kept(tmp_path: Path) -> None:
    found, new = fitted(train=False), rows(noise=0.2)
    found.save(tmp_path)
    loaded = TAC.load(tmp_path)
    np.testing.assert_array_equal(loaded.predict(new), found.predict(new))
    assert found.model_.nouns.shape == (found.history_["n_nouns"], D)
    assert found.history_["n_nouns"] <= 5 * 3 * K


def test_trained_form_keeps_nothing_of_the_words() -> None:
    found = fitted()
    assert not found.model_.nouns.size
    assert found.model_.widths.tolist() == [D, D, K]


@both_forms
def test_logits_are_largest_for_the_own_cluster(train: bool) -> None:
    found = fitted(train=train)
    np.testing.assert_array_equal(found.decision_function(rows()).argmax(axis=1), found.labels_)


@both_forms
def test_probabilities_sum_to_one_and_agree_with_the_labels(train: bool) -> None:
    found, new = fitted(train=train), rows(noise=0.3)
    proba = found.predict_proba(new)
    np.testing.assert_allclose(proba.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(proba.argmax(axis=1), found.predict(new))


@both_forms
def test_threads_change_no_bit(train: bool) -> None:
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(bits(fitted(train=train)))
    finally:
        torch.set_num_threads(before)
    assert found[0] == found[1]


def test_median_picture_is_made_of_as_many_nouns_as_a_centre_keeps() -> None:
    warm, cold = fitted(train=False, n_nouns=5), fitted(train=False, temperature=0.005)
    assert warm.history_["temperature"] > cold.history_["temperature"] == 0.005


def test_history_holds_the_terms_and_their_sum() -> None:
    history = fitted().history_
    terms = ("distillation", "confidence", "entropy")
    assert all(len(history[name]) == SMALL["n_epochs"] for name in (*terms, "loss"))
    assert history["loss"] == pytest.approx(np.sum([history[name] for name in terms], axis=0), rel=1e-5)
    assert f"{history['agreement']:.0%} of the time" in history["trust"]["sentence"]


def test_number_of_clusters_is_that_of_dp_mixture_and_its_origin_is_told() -> None:
    found = TAC(**SMALL).fit(rows(), words=words())
    assert found.history_["n_clusters_from"] == "dp-mixture"
    assert found.n_clusters_ == DPMixture(random_state=0).fit(rows()).n_clusters_ == K


def test_one_cluster_needs_no_training() -> None:
    found = TAC(1, **SMALL).fit(rows(), words=words())
    assert not found.labels_.any()
    assert "loss" not in found.history_


@pytest.mark.parametrize("weight", [0.001, 5.0])
def test_contrast_holds_clusters_apart_whatever_the_entropy_weighs(weight: float) -> None:
    assert fitted(entropy_weight=weight).n_clusters_ == K


def test_clusters_that_nobody_fell_into_are_a_warning() -> None:
    with pytest.warns(ConvergenceWarning, match=r"TAC uses \d+ of 60 clusters; a larger entropy_weight"):
        found = TAC(60, **{**SMALL, "n_epochs": 1}).fit(rows(), words=words())
    assert found.n_clusters_ == found.history_["clusters_used"] < 60
    assert found.predict_proba(rows()).shape == (N, found.n_clusters_)


def test_training_that_was_stopped_goes_on_with_the_same_bits(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 17:
            raise KeyboardInterrupt

    X, W, path = rows(), words(), tmp_path / "training"
    with pytest.raises(KeyboardInterrupt):
        TAC(K, **SMALL).fit(X, words=W, checkpoint=path, progress=stop)
    assert load_file(path)
    epochs: list[int] = []
    again = TAC(K, **SMALL).fit(X, words=W, checkpoint=path, progress=lambda done, total: epochs.append(done))
    assert epochs[:2] == [17, 18]
    assert bits(again) == bits(fitted())


def test_training_with_other_words_does_not_go_on(tmp_path: Path) -> None:
    epochs: list[int] = []
    TAC(K, **SMALL).fit(rows(), words=words(), checkpoint=tmp_path / "training")
    with pytest.warns(DroppedTraining):
        TAC(K, **SMALL).fit(
            rows(),
            words=words()[:50],
            checkpoint=tmp_path / "training",
            progress=lambda done, total: epochs.append(done),
        )
    assert epochs[0] == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, "this method learns from words"),
        (np.ones((3, D + 1)), r"words must be of shape \(m, 16\)"),
        (np.ones(D), "words must be of shape"),
        (np.ones((0, D)), "m >= 1"),
        (np.zeros((3, D)), "a row of zeros"),
        (np.full((3, D), np.nan), "NaN"),
    ],
)
def test_words_that_do_not_fit_are_an_input_error(given: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        TAC(K, **SMALL).fit(rows(), words=given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ranking": "confidense"},
        {"precision": "float31"},
        {"n_nouns": 0},
        {"n_epochs": 0},
        {"train": "False"},
        {"n_neighbors": 1.5},
        {"batch_size": 2},
        {"temperature": 0},
        {"contrast_temperature": "warm"},
        {"entropy_weight": -1},
        {"learning_rate": 0.0},
    ],
)
def test_impossible_setting_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises((SettingError, UnknownName), match=str(next(iter(wrong.values())))):
        fitted(**wrong)
