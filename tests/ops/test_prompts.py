"""Prompts: their vectors stand where a noun would, and nothing else is learnt."""

import pytest
import torch

from kindfold.ops.prompts import Prompts, frame
from towers import ToyTower

EVERY_LENGTH = pytest.mark.parametrize("length", [None, 16])


def prompts(tower: ToyTower, k: int = 3, n_tokens: int = 2) -> Prompts:
    return Prompts(tower, k, n_tokens, generator=torch.Generator().manual_seed(0))


@EVERY_LENGTH
def test_a_prompt_whose_vectors_are_those_of_words_is_the_text_with_these_words(length: int | None) -> None:
    tower = ToyTower(8, length=length)
    learnt = prompts(tower, k=2)
    with torch.no_grad():
        learnt.vectors[1] = tower.tokens(["red car"])[0][0, 1:3]
    expected = tower(*tower.tokens(["a photo of a red car ."]))
    torch.testing.assert_close(learnt(torch.tensor([1])), expected)


def test_a_prompt_is_no_longer_than_its_text() -> None:
    head, tail = frame(ToyTower(8), 4)
    assert (len(head), len(tail)) == (5, 2)


def test_padding_gives_way_to_the_vectors_where_the_length_is_fixed() -> None:
    head, tail = frame(ToyTower(8, length=16), 4)
    assert len(head) + 4 + len(tail) == 16


def test_only_the_vectors_are_learnt() -> None:
    tower = ToyTower(8)
    learnt = prompts(tower)
    assert [name for name, _ in learnt.named_parameters()] == ["vectors"]
    learnt(torch.arange(3)).sum().backward()
    assert learnt.vectors.grad is not None and (learnt.vectors.grad != 0).any(dim=2).all()


def test_the_same_generator_gives_the_same_prompts_and_all_of_them_differ() -> None:
    one, other = prompts(ToyTower(8)), prompts(ToyTower(8))
    assert torch.equal(one.vectors, other.vectors)
    features = one(torch.arange(3))
    torch.testing.assert_close(features.norm(dim=1), torch.ones(3))
    assert torch.pdist(features).min() > 1e-4
