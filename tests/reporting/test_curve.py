import itertools

import pytest

from kindfold.reporting.curve import BOTTOM, LABEL_GAP, LEFT, RIGHT, TOP, plot


def cut(n_clusters, stability, *, scale=1.0, space="raw", chosen=False):
    return {"space": space, "scale": scale, "n_clusters": n_clusters, "stability": stability, "chosen": chosen}


CURVE = [cut(60, 0.7, scale=1), cut(25, 0.95, scale=2, chosen=True), cut(24, 0.93, scale=3), cut(6, 0.8, scale=4)]


def test_more_kinds_lie_to_the_right_and_more_agreement_above():
    dots = plot(CURVE, []).dots
    for one, other in itertools.permutations(dots, 2):
        assert (one.n_clusters < other.n_clusters) == (one.x < other.x)
        assert (one.stability > other.stability) == (one.y < other.y)


@pytest.mark.parametrize("most", [3, 9, 30, 70, 500, 20_000])
def test_axis_has_a_few_ticks_whatever_its_range(most):
    assert 2 <= len(plot([cut(2, 0.9), cut(most, 0.8)], []).x_ticks) <= 14


def test_everything_lies_within_the_frame():
    drawn = plot([*CURVE, cut(1, 0.6), cut(100_000, 1.0)], [cut(40_000, 0.9)])
    dots = drawn.dots
    assert all(LEFT <= at <= RIGHT for at in [dot.x for dot in dots] + [tick.at for tick in drawn.x_ticks])
    assert all(TOP <= at <= BOTTOM for at in [dot.y for dot in dots] + [tick.at for tick in drawn.y_ticks])


def test_line_never_turns_back_whatever_the_scales():
    curve = [cut(n, 0.9, scale=scale) for n, scale in [(6, 0.1), (2, 0.1), (7, 0.3), (5, 0.1)]]
    places = [dot.x for dot in plot(curve, []).dots]
    assert places == sorted(places)


def test_only_the_space_of_the_chosen_cut_is_drawn():
    drawn = plot([*CURVE, cut(30, 0.9, space="whitened"), cut(20, 0.9, space="whitened")], [])
    assert [dot.n_clusters for dot in drawn.dots] == [6, 24, 25, 60]
    assert [dot.n_clusters for dot in drawn.dots if dot.chosen] == [25]


def test_labels_never_touch_and_the_chosen_one_is_always_there():
    drawn = plot(CURVE, [cut(n, 0.9) for n in (23, 24, 26, 50, 51)])
    places = sorted(plateau.x for plateau in drawn.plateaus)
    assert len(places) > 1
    assert all(b - a >= LABEL_GAP for a, b in itertools.pairwise(places))
    assert [plateau.label for plateau in drawn.plateaus if plateau.chosen] == ["25"]


def test_collapsed_and_unknown_cuts_take_no_room():
    drawn = plot([*CURVE, cut(1, 0.0), cut(2, 0.1), cut(3, None), cut(4, float("nan"))], [])
    assert {dot.n_clusters for dot in drawn.dots} == {60, 25, 24, 6}


@pytest.mark.parametrize("curve", [[], [cut(5, 0.9, chosen=True)], [cut(5, None), cut(6, None)]])
def test_too_few_cuts_make_no_plot(curve):
    assert plot(curve, []) is None


def test_equal_cuts_are_no_division_by_nought():
    assert plot([cut(1, 1.0), cut(1, 1.0, chosen=True)], []) is not None


def test_number_that_no_cut_has_is_marked_too():
    curve = [cut(n, 0.9) for n in (10, 20, 40)]
    drawn = plot(curve, [], 60)
    assert [(place.label, place.chosen) for place in drawn.plateaus] == [("60", True)]
    assert LEFT < drawn.plateaus[0].x < RIGHT
    chosen = [*curve, cut(30, 0.95, chosen=True)]
    assert [place.label for place in plot(chosen, [], 29).plateaus] == ["30"]
