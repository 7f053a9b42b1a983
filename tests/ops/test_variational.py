"""Coordinate ascent: the bound never falls, and a wrong step is an error."""

import numpy as np
import pytest

from kindfold.errors import FitError
from kindfold.ops.components import components, memberships, plain_components, prior
from kindfold.ops.mixtures import Iso
from kindfold.ops.optimise import ascend
from kindfold.ops.variational import from_labels, log_responsibilities, refine

RANDOM = np.random.default_rng(0)
LABELS = np.arange(240) % 4
Z = np.eye(4, 10)[LABELS] + 0.25 * RANDOM.normal(size=(240, 10))
Z /= np.linalg.norm(Z, axis=1, keepdims=True)
NOISY = np.where(RANDOM.random(240) < 0.3, RANDOM.integers(4, size=240), LABELS)


@pytest.mark.parametrize("kind", ["full", "diag", "iso", "vmf"])
def test_bound_never_falls_and_gains(kind: str) -> None:
    _, bound = refine(Z, NOISY, prior(Z, NOISY, kind), alpha=0.4, max_sweeps=30)
    assert len(bound) > 2
    assert (np.diff(bound) >= -1e-7 * np.abs(bound[:-1])).all()
    assert bound[-1] > bound[0]


@pytest.mark.parametrize("kind", ["full", "diag", "iso", "vmf"])
def test_ascent_repairs_wrong_labels(kind: str) -> None:
    c, _, _ = components(Z, [NOISY], kind, alpha=0.4, max_sweeps=30)
    assert (memberships(Z, c)[0].argmax(axis=1) == LABELS).mean() > 0.97


@pytest.mark.parametrize("kind", ["full", "diag", "iso", "vmf"])
def test_quadratic_form_is_the_expected_density(kind: str) -> None:
    family = prior(Z, LABELS, kind)
    state = from_labels(Z, LABELS, family, alpha=0.4)
    squares = memberships(Z, components(Z, [LABELS], kind, alpha=0.4, max_sweeps=0)[0])[1]
    density = family.expected_log_density(state.s, Z)
    rest = density + 0.5 * squares  # a constant per component
    assert np.ptp(rest, axis=0).max() < 1e-8


def test_tempering_the_likelihood_is_widening_the_variance() -> None:
    """(v, tau = 2) and (2 v, tau = 1) give the same responsibilities, up to the prior's weight."""
    hot = from_labels(Z, LABELS, Iso(np.zeros(10), 0.05, 1e-9), alpha=0.4)
    one = log_responsibilities(Z, hot, Iso(np.zeros(10), 0.05, 1e-9), tau=2.0)
    two = log_responsibilities(Z, hot, Iso(np.zeros(10), 0.10, 1e-9), tau=1.0)
    np.testing.assert_allclose(np.exp(one), np.exp(two), atol=1e-6)


def test_ascent_stops_before_a_component_is_emptied() -> None:
    labels = LABELS.copy()
    labels[:3] = 4  # three rows of three kinds
    state, _ = refine(Z, labels, prior(Z, labels, "iso"), alpha=0.4, max_sweeps=30)
    assert (state.size > 0).all()


def test_plain_components_name_the_nearest_mean() -> None:
    proba, squares = memberships(Z, plain_components(Z, LABELS))
    means = np.stack([Z[k == LABELS].mean(axis=0) for k in range(4)])
    nearest = ((Z[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    np.testing.assert_array_equal(proba.argmax(axis=1), nearest)
    np.testing.assert_array_equal(squares.argmin(axis=1), nearest)


def test_a_falling_bound_is_an_error() -> None:
    with pytest.raises(FitError, match="fell"):
        ascend(lambda x: (x - 1, float(x)), 10, max_steps=5)


def test_ascent_stops_when_it_gains_nothing() -> None:
    state, bound = ascend(lambda x: (x + 1, min(x, 3.0)), 0.0, max_steps=50)
    assert bound == [0.0, 1.0, 2.0, 3.0, 3.0]
    assert state == 5
