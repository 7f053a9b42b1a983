"""The nouns kept: how many, whose, by which ranking, and in no order but that of the list."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from kindfold.errors import UnknownName
from kindfold.ops import nouns as module
from kindfold.ops.nouns import (
    MIN_SAMPLE,
    RANKINGS,
    confidence,
    fine_centers,
    gradient_norm,
    n_fine,
    select_nouns,
    similarity,
    small_gradient,
)

every_ranking = pytest.mark.parametrize("ranking", RANKINGS)


def directions(m: int, d: int = 8, seed: int = 0) -> Tensor:
    return normalize(torch.randn(m, d, generator=torch.Generator().manual_seed(seed)))


@pytest.mark.parametrize(
    ("n", "k", "c"),
    [  # the sizes of the published experiments, and their numbers of centres
        (50_000, 10, 167),
        (50_000, 20, 167),
        (5_000, 10, 17),
        (13_000, 10, 43),
        (19_500, 15, 65),
        (3_760, 47, 141),
        (9_537, 101, 303),
        (1_281_167, 1000, 4271),
        (310, 1, 1),
        (600, 2, 2),
        (20, 10, 20),
        (7, 7, 7),
    ],
)
def test_number_of_centres_is_one_for_300_pictures_or_three_for_a_small_cluster(n: int, k: int, c: int) -> None:
    assert n_fine(n, k) == c


def test_centres_are_unit_and_as_many_as_asked_for() -> None:
    centers = fine_centers(directions(200), 5, generator=torch.Generator().manual_seed(0))
    assert centers.shape == (15, 8)
    torch.testing.assert_close(centers.norm(dim=1), torch.ones(15))


def test_centres_of_a_sample_are_the_means_of_all_rows_nearest_to_them() -> None:
    kinds = torch.arange(2 * MIN_SAMPLE) % 4
    X = normalize(torch.eye(4, 6)[kinds] + 0.1 * directions(len(kinds), 6))
    centers = fine_centers(X, 20, generator=torch.Generator().manual_seed(0))
    assert len(centers) == round(len(X) / 300)
    owner = (X @ centers.T).argmax(1)
    means = normalize(torch.stack([X[owner == c].sum(0) for c in range(len(centers))]))
    assert ((means * centers).sum(1) > 0.99).all()


def test_centres_do_not_depend_on_how_many_pictures_are_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    X = directions(MIN_SAMPLE + 999)
    whole = fine_centers(X, 20, generator=torch.Generator().manual_seed(0))
    monkeypatch.setattr(module, "BLOCK", 5000)
    torch.testing.assert_close(fine_centers(X, 20, generator=torch.Generator().manual_seed(0)), whole)


@every_ranking
def test_every_centre_keeps_its_best_few(ranking: str) -> None:
    words, centers = directions(300), directions(7, seed=1)
    cosines = words.double() @ centers.double().T
    score, owner = RANKINGS[ranking](cosines), cosines.argmax(1)
    kept = select_nouns(words, centers, ranking=ranking, n_nouns=4)
    assert kept.tolist() == sorted(set(kept.tolist()))
    for c in range(7):
        own = (owner == c).nonzero()[:, 0]
        best = own[score[own].argsort(descending=True)[:4]]
        assert set(best.tolist()) == {j for j in kept.tolist() if owner[j] == c}


@every_ranking
def test_more_nouns_a_centre_keep_those_that_fewer_did(ranking: str) -> None:
    words, centers = directions(300), directions(7, seed=1)
    few, many = (set(select_nouns(words, centers, ranking=ranking, n_nouns=n).tolist()) for n in (2, 6))
    assert few < many
    assert set(select_nouns(words, centers, ranking=ranking, n_nouns=300).tolist()) == set(range(300))


@every_ranking
def test_order_of_words_and_of_centres_changes_nothing(ranking: str) -> None:
    words, centers, order = directions(300), directions(7, seed=1), torch.randperm(300)
    kept = select_nouns(words, centers, ranking=ranking)
    assert set(order[select_nouns(words[order], centers.flip(0), ranking=ranking)].tolist()) == set(kept.tolist())


def test_copies_of_a_word_are_a_tie_won_by_the_first() -> None:
    words = directions(3).repeat_interleave(4, 0)
    assert select_nouns(words, directions(3), n_nouns=2).tolist() == [0, 1, 4, 5, 8, 9]


def test_centre_that_no_word_is_nearest_to_keeps_none() -> None:
    words, centers = torch.eye(2, 4), torch.eye(3, 4)
    assert select_nouns(words, centers).tolist() == [0, 1]
    assert select_nouns(words[:0], centers).tolist() == []


def test_confidence_depends_on_all_centres_and_similarity_on_the_nearest() -> None:
    near, alone = torch.tensor([[0.9, 0.9, 0.0]]), torch.tensor([[0.9, 0.0, 0.0]])
    assert similarity(near) == similarity(alone)
    assert confidence(near) < confidence(alone)
    assert confidence(alone).item() == pytest.approx(math.exp(0.9) / (math.exp(0.9) + 2))


@pytest.mark.parametrize("temperature", [0.02, 0.1, 1.0])
def test_gradient_norm_is_that_of_a_classifier_made_of_the_centres(temperature: float) -> None:
    words, centers = directions(20).double(), directions(5, seed=1).double()
    norms = []
    for word in words:
        weight = centers.clone().requires_grad_()
        logits = weight @ word / temperature
        (gradient,) = torch.autograd.grad(cross_entropy(logits[None], logits.argmax()[None]), weight)
        norms.append(temperature * gradient.norm())
    torch.testing.assert_close(gradient_norm(words @ centers.T, temperature), torch.stack(norms))


def test_smallest_gradient_ranks_first() -> None:
    cosines = directions(50) @ directions(5, seed=1).T
    assert small_gradient(cosines).argmax() == gradient_norm(cosines).argmin()


def test_unknown_ranking_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'confidence'"):
        select_nouns(directions(3), directions(2), ranking="confidense")
