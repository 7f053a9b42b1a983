"""Final components: how sure they are is what the data can know."""

import numpy as np
import pytest

from kindfold.ops.components import TEMPER, as_sure_as, components, memberships


@pytest.fixture(scope="module")
def overlapping() -> tuple[np.ndarray, np.ndarray]:
    """Three clusters in eight dimensions that overlap, (300, 8) and their labels."""
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(3), 100)
    return 1.5 * np.eye(3, 8)[labels] + rng.normal(size=(300, 8)), labels


@pytest.mark.parametrize("agreement", [0.45, 0.6, 0.75])
def test_mean_confidence_is_the_agreement(overlapping: tuple[np.ndarray, np.ndarray], agreement: float) -> None:
    Z, labels = overlapping
    c, _, _ = components(Z, [labels], "full", alpha=1.0, max_sweeps=3)
    proba, _ = memberships(Z, as_sure_as(c, Z, agreement))
    assert proba.max(axis=1).mean() == pytest.approx(agreement, abs=1e-3)


def test_tempering_moves_no_row(overlapping: tuple[np.ndarray, np.ndarray]) -> None:
    Z, labels = overlapping
    c, _, _ = components(Z, [labels], "full", alpha=1.0, max_sweeps=3)
    before, after = (memberships(Z, x)[0].argmax(axis=1) for x in (c, as_sure_as(c, Z, 0.6)))
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("unknown", [float("nan"), float("inf")])
def test_without_an_agreement_the_power_stays(overlapping: tuple[np.ndarray, np.ndarray], unknown: float) -> None:
    Z, labels = overlapping
    c, _, _ = components(Z, [labels], "iso", alpha=1.0, max_sweeps=1)
    assert as_sure_as(c, Z, unknown).temper == TEMPER


def test_a_start_that_ascends_clearly_higher_is_taken(overlapping: tuple[np.ndarray, np.ndarray]) -> None:
    Z, labels = overlapping
    poor = np.random.default_rng(1).permutation(labels)
    alone = components(Z, [poor], "iso", alpha=1.0, max_sweeps=1)[1][-1]
    both = components(Z, [poor, labels], "iso", alpha=1.0, max_sweeps=1)[1][-1]
    assert both > alone + 1


def test_a_start_that_is_hardly_better_does_not_replace_the_first(overlapping: tuple[np.ndarray, np.ndarray]) -> None:
    Z, labels = overlapping
    nearly = labels.copy()
    nearly[0] = 1
    first = components(Z, [nearly], "iso", alpha=1.0, max_sweeps=1)[1]
    assert components(Z, [nearly, labels], "iso", alpha=1.0, max_sweeps=1)[1] == first
    assert components(Z, [labels], "iso", alpha=1.0, max_sweeps=1)[1] != first
