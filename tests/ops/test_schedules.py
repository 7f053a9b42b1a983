"""Schedules: where they start, where they end, and what lies between."""

import numpy as np
import pytest

from kindfold.ops.schedules import constant, cosine, warmed_up

SHARES = np.linspace(0, 1, 41).tolist()


def test_constant_rate_never_changes() -> None:
    assert {constant(done) for done in SHARES} == {1.0}


def test_cosine_falls_from_the_full_rate_over_half_of_it_to_none() -> None:
    assert [cosine(0), cosine(0.5), cosine(1)] == pytest.approx([1, 0.5, 0])
    assert (np.diff([cosine(done) for done in SHARES]) < 0).all()


def test_cosine_is_symmetric_about_its_middle() -> None:
    assert [cosine(done) + cosine(1 - done) for done in SHARES] == pytest.approx([1] * len(SHARES))


@pytest.mark.parametrize("schedule", [constant, cosine])
def test_warm_up_rises_in_a_line_to_where_the_schedule_starts(schedule) -> None:
    warmed = warmed_up(schedule, 0.2)
    assert [warmed(0), warmed(0.05), warmed(0.1), warmed(0.2)] == pytest.approx([0, 0.25, 0.5, 1])


def test_schedule_is_whole_after_the_warm_up() -> None:
    warmed = warmed_up(cosine, 0.2)
    assert [warmed(0.2 + 0.8 * done) for done in SHARES] == pytest.approx([cosine(done) for done in SHARES])


def test_no_warm_up_is_the_schedule_itself() -> None:
    warmed = warmed_up(cosine, 0.0)
    assert [warmed(done) for done in SHARES] == [cosine(done) for done in SHARES]
