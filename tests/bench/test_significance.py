"""Tests over sets agree with what the literature computes, and claim nothing that numbers do not show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kindfold.bench.significance import critical_difference, holm, ranking

shares = st.floats(0, 1, allow_subnormal=False)


def test_the_critical_difference_is_that_of_the_example_of_demsar() -> None:
    assert critical_difference(4, 14) == pytest.approx(2.569 * np.sqrt(4 * 5 / (6 * 14)), abs=2e-3)


def test_nobody_can_say_from_one_set() -> None:
    assert critical_difference(4, 1) == np.inf
    assert ranking(("a", "b", "c"), np.array([[1.0], [2], [3]])).pairs == ()


@settings(deadline=None, max_examples=40)
@given(arrays(np.float64, (4, 6), elements=shares))
def test_mean_ranks_add_up_and_are_the_same_in_any_order_of_sets(scores: np.ndarray) -> None:
    found = ranking(tuple("abcd"), scores)
    assert sum(found.ranks) == pytest.approx(10)
    assert list(found.ranks) == sorted(found.ranks)
    again = ranking(tuple("abcd"), scores[:, ::-1])
    assert dict(zip(again.methods, again.ranks, strict=True)) == pytest.approx(
        dict(zip(found.methods, found.ranks, strict=True))
    )


def test_a_method_that_wins_everywhere_is_found_to_be_better() -> None:
    rng = np.random.default_rng(0)
    others = rng.uniform(40, 60, (3, 12))
    found = ranking(tuple("abcd"), np.vstack([others, others.max(axis=0) + rng.uniform(1, 9, 12)]))
    assert (found.methods[0], found.ranks[0]) == ("d", 1)
    assert {other for one, other, p in found.pairs if one == "d" and p < 0.05} == set("abc")
    assert found.p < 0.05


def test_equal_methods_are_not_told_apart() -> None:
    found = ranking(("a", "b", "c"), np.ones((3, 8)))
    assert np.isnan(found.p)
    assert {p for *_, p in found.pairs} == {1.0}


@given(arrays(np.float64, st.integers(1, 9), elements=shares))
def test_holm_raises_every_p_value_and_keeps_their_order(p: np.ndarray) -> None:
    raised = holm(p)
    assert (raised >= p).all()
    assert (raised <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(raised[order]) >= 0).all()
    assert raised[order[0]] == min(1, p.min() * len(p))
