"""The rulers: what they must find, and what must not move them."""

import numpy as np
import pytest

from kindfold.bench.synthetic import make_features
from kindfold.ops.granularity import RULERS, count, profile, read, view, weighted_median
from kindfold.ops.whitening import principal

X, Y = make_features("easy", 12, 600, random_state=0)
Z = principal(X, 32)(X)


def test_easy_kinds_are_a_cut_of_the_dendrogram() -> None:
    labels = view(Z, 100, seed=0).labels(12)
    assert len(set(zip(labels, Y, strict=True))) == 12


def test_easy_kinds_stand_over_a_wide_range_of_scales() -> None:
    tree = view(Z, 100, seed=0).tree
    scales = np.geomspace(0.25, 2.5, 9) / Z.shape[1]
    assert {tree.n_clusters(scale) for scale in scales} == {12}


@pytest.mark.parametrize("ruler", RULERS, ids=lambda ruler: ruler.measure.__name__)
def test_every_ruler_reads_easy_kinds_right(ruler) -> None:
    assert read(ruler, profile(view(Z, 100, seed=0))) == 12


@pytest.mark.parametrize("ruler", RULERS, ids=lambda ruler: ruler.measure.__name__)
def test_readings_do_not_depend_on_the_unit_of_the_rows(ruler) -> None:
    one, other = (profile(view(scale * Z, 100, seed=0)) for scale in (1.0, 4.0))
    np.testing.assert_allclose(ruler.measure(other), ruler.measure(one), rtol=1e-6, atol=1e-9)


def test_twice_the_cells_give_nearly_the_same_count() -> None:
    X, _ = make_features("medium", 20, 2000, random_state=1)
    Z = principal(X, 32)(X)
    counts = [view(Z, cells, seed=0).tree.n_clusters(1.2 / 32) for cells in (150, 300)]
    assert counts[1] == pytest.approx(counts[0], rel=0.1)


def test_variance_between_and_within_are_shares_that_fall_and_rise() -> None:
    p = profile(view(Z, 100, seed=0))
    np.testing.assert_allclose(p.between + p.within, 1)
    assert (np.diff(p.distance) >= 0).all()
    assert (np.diff(p.height) >= 0).all()
    assert p.between[p.n_clusters == 12] > 0.5


def test_equal_agreement_gives_the_plain_median() -> None:
    assert weighted_median([30, 8, 12], [0.8, 0.8, 0.8]) == pytest.approx(12)


def test_a_reading_that_most_agreement_is_on_is_taken() -> None:
    assert weighted_median([8, 12, 30], [0.5, 0.5, 0.95]) == pytest.approx(30, rel=0.05)


def test_the_count_follows_agreement_without_a_jump() -> None:
    counts = [weighted_median([8, 12, 30], [0.8, 0.8, s]) for s in np.linspace(0.7, 0.97, 200)]
    steps = np.diff(np.log(counts))
    assert (steps >= 0).all()
    assert steps.max() < 0.03
    assert counts[-1] > 2 * counts[0]


def test_agreement_beyond_the_surest_says_nothing_more() -> None:
    assert weighted_median([8, 12, 30], [0.98, 0.99, 1.0]) == pytest.approx(12)


def test_equal_readings_and_one_kind_ask_for_no_agreement() -> None:
    def never(ks: list[int]) -> list[float]:
        raise AssertionError(ks)

    assert count([9, 9, 9], never) == 9
    assert count([1, 40, 1], never) == 1


def test_a_reading_of_one_kind_has_no_weight_beside_others() -> None:
    assert count([1, 12, 12], lambda ks: [0.8 for _ in ks]) == 12
