"""ModelReuse: a student that follows the confident groups of another model, and can be stopped and go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kindfold.clustering.model_reuse import TERMS, ModelReuse
from kindfold.errors import InputError, SettingError, UnknownName
from kindfold.evaluation.matched import evaluate

K, N, D = 6, 360, 24
KINDS = np.arange(N) % K
SMALL: dict[str, Any] = {"hidden": (32,), "n_epochs": 20, "batch_size": 60, "random_state": 0}


def gaussians(noise: float = 0.12) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Six classes with a mean in common: rows (n, d), and three noisy views of them."""
    random = np.random.default_rng(0)
    X = 0.3 + np.eye(K, D)[KINDS] + noise * random.normal(size=(N, D))
    views = X + noise * random.normal(size=(3, N, D))
    return X.astype(np.float32), views.astype(np.float32)


def fitted(n_clusters: Any = K, **settings: Any) -> ModelReuse:
    X, views = gaussians()
    return ModelReuse(n_clusters, **{**SMALL, **settings}).fit(X, views=views)


def accuracy(found: ModelReuse, modulus: int = K) -> float:
    return evaluate(found.labels_, [str(kind % modulus) for kind in KINDS]).scores["acc"]


def bits(found: ModelReuse) -> list[bytes]:
    return [found.labels_.tobytes(), found.confidence_.tobytes(), *(array.tobytes() for array in found.model_)]


@pytest.mark.parametrize("n_clusters", [K, "auto"])
def test_kinds_are_found(n_clusters: Any) -> None:
    found = fitted(n_clusters)
    assert found.n_clusters_ == K
    assert accuracy(found) > 0.98
    assert ("n_clusters_from" in found.history_) == (n_clusters == "auto")


def test_views_become_alike_and_certain() -> None:
    history = fitted().history_
    assert set(TERMS) < set(history)
    assert history["confidence gap"][-1] < 0.2 < history["confidence gap"][0]
    assert history["consistency gap"][-1] < 0.1
    assert history["balance"][-1] < 0.1


@pytest.mark.parametrize("term", TERMS)
def test_every_term_can_be_switched_off(term: str) -> None:
    terms = tuple(other for other in TERMS if other != term)
    history = fitted(terms=terms, n_epochs=4).history_
    assert term not in history
    assert set(terms) < set(history)


def test_no_picture_is_confident_where_none_may_be() -> None:
    history = fitted(confident=(0.0, 0.0), n_epochs=4).history_
    assert history["confident"] == [0.0] * 4
    assert min(history["mass"]) > 0


def test_reused_model_decides_what_the_groups_are() -> None:
    X, views = gaussians()
    coarse = np.eye(2, 8)[KINDS % 2] + 0.01 * np.random.default_rng(1).normal(size=(N, 8))
    found = ModelReuse(2, **SMALL).fit(X, views=views, teacher=coarse)
    assert accuracy(found, 2) > 0.95


def test_stopped_training_goes_on_with_the_same_bits(tmp_path: Path) -> None:
    X, views = gaussians()
    checkpoint, epochs = tmp_path / "training", []
    settings = {**SMALL, "n_epochs": 5}

    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ModelReuse(K, **settings).fit(X, views=views, checkpoint=checkpoint, progress=stop)
    found = ModelReuse(K, **settings).fit(
        X, views=views, checkpoint=checkpoint, progress=lambda done, total: epochs.append(done)
    )
    assert epochs == [2, 3, 4, 5]
    assert bits(found) == bits(ModelReuse(K, **settings).fit(X, views=views))


@pytest.mark.parametrize("settings", [{"terms": ("mass", "weight")}, {"precision": "float8"}])
def test_unknown_words_are_named(settings: dict[str, Any]) -> None:
    with pytest.raises(UnknownName):
        fitted(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"terms": ()},
        {"top_k": 0},
        {"confident": (0.5,)},
        {"confident": (0.5, 1.5)},
        {"n_neighbors": -1},
        {"batch_size": 2},
        {"n_epochs": 0},
        {"hidden": (0,)},
        {"learning_rate": 0.0},
        {"n_clusters": N + 1},
    ],
)
def test_settings_without_such_a_value_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        fitted(**settings)


def test_views_or_their_size_are_needed() -> None:
    with pytest.raises(InputError, match="jitter"):
        ModelReuse(K, **SMALL).fit(gaussians()[0])
