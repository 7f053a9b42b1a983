"""Scores equal scikit-learn's and scipy's, and are defined where those leave a gap."""

import warnings

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn import metrics

from kindfold.data.clustering import Clustering
from kindfold.errors import InputError
from kindfold.evaluation import matched
from kindfold.evaluation.matched import class_recalls, contingency, evaluate, match_clusters

SCORES = ("acc", "nmi", "ami", "ari", "purity")
PEERS = {
    "nmi": metrics.normalized_mutual_info_score,
    "ami": metrics.adjusted_mutual_info_score,
    "ari": metrics.adjusted_rand_score,
}


def random_pair(seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Labels and classes of random number, size and agreement; one in four cases is degenerate."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 4 if seed % 8 == 0 else 120))
    k, c = (1, 5) if seed % 8 == 4 else rng.integers(1, n + 1, size=2)
    truth = rng.integers(c, size=n)
    labels = np.where(rng.random(n) < rng.random(), truth, rng.integers(k, size=n))
    if seed % 16 == 1:
        labels = np.arange(n)
    return labels, truth


def square_accuracy(labels: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    """The common form: a square table, padded with zeros."""
    side = max(labels.max(), truth.max()) + 1
    table = np.zeros((side, side))
    np.add.at(table, (labels, truth), 1)
    return float(table[linear_sum_assignment(-table)].sum() / len(labels))


def test_scores_equal_their_peers_on_1000_random_cases() -> None:
    for seed in range(1000):
        labels, truth = random_pair(seed)
        scores = evaluate(labels, truth)
        assert scores["acc"] == pytest.approx(square_accuracy(labels, truth), abs=1e-12)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # scikit-learn doubts that many classes are classes
            for name, peer in PEERS.items():
                assert scores[name] == pytest.approx(peer(truth, labels), abs=1e-12), (seed, name)


def test_scores_ignore_the_numbering() -> None:
    rng = np.random.default_rng(0)
    labels, truth = rng.integers(7, size=200), rng.integers(5, size=200)
    renamed, words = rng.permutation(7)[labels] + 100, np.array(list("abcde"))[truth]
    one, other = evaluate(labels, truth), evaluate(renamed, words)
    for name in SCORES:
        assert one[name] == pytest.approx(other[name], abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 50])
def test_equal_partitions_score_one(n: int) -> None:
    for labels in (np.arange(n), np.zeros(n, dtype=int)):
        scores = evaluate(labels, labels + 3)
        assert [scores[name] for name in SCORES] == [1.0] * 5


def test_one_cluster_tells_nothing() -> None:
    scores = evaluate(np.zeros(12, dtype=int), np.arange(12) % 3)
    assert [scores[name] for name in ("nmi", "ami", "ari")] == [0.0, 0.0, 0.0]
    assert scores["acc"] == scores["purity"] == pytest.approx(1 / 3)


def test_unmatched_clusters_score_zero() -> None:
    labels, truth = [0, 0, 0, 1, 1, 2], ["a"] * 6
    table = contingency(labels, truth)
    assert matched.accuracy(table) == 0.5 and matched.purity(table) == 1.0
    assert match_clusters(table) == {0: "a"}


def test_recall_names_the_class_that_found_no_cluster() -> None:
    rows = class_recalls(contingency([0, 0, 0, 0, 0, 1, 1], ["cat"] * 3 + ["dog", "dog", "owl", "owl"]))
    assert [(row.name, row.size, row.cluster, row.recall) for row in rows] == [
        ("cat", 3, 0, 1.0),
        ("dog", 2, None, 0.0),
        ("owl", 2, 1, 1.0),
    ]


def test_tail_recall_looks_at_the_smallest_third() -> None:
    truth = np.repeat([0, 1, 2], [60, 30, 3])
    labels = np.where(truth == 2, 0, truth)
    scores = evaluate(labels, truth)
    assert scores["recall_tail"] == 0 and scores["recall_mean"] == pytest.approx(2 / 3)


def test_only_labelled_pictures_count() -> None:
    ids = ("a.jpg", "b.jpg", "c.jpg", "d.jpg")
    scores = evaluate([0, 0, 1, 1], {"a.jpg": "cat", "c.jpg": "dog", "gone.jpg": "owl"}, ids=ids)
    assert (scores["n"], scores["n_labelled"], scores["acc"]) == (4, 2, 1.0)
    assert evaluate([0, 0, 1, 1], ["cat", None, "dog", None]).scores == scores.scores


def test_a_clustering_is_scored_as_its_labels() -> None:
    labels = np.array([0, 0, 1, 2])
    noun = Clustering(labels, np.ones(4, np.float32), np.zeros(4, bool))
    assert evaluate(noun, list("aabb")).scores == evaluate(labels, list("aabb")).scores


def test_k_error_is_signed_and_relative() -> None:
    assert evaluate([0, 1, 2, 3], [0, 0, 1, 1])["k_error"] == 1.0
    assert evaluate([0, 0, 0, 0], [0, 0, 1, 1])["k_error"] == -0.5


def test_pair_counts_do_not_overflow() -> None:
    table = matched.Table(np.full((2, 2), 10**9), np.arange(2), np.arange(2))
    assert matched.ari(table) == pytest.approx(0, abs=1e-8)


def test_misfits_are_refused() -> None:
    with pytest.raises(InputError, match="3 classes do not fit 2"):
        evaluate([0, 1], [0, 1, 2])
    with pytest.raises(InputError, match="needs the ids"):
        evaluate([0, 1], {"a": 1})
    with pytest.raises(InputError, match=r"called like 'x.jpg'.*names like 'y.jpg'"):
        evaluate([0], {"y.jpg": "cat"}, ids=["x.jpg"])
    with pytest.raises(InputError, match="none of the 0"):
        evaluate([], [])
