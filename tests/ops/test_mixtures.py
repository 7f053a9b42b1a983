"""Families: closed forms against chains of predictive densities, brute-force integrals and scipy."""

import numpy as np
import pytest
from scipy.special import ive
from scipy.stats import multivariate_normal, multivariate_t
from scipy.stats import t as student

from kindfold.ops.mixtures import (
    Diagonal,
    Family,
    Full,
    Iso,
    Statistics,
    VonMisesFisher,
    grouped,
    log_bessel,
    shared_concentration,
    statistics,
)

D = 3
RNG = np.random.default_rng(0)
MEAN = RNG.normal(size=D)
ROWS = RNG.normal(size=(9, D)) + 0.5


def one(X: np.ndarray, family: Family) -> Statistics:
    return statistics(X, np.ones((len(X), 1)), moment=family.moment)


def iso_predictive(seen: np.ndarray, x: np.ndarray, f: Iso) -> float:
    kappa = f.kappa + len(seen)
    centre = (f.kappa * f.mean + seen.sum(axis=0)) / kappa
    return float(multivariate_normal.logpdf(x, centre, f.variance * (1 + 1 / kappa) * np.eye(D)))


def diagonal_predictive(seen: np.ndarray, x: np.ndarray, f: Diagonal) -> float:
    kappa, centre, a, b = (value[0] for value in f.posterior(one(seen, f)))
    return float(student.logpdf(x, 2 * a, centre, np.sqrt(b * (kappa + 1) / (a * kappa))).sum())


def full_predictive(seen: np.ndarray, x: np.ndarray, f: Full) -> float:
    kappa, centre, nu, psi = (value[0] for value in f.posterior(one(seen, f)))
    freedom = nu - D + 1
    return float(multivariate_t.logpdf(x, centre, psi * (kappa + 1) / (kappa * freedom), freedom))


ISO = Iso(MEAN, 0.7, 0.3)
DIAGONAL = Diagonal(MEAN, 0.3, 1.7, np.array([0.5, 1.0, 2.0]))
FULL = Full(MEAN, 0.3, 5.5, np.diag([0.5, 1.0, 2.0]) + 0.2)
VMF = VonMisesFisher(MEAN / np.linalg.norm(MEAN), 9.0, 0.5)


@pytest.mark.parametrize(
    ("family", "predictive"), [(ISO, iso_predictive), (DIAGONAL, diagonal_predictive), (FULL, full_predictive)]
)
def test_marginal_is_the_chain_of_predictive_densities(family, predictive) -> None:
    chain = sum(predictive(ROWS[:i], x, family) for i, x in enumerate(ROWS))
    assert family.log_marginal(one(ROWS, family))[0] == pytest.approx(chain, abs=1e-10)


@pytest.mark.parametrize("family", [ISO, DIAGONAL, FULL])
def test_expected_log_density_is_the_slope_of_the_marginal(family) -> None:
    """d log m(S + eps t(x)) / d eps at zero is E_q log p(x | theta): both are gradients of the same log normaliser."""
    s, x, eps = one(ROWS, family), np.array([[0.3, -0.2, 1.1]]), 1e-5
    step = statistics(x, np.full((1, 1), eps), moment=family.moment)
    minus = Statistics(s.counts - step.counts, s.first - step.first, s.second - step.second)
    slope = (family.log_marginal(s.plus(step)) - family.log_marginal(minus)) / (2 * eps)
    assert family.expected_log_density(s, x)[0] == pytest.approx(slope, rel=1e-6)


def test_directions_have_the_same_slope_law() -> None:
    d, eps = 64, 1e-5
    X = RNG.normal(size=(12, d)) + 0.4
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    family = VonMisesFisher(X[0], 40.0, 0.5)
    s, step = one(X, family), statistics(X[:1], np.full((1, 1), eps), moment=0)
    minus = Statistics(s.counts - step.counts, s.first - step.first, s.second - step.second)
    slope = (family.log_marginal(s.plus(step)) - family.log_marginal(minus)) / (2 * eps)
    assert family.expected_log_density(s, X[:1])[0] == pytest.approx(slope, rel=1e-5)


@pytest.mark.parametrize("nu", [0.0, 0.5, 2.5, 7.9, 15.0, 63.0, 255.0])
def test_bessel_expansion_agrees_with_scipy(nu: float) -> None:
    x = np.array([0.3, 1.0, 7.0, 40.0, 300.0, 2000.0])
    scaled = ive(nu, x)
    held = scaled > 0  # scipy underflows at large order and small x
    assert held.sum() >= 2
    assert np.abs(log_bessel(nu, x)[held] - (np.log(scaled[held]) + x[held])).max() < 5e-5


@pytest.mark.parametrize("family", [ISO, DIAGONAL, FULL])
def test_statistics_of_parts_add_up_to_the_whole(family) -> None:
    whole, parts = one(ROWS, family), statistics(ROWS, np.eye(3)[np.arange(9) % 3], moment=family.moment)
    together = grouped(parts, np.zeros(3, dtype=np.int64), 1)
    for a, b in zip(whole, together, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)


def test_doubling_the_variance_is_doubling_the_temperature() -> None:
    """Up to a function of the counts alone, which no assignment changes; the mean prior's own variance stays."""
    s = statistics(ROWS, np.eye(3)[np.arange(9) % 3], moment=0)
    wide = Iso(MEAN, 2 * ISO.variance, 2 * ISO.kappa)
    hot = ISO.log_marginal(s.tempered(2.0)) - wide.log_marginal(s)
    np.testing.assert_allclose(hot, s.counts * (hot[0] / s.counts[0]), atol=1e-12)


def test_concentration_is_recovered_from_small_components() -> None:
    d, rho = 32, 0.8
    mean = np.eye(d)[RNG.integers(d, size=60)]
    noise = RNG.normal(size=(600, d))
    X = rho * np.repeat(mean, 10, axis=0) + np.sqrt((1 - rho**2) / d) * noise
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    r = np.eye(60)[np.repeat(np.arange(60), 10)]
    expected = rho * (d - rho**2) / (1 - rho**2)
    assert shared_concentration(statistics(X, r, moment=0)) == pytest.approx(expected, rel=0.1)
