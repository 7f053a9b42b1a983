"""Tempering: the target is met where it can be, and the end of the range is given where it cannot."""

import numpy as np
import pytest
from scipy.special import softmax

from kindfold.ops.temper import COLDEST, temper

LOGITS = 8 * np.random.default_rng(0).normal(size=(300, 6))


def confidence(t: float) -> float:
    return float(softmax(t * LOGITS, axis=1).max(axis=1).mean())


@pytest.mark.parametrize("target", [0.25, 0.5, 0.7, 0.85])
def test_mean_confidence_meets_its_target(target: float) -> None:
    assert confidence(temper(confidence, target)) == pytest.approx(target, abs=1e-4)


def test_more_agreement_means_more_confidence() -> None:
    powers = [temper(confidence, target) for target in (0.3, 0.5, 0.7, 0.85)]
    assert powers == sorted(powers)
    assert powers[0] < powers[-1]


def test_probabilities_are_never_made_surer_than_they_are() -> None:
    assert confidence(1) < 0.9
    assert temper(confidence, 0.9) == 1


def test_target_below_chance_gives_the_coldest_power() -> None:
    assert temper(confidence, 0.01) == pytest.approx(COLDEST, rel=1e-4)
