"""Peers keep the contract of every method, and do what their papers say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.utils.estimator_checks import estimator_checks_generator

from kindfold.bench.contestants import load_class
from kindfold.bench.peers import PEERS
from kindfold.bench.peers.linear import Scaled
from kindfold.bench.peers.sic import SIC, semantic_centers, useful
from kindfold.bench.peers.temi import TEMI, Heads
from kindfold.bench.peers.turtle import TURTLE, TaskEncoder, classifier
from kindfold.clustering.base import Clusterer
from kindfold.clustering.kmeans import KMeans
from kindfold.errors import InputError, SettingError
from kindfold.evaluation.matched import evaluate

every_peer = pytest.mark.parametrize("name", PEERS)
SETTINGS: dict[str, dict[str, Any]] = {
    "gradnorm": {},
    "scan": {"n_neighbors": 5, "n_epochs": 60, "learning_rate": 0.02, "threshold": 0.9},
    "sic": {"n_nouns": 3, "n_semantic": 1, "n_epochs": 100, "learning_rate": 0.02, "n_neighbors": 5},
    "temi": {"n_heads": 2, "n_epochs": 200, "learning_rate": 0.01},
    "turtle": {"n_steps": 60, "learning_rate": 0.05},
}


def blobs(*sizes: int) -> NDArray[np.float32]:
    """Three kinds, by default of equal size, which most of the peers want."""
    kinds = np.repeat(np.arange(3), sizes or (40, 40, 40))
    return (10 * np.eye(3, 6)[kinds] + np.random.RandomState(0).randn(len(kinds), 6)).astype(np.float32)


def fitted(name: str, X: Any = None, **settings: Any) -> Clusterer:
    estimator = load_class(name)(**{"n_clusters": 3, "random_state": 0, **SETTINGS[name], **settings})
    X = blobs() if X is None else X
    return estimator.fit(X, **({"words": np.eye(X.shape[1])} if estimator.needs_words else {}))


def of_rows(cls: type[Clusterer]) -> type[Clusterer]:
    """A peer that is content with rows: what it needs of words is made from them."""
    if not cls.needs_words:
        return cls

    class OfRows(cls):  # type: ignore[misc, valid-type]
        def fit(self, X: Any, y: object = None) -> Any:
            try:
                words = KMeans(min(3, len(X)), random_state=0).fit(X).cluster_centers_
            except (TypeError, ValueError):
                words = None  # the rows will be refused for what is wrong with them
            return super().fit(X, words=words)

    OfRows.__qualname__ = OfRows.__name__ = f"{cls.__name__}OfRows"
    globals()[OfRows.__name__] = OfRows  # where pickle looks for it
    return OfRows


FEW_STEPS: dict[str, dict[str, Any]] = {
    "gradnorm": {},
    "scan": {"n_epochs": 2, "n_neighbors": 2},
    "sic": {"n_epochs": 2, "n_neighbors": 2, "n_nouns": 2, "n_semantic": 1},
    "temi": {"n_epochs": 2, "n_heads": 2},
    "turtle": {"n_steps": 2},
}
# after so few steps no kinds are found: that they are is a test of its own
CHECKS = [
    pytest.param(estimator, check, id=f"{name}-{check.func.__name__}")
    for name in PEERS
    for estimator, check in estimator_checks_generator(of_rows(load_class(name))(**FEW_STEPS[name]), mark=None)
    if check.func.__name__ != "check_clustering"
]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(("estimator", "check"), CHECKS)
def test_scikit_learn_agrees(estimator: Any, check: Any) -> None:
    check(estimator)


@every_peer
def test_kinds_that_lie_apart_are_found(name: str) -> None:
    found = fitted(name)
    assert found.n_clusters_ == 3
    least = 0.95 if name == "sic" else 119 / 120  # which is taught by nouns too, that cut a kind elsewhere
    assert evaluate(found.labels_, np.arange(3).repeat(40)).scores["acc"] >= least


@every_peer
def test_rows_of_the_fit_are_placed_where_they_were_also_by_a_saved_peer(name: str, tmp_path: Path) -> None:
    found = fitted(name)
    np.testing.assert_array_equal(found.predict(blobs()), found.labels_)
    found.save(tmp_path)
    np.testing.assert_array_equal(type(found).load(tmp_path).predict(blobs()), found.labels_)


@every_peer
def test_the_same_seed_gives_the_same_labels(name: str) -> None:
    np.testing.assert_array_equal(fitted(name).labels_, fitted(name).labels_)


@every_peer
def test_an_impossible_number_of_clusters_is_a_setting_error(name: str) -> None:
    with pytest.raises(SettingError, match="n_clusters"):
        fitted(name, n_clusters=0)


@pytest.mark.parametrize("name", ["gradnorm", "sic"])
def test_a_peer_of_words_does_not_go_without(name: str) -> None:
    with pytest.raises(InputError, match="learns from words"):
        load_class(name)(3).fit(blobs())


@pytest.mark.parametrize(
    ("name", "setting"),
    [("scan", {"entropy_weight": 0}), ("temi", {"beta": -1}), ("turtle", {"n_inner": 0}), ("sic", {"share": 0})],
)
def test_a_setting_that_cannot_be_is_named(name: str, setting: dict[str, Any]) -> None:
    with pytest.raises(SettingError, match=next(iter(setting))):
        fitted(name, **setting)


def test_a_map_of_scaled_rows_is_that_of_the_rows_as_they_came() -> None:
    X = 3 + 7 * blobs()
    scaled = Scaled.of(X, "cpu")
    assert float(scaled.rows.square().mean()) == pytest.approx(1, rel=1e-5)
    assert float(scaled.rows.mean(0).abs().max()) < 1e-5
    weight, bias = torch.randn(3, 6), torch.randn(3)
    [(W, b)] = scaled.unscaled(weight, bias)
    np.testing.assert_allclose(X @ W.T + b, scaled.rows @ weight.T + bias, atol=1e-3)


def test_a_fresh_classifier_of_turtle_learns_what_it_is_taught() -> None:
    generator = torch.Generator().manual_seed(0)
    z = Scaled.of(blobs(), "cpu").rows
    q = torch.eye(3).repeat_interleave(40, dim=1)  # (k, b)

    def loss(n_steps: int) -> float:
        W, b = classifier(z, q, n_steps, 0.01, generator.manual_seed(0))
        return float(-(q * (z @ W.T + b).log_softmax(1).T).sum(0).mean())

    assert loss(1) > loss(10) > loss(100)


def test_adam_of_turtle_is_that_of_torch() -> None:
    z, q = Scaled.of(blobs(), "cpu").rows, torch.rand(120, 3).softmax(1)
    W, b = classifier(z, q.T, 7, 0.01, torch.Generator().manual_seed(0))
    layer = torch.nn.Linear(6, 3)
    start = classifier(z, q.T, 0, 0.01, torch.Generator().manual_seed(0))
    with torch.no_grad():
        layer.weight.copy_(start[0]), layer.bias.copy_(start[1])
    descent = torch.optim.Adam(layer.parameters(), 0.01)
    for _ in range(7):
        descent.zero_grad()
        (-(q * layer(z).log_softmax(1)).sum(1).mean()).backward()
        descent.step()
    torch.testing.assert_close(W, layer.weight.data, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(b, layer.bias.data, rtol=1e-4, atol=1e-5)


def test_the_length_of_a_task_encoder_is_learnt_apart_from_its_direction() -> None:
    encoder = TaskEncoder([6], 3, generator=torch.Generator().manual_seed(0))
    [(W, _)] = encoder.maps()
    torch.testing.assert_close(W.norm(dim=1, keepdim=True), encoder.lengths[0].data)


def test_turtle_takes_a_second_space() -> None:
    labels = TURTLE(3, **SETTINGS["turtle"], random_state=0).fit(blobs(), teacher=blobs()[:, ::-1]).labels_
    assert np.bincount(labels).tolist() == [40, 40, 40]


def test_a_teacher_of_temi_follows_its_student_slowly() -> None:
    heads = Heads(2, 3, 4, generator=torch.Generator().manual_seed(0))
    before = heads.slow.clone()
    with torch.no_grad():
        heads.weight.add_(1)
    heads.follow(torch.zeros(3, 2, 5).log_softmax(0), 0.9)
    torch.testing.assert_close(heads.slow, before + 0.1)
    torch.testing.assert_close(heads.usage.sum(1), torch.ones(2))


def test_temi_lets_clusters_be_of_different_size() -> None:
    settings = SETTINGS["temi"]
    assert np.bincount(TEMI(3, random_state=0, **settings).fit(blobs(60, 40, 20)).labels_).tolist() == [60, 40, 20]


def test_common_nouns_and_those_far_from_every_picture_are_of_no_use_to_sic() -> None:
    words = torch.nn.functional.normalize(torch.tensor([[1.0, 1, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]))
    centers = torch.eye(4)[:2]
    assert useful(words, centers, 2).tolist() == words[[1, 2]].tolist()


def test_a_semantic_centre_is_made_of_the_nouns_nearest_to_the_surest_pictures() -> None:
    pictures, nouns = torch.eye(3)[[0, 0, 1, 1]], torch.eye(3)
    logits = torch.tensor([[9.0, 0], [8, 0], [0, 9], [0, 8]])
    assert semantic_centers(logits, pictures, nouns, 2, 1).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert SIC(3).needs_words == "nouns"
