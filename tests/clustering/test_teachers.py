"""What the teacher scores: its nouns name the clusters, and the student's prototypes are followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from kindfold.clustering.lowrank_dp import LowRankDP
from kindfold.clustering.teachers import MEMORY, Projection, Reading, called
from kindfold.errors import InputError, UnknownName
from kindfold.evaluation.matched import evaluate
from kindfold.ops.blocks import unit_rows
from kindfold.ops.prototypes import frozen_targets

K, N, D = 4, 240, 20
KINDS = np.arange(N) % K
SMALL: dict[str, Any] = {"hidden": (32,), "n_epochs": 24, "batch_size": 60, "truncation": 16, "random_state": 0}


def rows() -> NDArray[np.float32]:
    return (np.eye(K, D)[KINDS] + 0.1 * np.random.default_rng(0).normal(size=(N, D))).astype(np.float32)


def words() -> NDArray[np.float32]:
    """Twelve nouns for other things, then one for each kind."""
    others = np.eye(12, D, K) + 0.1 * np.random.default_rng(1).normal(size=(12, D))
    return np.concatenate([others, np.eye(K, D)]).astype(np.float32)


def chance() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def fitted(reading: str, **data: Any) -> LowRankDP:
    return LowRankDP(reading=reading, jitter=0.3, **SMALL).fit(rows(), words=words(), **data)


def accuracy(labels: NDArray[np.int64]) -> float:
    return evaluate(labels, [str(kind) for kind in KINDS]).scores["acc"]


@pytest.mark.parametrize("reading", ["clusters", "nouns", "prototypes"])
def test_every_reading_finds_the_kinds(reading: str) -> None:
    found = fitted(reading)
    assert found.n_clusters_ == K
    assert accuracy(found.labels_) > 0.98
    assert hasattr(found, "nouns_") == (reading == "nouns")


def test_clusters_are_called_by_the_nouns_of_their_kinds() -> None:
    found = fitted("nouns")
    kind_of = [int(np.bincount(KINDS[found.labels_ == c]).argmax()) for c in range(K)]
    assert found.nouns_[:, 0].tolist() == [12 + kind for kind in kind_of]
    assert (np.diff(found.noun_scores_, axis=1) <= 0).all()
    assert (found.noun_scores_[:, 0] > 0).all()


def test_scores_of_a_noun_add_up_to_nothing_over_clusters_of_all_votes() -> None:
    best, scores = called(rows(), words()[-K:], np.arange(K), KINDS)
    total = np.zeros(K)
    np.add.at(total, best, scores)
    np.testing.assert_allclose(total, 0, atol=1e-6)


def test_nouns_are_those_that_pictures_have_a_use_for() -> None:
    read = Reading.of_nouns(
        rows(), unit_rows(torch.from_numpy(words())).numpy(), K, 2, generator=chance(), device="cpu"
    )
    assert read.used is not None
    assert set(range(12, 12 + K)) <= set(read.used.tolist())
    best = read.used[read.targets.indices[:, 0].numpy()]
    assert (best == 12 + KINDS).mean() > 0.98


def test_projection_starts_at_the_clusters_and_follows_slowly() -> None:
    teaching = unit_rows(torch.randn(50, 8, generator=chance()))
    centers = teaching[:6]
    projection = Projection(centers, 12, generator=chance())
    start = projection.mean.clone()
    same = projection.follow(start, teaching, 3)
    torch.testing.assert_close(same.indices, frozen_targets(teaching, centers, 3, 0.05).indices)
    elsewhere = unit_rows(torch.randn(6, 12, generator=torch.Generator().manual_seed(3)))
    projection.follow(elsewhere, teaching, 3)
    expected = unit_rows(MEMORY * start + (1 - MEMORY) * elsewhere)
    torch.testing.assert_close(projection.mean, expected)


@pytest.mark.parametrize("reading", ["nouns", "prototypes"])
def test_stopped_training_goes_on_with_the_same_bits(reading: str, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fitted(reading, checkpoint=tmp_path / "training", progress=stop)
    found, undisturbed = fitted(reading, checkpoint=tmp_path / "training"), fitted(reading)
    assert [a.tobytes() for a in found.model_] == [a.tobytes() for a in undisturbed.model_]


def test_what_is_missing_or_unknown_is_said() -> None:
    with pytest.raises(InputError, match="words"):
        LowRankDP(reading="nouns", jitter=0.3, **SMALL).fit(rows())
    with pytest.raises(UnknownName, match="nouns"):
        LowRankDP(reading="noun", jitter=0.3, **SMALL).fit(rows())
