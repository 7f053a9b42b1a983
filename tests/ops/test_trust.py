"""The statement of trust: when it may say that K is reliable."""

import pytest

from kindfold.ops.trust import trust, trust_in_gap

CLOSE = {"a": 20, "b": 21, "c": 23}
APART = {"a": 5, "b": 21, "c": 30}


def test_reliable_needs_agreement_of_rulers_and_of_halves() -> None:
    assert trust(21, CLOSE, 0.97, given=False)["reliable"]
    assert not trust(21, APART, 0.97, given=False)["reliable"]
    assert not trust(21, CLOSE, 0.90, given=False)["reliable"]
    assert not trust(1, {}, 1.0, given=False)["reliable"]
    assert not trust(1, {"a": 1, "b": 1, "c": 1}, 1.0, given=False)["reliable"]
    assert not trust(30, CLOSE, 0.97, given=False)["reliable"], "a bound has moved it"


def test_plausible_numbers_hold_the_readings_and_the_choice() -> None:
    assert trust(21, APART, 0.97, given=False)["plausible"] == [5, 30]
    low, high = trust(21, CLOSE, 0.97, given=False)["plausible"]
    assert low <= 20
    assert high >= 23


def test_a_given_number_is_no_finding() -> None:
    said = trust(7, {}, 0.8, given=True)
    assert said["reliable"] is None
    assert "given" in said["sentence"]


def test_gap_that_dp_mixture_confirms_needs_no_range() -> None:
    said = trust_in_gap(7, 7)
    assert said["plausible"] == [7, 7]
    assert said["sentence"] == "After 7 kinds the eigenvalues fall most; dp-mixture counts as many."


@pytest.mark.parametrize(("k", "counted"), [(7, 12), (12, 7)])
def test_gap_that_dp_mixture_contradicts_is_not_reliable(k: int, counted: int) -> None:
    said = trust_in_gap(k, counted)
    assert said["reliable"] is False
    assert said["plausible"] == [7, 12]
    assert f"dp-mixture counts {counted}" in said["sentence"]
