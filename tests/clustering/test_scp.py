"""SCP: when it collapses and when it does not, what it asks for, and that it can be stopped and go on."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from sklearn.exceptions import ConvergenceWarning

from kindfold.clustering.dp_mixture import DPMixture
from kindfold.clustering.scp import SCP, TERMS
from kindfold.errors import FitError, InputError, SettingError
from kindfold.evaluation.matched import evaluate
from kindfold.ops.checkpoint import DroppedTraining

K = 10
N, D = 300, 16
KINDS = np.arange(N) % K
LINEAR: dict[str, Any] = {
    "jitter": None,
    "hidden": (),
    "n_epochs": 300,
    "batch_size": N,
    "learning_rate": 0.03,
    "precision": "float32",
}
SMALL: dict[str, Any] = {"jitter": None, "hidden": (16,), "n_epochs": 4, "batch_size": 60, "random_state": 0}

pytestmark = pytest.mark.filterwarnings("ignore:SCP uses:sklearn.exceptions.ConvergenceWarning")
seeds = pytest.mark.parametrize("seed", range(3))


def gaussians(noise: float = 0.1) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Ten classes with a mean in common, as features of pictures have: rows (n, d), and four noisy views of them."""
    random = np.random.default_rng(0)
    X = 0.3 + np.eye(K, D)[KINDS] + noise * random.normal(size=(N, D))
    views = X + noise * random.normal(size=(4, N, D))
    return X.astype(np.float32), views.astype(np.float32)


def fitted(**settings: Any) -> SCP:
    X, views = gaussians()
    return SCP(K, **{**SMALL, **settings}).fit(X, views=views)


def accuracy(found: SCP) -> float:
    return evaluate(found.labels_, [str(kind) for kind in KINDS]).scores["acc"]


def bits(found: SCP) -> list[bytes]:
    return [found.labels_.tobytes(), found.confidence_.tobytes(), *(array.tobytes() for array in found.model_)]


@seeds
@pytest.mark.parametrize("weight", [0.25, 0.5])
def test_too_small_an_entropy_weight_collapses_and_is_no_result(weight: float, seed: int) -> None:
    with pytest.raises(FitError, match=r"one of 10 clusters; .* a larger entropy_weight"):
        fitted(**LINEAR, entropy_weight=weight, random_state=seed)


@seeds
def test_entropy_weight_of_one_is_the_edge(seed: int) -> None:
    assert fitted(**LINEAR, entropy_weight=1.0, random_state=seed).n_clusters_ > K / 2


@seeds
@pytest.mark.parametrize("weight", [2.0, 5.0, "auto"])
def test_entropy_weight_beyond_the_edge_finds_the_classes(weight: float, seed: int) -> None:
    found = fitted(**LINEAR, entropy_weight=weight, random_state=seed)
    assert found.n_clusters_ == K
    assert accuracy(found) > 0.8


SUBSETS = [terms for size in (1, 2, 3) for terms in combinations(TERMS, size)]


@pytest.mark.parametrize("terms", [terms for terms in SUBSETS if "entropy" not in terms])
def test_without_the_entropy_every_subset_of_terms_collapses(terms: tuple[str, ...]) -> None:
    with pytest.raises(FitError, match="keep the entropy term"):
        fitted(**LINEAR, terms=terms)


@pytest.mark.parametrize("terms", [terms for terms in SUBSETS if "entropy" in terms])
def test_history_holds_the_terms_that_are_on_and_their_sum(terms: tuple[str, ...]) -> None:
    history = fitted(terms=terms).history_
    assert [name for name in history if name in TERMS] == list(terms)
    assert all(len(history[name]) == SMALL["n_epochs"] for name in (*terms, "loss"))
    assert history["loss"] == pytest.approx(np.sum([history[name] for name in terms], axis=0), rel=1e-5)


@pytest.mark.parametrize(("k", "weight"), [(3, 2.0), (K, math.log(K))])
def test_entropy_weight_follows_the_number_of_clusters(k: int, weight: float) -> None:
    X, views = gaussians()
    assert SCP(k, **SMALL).fit(X, views=views).history_["entropy_weight"] == pytest.approx(weight)


def test_history_says_how_well_the_views_agree_and_the_clusters_balance() -> None:
    found = fitted(**LINEAR)
    sizes = np.bincount(found.labels_) / N
    assert found.history_["clusters_used"] == K
    assert found.history_["balance"] == pytest.approx(-(sizes * np.log(sizes)).sum() / math.log(K))
    assert 0.8 < found.history_["agreement"] <= 1
    assert f"{found.history_['agreement']:.0%} of the time" in found.history_["trust"]["sentence"]


def test_head_is_as_sure_as_its_views_agree() -> None:
    X, _ = gaussians()
    noisy = X + np.random.default_rng(1).normal(0, 0.4, (4, N, D)).astype(np.float32)
    found = SCP(K, **LINEAR, random_state=0).fit(X, views=noisy)
    assert found.history_["agreement"] < 0.7, "its own certainty is above 0.8"
    assert found.confidence_.mean() == pytest.approx(found.history_["agreement"], abs=0.001)


def test_fewer_clusters_than_asked_for_are_a_warning() -> None:
    with pytest.warns(ConvergenceWarning, match=r"SCP uses \d of 10 clusters; a larger entropy_weight"):
        found = fitted(**LINEAR, entropy_weight=1.0, random_state=0)
    assert np.unique(found.labels_).tolist() == list(range(found.n_clusters_))
    assert found.history_["clusters_used"] == found.n_clusters_ < K
    assert found.predict_proba(gaussians()[0]).shape == (N, found.n_clusters_)


def test_number_of_clusters_is_that_of_dp_mixture_and_its_origin_is_told() -> None:
    X, views = gaussians()
    found = SCP(**LINEAR, random_state=0).fit(X, views=views)
    assert found.history_["n_clusters_from"] == "dp-mixture"
    assert found.history_["chosen"]["n_clusters"] == DPMixture(random_state=0).fit(X).n_clusters_ == K
    assert found.n_clusters_ == K
    assert "n_clusters_from" not in fitted().history_


def test_one_cluster_needs_no_training() -> None:
    X, views = gaussians()
    found = SCP(1, **SMALL).fit(X, views=views)
    assert not found.labels_.any()
    assert "loss" not in found.history_


@seeds
def test_batch_of_one_or_two_pictures_a_cluster_keeps_the_clusters_in_use(seed: int) -> None:
    random = np.random.default_rng(0)
    X = np.repeat(random.normal(size=(40, 32)), 30, axis=0) + 0.3 * random.normal(size=(1200, 32))
    settings = {"batch_size": 64, "n_epochs": 40, "learning_rate": 0.01, "precision": "float32"}
    found = SCP(40, hidden=(64,), jitter=0.2, **settings, random_state=seed).fit(X)
    assert found.n_clusters_ >= 38
    assert found.history_["balance"] > 0.97


@pytest.mark.parametrize(("batch_size", "crowded"), [(60, True), (100, False)])
def test_entropy_is_that_of_a_running_mean_only_in_batches_below_ten_a_cluster(
    batch_size: int, crowded: bool, tmp_path: Path
) -> None:
    X, views = gaussians()
    SCP(K, **{**SMALL, "batch_size": batch_size}).fit(X, views=views, checkpoint=tmp_path / "training")
    usage = load_file(tmp_path / "training")["module.usage"]  # (2, k)
    assert torch.allclose(usage.sum(1), torch.ones(2), atol=1e-3)
    assert bool((usage == 1 / K).all()) is not crowded


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_views_give_the_same_bits_for_one_or_two_threads(precision: str) -> None:
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(bits(fitted(precision=precision)))
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert found[0] == found[1]


@pytest.mark.parametrize("layout", ["reversed", "transposed", "read-only", "float64"])
def test_layout_of_the_views_does_not_matter(layout: str) -> None:
    X, views = gaussians()
    laid = {
        "reversed": np.ascontiguousarray(views[::-1])[::-1],
        "transposed": np.ascontiguousarray(views.transpose(1, 0, 2)).transpose(1, 0, 2),
        "read-only": views.copy(),
        "float64": views.astype(np.float64),
    }[layout]
    laid.flags.writeable = layout != "read-only"
    assert bits(SCP(K, **SMALL).fit(X, views=laid)) == bits(fitted())


@pytest.mark.parametrize("shape", [(4, N, D + 1), (4, N - 1, D), (1, N, D), (N, D)])
def test_views_that_do_not_fit_are_told_with_both_shapes(shape: tuple[int, ...]) -> None:
    X, _ = gaussians()
    with pytest.raises(InputError, match=rf"of shape \(v, {N}, {D}\) with v >= 2, not") as caught:
        SCP(K, **SMALL).fit(X, views=np.ones(shape))
    assert str(shape) in str(caught.value)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_views_that_are_not_finite_are_refused(value: float) -> None:
    X, views = gaussians()
    views[1, 2, 3] = value
    with pytest.raises(InputError, match="views contain NaN or infinity"):
        SCP(K, **SMALL).fit(X, views=views)


def test_rows_alone_are_not_enough_and_both_ways_out_are_named() -> None:
    with pytest.raises(InputError, match=r"fit\(X, views=\.\.\.\).* jitter="):
        SCP(K, **SMALL).fit(gaussians()[0])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"terms": ("entropi",)}, "loss term 'entropi'; did you mean 'entropy'"),
        ({"terms": ()}, "terms is empty"),
        ({"precision": "half"}, "precision 'half'"),
        ({"n_epochs": 0}, "n_epochs=0"),
        ({"n_epochs": 2.5}, r"n_epochs=2\.5"),
        ({"batch_size": 1}, "batch_size=1"),
        ({"batch_size": "auto"}, "batch_size='auto'"),
        ({"jitter": -1}, "jitter=-1"),
        ({"jitter": "some"}, "jitter='some'"),
        ({"entropy_weight": 0}, "entropy_weight=0"),
        ({"entropy_weight": None}, "entropy_weight=None"),
        ({"learning_rate": math.inf}, "learning_rate=inf"),
        ({"learning_rate": "auto"}, "learning_rate='auto'"),
        ({"hidden": (16, 0)}, "hidden="),
        ({"hidden": 16}, "hidden=16"),
        ({"n_clusters": N + 1}, f"n_clusters={N + 1} is more"),
        ({"device": "gpu"}, "the device 'gpu'"),
    ],
)
def test_setting_without_such_a_value_is_named(settings: dict[str, Any], message: str) -> None:
    X, views = gaussians()
    with pytest.raises(SettingError, match=message):
        SCP(**{"n_clusters": K, **SMALL, **settings}).fit(X, views=views)


@pytest.mark.parametrize("views", [True, False])
def test_fit_that_was_interrupted_goes_on_and_ends_with_the_same_bits(views: bool, tmp_path: Path) -> None:
    X, seen = gaussians()
    data: dict[str, Any] = {"views": seen} if views else {}
    settings = {**SMALL, "jitter": None if views else 0.2}
    checkpoint, epochs = tmp_path / "training", []

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SCP(K, **settings).fit(X, **data, checkpoint=checkpoint, progress=stop)
    found = SCP(K, **settings).fit(X, **data, checkpoint=checkpoint, progress=lambda done, total: epochs.append(done))
    whole = SCP(K, **settings).fit(X, **data)
    assert epochs == [2, 3, 4]
    assert bits(found) == bits(whole)
    assert found.history_ == whole.history_


@pytest.mark.parametrize("change", ["seed", "setting", "rows", "views"])
def test_checkpoint_of_another_fit_is_not_taken_up(change: str, tmp_path: Path) -> None:
    X, views = gaussians()
    SCP(K, **SMALL).fit(X, views=views, checkpoint=tmp_path / "training")
    settings = SMALL | {"seed": {"random_state": 1}, "setting": {"entropy_weight": 3.0}}.get(change, {})
    X, views = X + np.float32(0.01 * (change == "rows")), views + np.float32(0.01 * (change == "views"))
    epochs: list[int] = []
    with pytest.warns(DroppedTraining):
        SCP(K, **settings).fit(
            X, views=views, checkpoint=tmp_path / "training", progress=lambda done, total: epochs.append(done)
        )
    assert epochs == [1, 2, 3, 4]


def test_loss_that_is_not_finite_is_a_fit_error() -> None:
    with pytest.raises(FitError, match=r"the loss term '.*' became .* in epoch \d"):
        fitted(learning_rate=1e30)


def test_decision_function_is_what_the_labels_come_from() -> None:
    X, _ = gaussians()
    found = fitted(**LINEAR)
    logits = found.decision_function(X)
    np.testing.assert_array_equal(logits.argmax(axis=1), found.labels_)
    proba = np.exp(logits - logits.max(axis=1, keepdims=True))
    np.testing.assert_allclose(found.predict_proba(X), proba / proba.sum(axis=1, keepdims=True), rtol=1e-5, atol=1e-7)
