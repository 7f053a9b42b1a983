"""Finding the kinds: what `find` promises."""

import numpy as np
import pytest

from kindfold.bench.synthetic import make_features
from kindfold.ops.levels import find

X, Y = make_features("easy", 8, 400, random_state=3)


def test_easy_kinds_are_found_and_stable() -> None:
    found = find(X)
    assert set(zip(found.labels, Y, strict=True)) == {(found.labels[y == Y][0], y) for y in range(8)}
    assert found.stability > 0.99
    assert not found.notes


@pytest.mark.parametrize("k", [1, 2, 7, 23])
def test_a_given_number_is_kept(k: int) -> None:
    assert find(X, n_clusters=k).labels.max() + 1 == k


def test_a_bound_that_is_met_is_told() -> None:
    low, high = find(X, k_max=5), find(X, k_min=11)
    assert (low.labels.max() + 1, high.labels.max() + 1) == (5, 11)
    assert "at most 5" in low.notes[0]
    assert "at least 11" in high.notes[0]


def test_levels_are_nested_and_hold_the_chosen_one() -> None:
    found = find(X)
    assert 8 in [level["n_clusters"] for level in found.levels]
    for coarse, fine in zip(found.levels, found.levels[1:], strict=False):
        assert len(set(zip(coarse["labels"], fine["labels"], strict=True))) == fine["n_clusters"]


def test_exactly_one_cut_of_the_curve_is_chosen() -> None:
    curve = find(X).curve
    assert [cut.n_clusters for cut in curve if cut.chosen] == [8]
    assert {cut.space for cut in curve} == {"plain", "whitened"}


def test_alpha_hundredfold_moves_the_count_by_less_than_five_percent(monkeypatch: pytest.MonkeyPatch) -> None:
    medium, _ = make_features("medium", 10, 1000, random_state=0)
    counts = []
    for alpha in (0.04, 4.0):
        monkeypatch.setattr("kindfold.ops.granularity.ALPHA", alpha)
        counts.append(find(medium).labels.max() + 1)
    assert counts[1] == pytest.approx(counts[0], rel=0.05)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 19])
def test_few_rows_are_no_obstacle(n: int) -> None:
    found = find(np.random.default_rng(0).normal(size=(n, 16)).astype(np.float32))
    assert len(found.labels) == n


@pytest.mark.parametrize("d", [1, 2, 3])
def test_few_dimensions_are_no_obstacle(d: int) -> None:
    rows = np.random.default_rng(0).normal(size=(90, d)).astype(np.float32) + 40 * (np.arange(90) % 3)[:, None]
    found = find(rows.astype(np.float32))
    assert len(set(zip(found.labels, np.arange(90) % 3, strict=True))) == 3
