"""Agglomerative and Spectral: scikit-learn's clusters, with copies counted once."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

import kindfold.clustering.agglomerative as module
from kindfold.clustering.agglomerative import Agglomerative
from kindfold.clustering.spectral import Spectral


def rings() -> NDArray[np.float32]:
    """Two circles around one centre: no mean separates them, a graph does."""
    angles = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.concatenate([circle, 4 * np.repeat(circle, 2, axis=0) * np.tile([[1.0], [1.02]], (80, 1))]).astype("f4")


@pytest.mark.parametrize("linkage", ["ward", "average", "single"])
def test_merges_are_those_of_scikit_learn(linkage: str) -> None:
    X = np.random.RandomState(0).randn(100, 3).astype(np.float32)
    peer = AgglomerativeClustering(5, linkage=linkage).fit_predict(X)
    assert adjusted_rand_score(peer, Agglomerative(5, linkage=linkage).fit(X).labels_) == 1


def test_many_rows_merge_along_the_graph_of_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    X = np.concatenate([np.random.RandomState(0).randn(40, 3), 20 + np.random.RandomState(1).randn(30, 3)])
    monkeypatch.setattr(module, "MAX_DENSE", 50)
    labels = Agglomerative(2).fit(X).labels_
    assert labels.tolist() == [0] * 40 + [1] * 30


def test_spectral_separates_what_a_graph_can() -> None:
    labels = Spectral(2, n_neighbors=5, random_state=0).fit(rings()).labels_
    assert labels.tolist() == [1] * 80 + [0] * 160


@pytest.mark.parametrize("method", [Agglomerative(3), Spectral(3, random_state=0)], ids=["agglomerative", "spectral"])
def test_copies_of_one_row_do_not_move_the_others(method: Any) -> None:
    random = np.random.RandomState(0)
    X = np.repeat(10 * np.eye(3), [30, 25, 20], axis=0) + random.randn(75, 3)
    alone = method.fit(X).labels_
    copied = method.fit(np.concatenate([X, np.repeat(X[:1], 300, axis=0)])).labels_
    assert adjusted_rand_score(alone, copied[:75]) == 1
    assert set(copied[75:]) == {copied[0]}
