"""Prompts: the encoder's own sentence, or seven, each with a place for the noun."""

import pytest

from kindfold.errors import UnknownName
from kindfold.naming.prompts import SEVEN, sentences


def test_own_prompt_is_that_of_the_encoder() -> None:
    assert sentences("own", "a photo of a {}") == ("a photo of a {}",)


def test_seven_prompts_differ_and_hold_the_noun_once() -> None:
    assert sentences("seven", "{}") == SEVEN
    assert len(set(SEVEN)) == 7
    assert all(sentence.count("{}") == 1 for sentence in SEVEN)


def test_unknown_prompts_are_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'seven'"):
        sentences("sevn", "{}")
