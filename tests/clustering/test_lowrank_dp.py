"""LowRankDP: kinds and their number, modules that can be switched off, and a training that goes on where it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kindfold.clustering.kinds import Kinds
from kindfold.clustering.lowrank import Counts
from kindfold.clustering.lowrank_dp import TERMS, LowRankDP
from kindfold.errors import InputError, SettingError, UnknownName
from kindfold.evaluation.matched import evaluate

K, N, D = 6, 360, 24
KINDS = np.arange(N) % K
SMALL: dict[str, Any] = {"hidden": (32,), "n_epochs": 30, "batch_size": 60, "truncation": 24, "random_state": 0}
BRIEF: dict[str, Any] = {**SMALL, "n_epochs": 6}


def gaussians(noise: float = 0.12) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Six classes with a mean in common: rows (n, d), and three noisy views of them."""
    random = np.random.default_rng(0)
    X = 0.3 + np.eye(K, D)[KINDS] + noise * random.normal(size=(N, D))
    views = X + noise * random.normal(size=(3, N, D))
    return X.astype(np.float32), views.astype(np.float32)


def fitted(**settings: Any) -> LowRankDP:
    X, views = gaussians()
    return LowRankDP(**{**SMALL, **settings}).fit(X, views=views)


def accuracy(found: LowRankDP) -> float:
    return evaluate(found.labels_, [str(kind) for kind in KINDS]).scores["acc"]


def bits(found: LowRankDP) -> list[bytes]:
    return [found.labels_.tobytes(), found.confidence_.tobytes(), *(array.tobytes() for array in found.model_)]


@pytest.mark.parametrize("seed", range(2))
def test_kinds_and_their_number_are_found(seed: int) -> None:
    found = fitted(random_state=seed)
    assert found.n_clusters_ == K
    assert accuracy(found) > 0.98
    assert found.history_["readings"] == {"before learning": K, "whitened": K}
    assert found.history_["trust"]["plausible"] == [K, K]


@pytest.mark.parametrize(
    ("stability", "readings", "agreed"),
    [(0.99, (8, 50, 50), 50), (0.9, (8, 50, 50), None), (0.96, (5, 33, 20), None), (1.0, (), 50)],
)
def test_number_in_whitened_rows_holds_if_halves_and_two_rulers_agree(
    stability: float, readings: tuple[int, ...], agreed: int | None
) -> None:
    history = {"chosen": {"stability": stability}, "readings": dict(zip("abc", readings, strict=False))}
    families, kinds = Kinds(8, history), Kinds(50, history)
    assert Counts(families, kinds).agreed == agreed
    assert Counts(families, None).agreed is None


def test_rows_as_they_are_count_before_and_after_learning() -> None:
    found = fitted(whitened=False)
    assert found.n_clusters_ == K
    assert found.history_["readings"] == {"before learning": K, "after learning": K}


def test_levels_hold_the_clusters_found_among_other_granularities() -> None:
    found = fitted()
    assert any(np.array_equal(level["labels"], found.labels_) for level in found.levels_)
    assert {"n_clusters", "stability", "labels"} <= set(found.levels_[0])


@pytest.mark.parametrize(
    ("whitened", "least"), [(False, 0.5), (True, 1.5 / K)]
)  # whitening enlarges the noise of views
def test_student_is_as_sure_as_views_agree(whitened: bool, least: float) -> None:
    X, views = gaussians(0.3)
    found = LowRankDP(K, whitened=whitened, **SMALL).fit(X, views=views)
    assert least < found.history_["agreement"] < 1
    assert found.confidence_.mean() == pytest.approx(found.history_["agreement"], abs=0.02)


def test_learning_brings_views_together_and_makes_them_sure() -> None:
    history = fitted().history_
    assert history["guidance"][-1] < 0.2 * history["guidance"][0]
    assert history["loss"][-1] < history["loss"][0]
    assert history["confidence gap"][-1] < 0.3 < history["confidence gap"][0]
    assert history["consistency gap"][-1] < 0.3
    assert len(history["loss"]) == len(history["confidence gap"]) == SMALL["n_epochs"]


@pytest.mark.parametrize("guidance", ["renorm", "uniform"])
def test_other_variants_of_the_guidance_find_the_kinds_too(guidance: str) -> None:
    assert accuracy(fitted(guidance=guidance)) > 0.95


def test_number_that_is_asked_for_is_used() -> None:
    found = fitted(n_clusters=3)
    assert found.n_clusters_ == 3
    assert found.history_["trust"]["reliable"] is None


def test_number_is_no_larger_than_that_of_the_prototypes() -> None:
    found = fitted(truncation=4)
    assert found.n_clusters_ == found.history_["chosen"]["n_clusters"] == 4


def test_everything_can_be_one_kind() -> None:
    assert fitted(n_clusters=1, n_epochs=6).n_clusters_ == 1


def test_prior_leaves_fewer_clusters_than_there_were_prototypes() -> None:
    found = fitted(coupling="prior")
    assert {"prior", *TERMS} < set(found.history_)
    assert K <= found.n_clusters_ < SMALL["truncation"]


@pytest.mark.parametrize("term", TERMS)
def test_every_term_can_be_switched_off(term: str) -> None:
    terms = tuple(other for other in TERMS if other != term)
    history = fitted(terms=terms, n_epochs=6).history_
    assert term not in history
    assert set(terms) < set(history)


def test_plain_noise_in_place_of_the_learnt_perturbation_finds_the_kinds_too() -> None:
    assert accuracy(fitted(perturbation="noise")) > 0.98


def test_teacher_of_other_features_decides_whom_the_student_follows() -> None:
    X, views = gaussians()
    coarse = np.eye(2, 8)[KINDS % 2] + 0.01 * np.random.default_rng(1).normal(size=(N, 8))
    found = LowRankDP(2, **SMALL).fit(X, views=views, teacher=coarse)
    halves = evaluate(found.labels_, [str(kind % 2) for kind in KINDS]).scores["acc"]
    assert halves > 0.95


@pytest.mark.parametrize("stop_after", [1, 3, 5])
def test_stopped_training_goes_on_with_the_same_bits(stop_after: int, tmp_path: Path) -> None:
    """Before, at and after the epoch in which the mixture counts."""
    X, views = gaussians()
    checkpoint, epochs = tmp_path / "training", []

    def stop(done: int, total: int) -> None:
        if done == stop_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        LowRankDP(**BRIEF).fit(X, views=views, checkpoint=checkpoint, progress=stop)
    found = LowRankDP(**BRIEF).fit(
        X, views=views, checkpoint=checkpoint, progress=lambda done, total: epochs.append(done)
    )
    assert epochs == list(range(stop_after, 7))
    undisturbed = LowRankDP(**BRIEF).fit(X, views=views)
    assert bits(found) == bits(undisturbed)
    assert found.history_ == undisturbed.history_


def test_without_neighbours_and_noise_it_is_the_published_method() -> None:
    assert accuracy(fitted(n_neighbors=0, jitter=None, guidance="uniform", n_clusters=K)) > 0.9


def test_negligible_clusters_do_not_count() -> None:
    X, views = gaussians()
    odd = np.eye(1, D, D - 1, dtype=np.float32) * 3
    X[:2], views[:, :2] = odd, odd  # two pictures far from everything
    found = LowRankDP(**SMALL).fit(X, views=views)
    assert np.bincount(found.labels_).min() > 10


def test_same_seed_same_bits_and_new_rows_find_their_kind() -> None:
    found = fitted()
    assert bits(found) == bits(fitted())
    new = 0.3 + np.eye(K, D)[KINDS[:60]] + 0.12 * np.random.default_rng(9).normal(size=(60, D))
    np.testing.assert_array_equal(found.predict(new), found.labels_[:60])
    assert found.embed(new).shape == (60, 256)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"coupling": "glue"}, "coupling"),
        ({"guidance": "gentle"}, "guidance"),
        ({"perturbation": "earthquake"}, "perturbation"),
        ({"terms": ("guidance", "peace")}, "loss term"),
        ({"precision": "float8"}, "precision"),
    ],
)
def test_unknown_words_are_named(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(UnknownName, match=message):
        fitted(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"terms": ()},
        {"top_k": 0},
        {"n_neighbors": -1},
        {"batch_size": 2},
        {"truncation": 1},
        {"n_epochs": 2},
        {"hidden": (0,)},
        {"learning_rate": 0.0},
        {"concentration": -1.0},
        {"jitter": float("nan")},
        {"n_clusters": N + 1},
        {"n_clusters": 25},  # more than the truncation
    ],
)
def test_settings_without_such_a_value_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        fitted(**settings)


def test_data_that_do_not_fit_are_refused() -> None:
    X, views = gaussians()
    with pytest.raises(InputError, match="jitter"):
        LowRankDP(**SMALL).fit(X)
    with pytest.raises(InputError, match=r"shape \(v, 360, 24\)"):
        LowRankDP(**SMALL).fit(X, views=views[:, :10])
    with pytest.raises(InputError, match=r"teacher must be of shape \(360, d\)"):
        LowRankDP(**SMALL).fit(X, views=views, teacher=X[:5])
    with pytest.raises(InputError, match="teacher contains NaN"):
        LowRankDP(**SMALL).fit(X, views=views, teacher=np.full_like(X, np.nan))
