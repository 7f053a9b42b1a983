"""Sticks: the closed bound against its three explicit terms."""

import numpy as np
import pytest
from scipy.special import digamma
from scipy.stats import beta

from kindfold.ops.sticks import expected_alpha, expected_log_weights, stick_bound, stick_divergence

COUNT, ALPHA = np.array([3.0, 20.0, 0.5, 8.0]), 0.7


def explicit_bound(count: np.ndarray, alpha: float) -> float:
    """E log p(z | V) + E log p(V) - E log q(V), term by term, sticks in decreasing order."""
    n = -np.sort(-count)
    total = 0.0
    for j in range(len(n) - 1):
        a, b = 1 + n[j], alpha + n[j + 1 :].sum()
        log_v, log_rest = digamma(a) - digamma(a + b), digamma(b) - digamma(a + b)
        total += n[j] * log_v + n[j + 1 :].sum() * log_rest  # E log p(z | V)
        total += np.log(alpha) + (alpha - 1) * log_rest  # E log Beta(V; 1, alpha)
        total += beta(a, b).entropy()
    return float(total)


def test_closed_bound_is_the_sum_of_its_terms() -> None:
    assert stick_bound(COUNT, ALPHA) == pytest.approx(explicit_bound(COUNT, ALPHA), abs=1e-12)


def test_order_of_components_does_not_matter() -> None:
    order = np.array([2, 0, 3, 1])
    assert stick_bound(COUNT[order], ALPHA) == stick_bound(COUNT, ALPHA)
    np.testing.assert_array_equal(expected_log_weights(COUNT[order], ALPHA), expected_log_weights(COUNT, ALPHA)[order])


def test_larger_components_weigh_more() -> None:
    assert (np.argsort(expected_log_weights(COUNT, ALPHA)) == np.argsort(COUNT)).all()


def test_one_component_has_weight_one() -> None:
    assert expected_log_weights(np.array([5.0]), ALPHA) == pytest.approx([0.0])
    assert stick_bound(np.array([5.0]), ALPHA) == 0.0


def test_alpha_follows_the_number_of_components() -> None:
    few, many = np.full(3, 100.0), np.full(60, 5.0)
    assert expected_alpha(few, 1.0) < expected_alpha(many, 1.0)


def test_divergence_of_the_sticks_is_that_of_their_densities() -> None:
    n = -np.sort(-COUNT)
    total = 0.0
    for j in range(len(n) - 1):
        q, p = beta(1 + n[j], ALPHA + n[j + 1 :].sum()), beta(1, ALPHA)
        total += q.expect(lambda v, q=q, p=p: q.logpdf(v) - p.logpdf(v))
    assert stick_divergence(COUNT, ALPHA) == pytest.approx(total, rel=1e-6)
    assert stick_divergence(np.zeros(5), ALPHA) == pytest.approx(0, abs=1e-12)
