"""DPMixture: what it promises beyond the contract of every method."""

import warnings

import numpy as np
import pytest

from kindfold.bench.synthetic import make_features
from kindfold.clustering.dp_mixture import DPMixture, SearchBound
from kindfold.errors import SettingError, UnknownName

X, Y = make_features("easy", 9, 450, random_state=0)


def same_partition(a: np.ndarray, b: np.ndarray) -> bool:
    pairs = set(zip(a.tolist(), b.tolist(), strict=True))
    return len(pairs) == len(set(a.tolist())) == len(set(b.tolist()))


def test_easy_kinds_are_found_and_called_reliable() -> None:
    found = DPMixture(random_state=0).fit(X)
    assert same_partition(found.labels_, Y)
    trust = found.history_["trust"]
    assert trust["reliable"]
    assert trust["plausible"][0] <= 9 <= trust["plausible"][1]


def test_kinds_that_overlap_are_found_nearly() -> None:
    medium, _ = make_features("medium", 10, 1000, random_state=0)
    assert DPMixture(random_state=0).fit(medium).n_clusters_ == pytest.approx(10, abs=2)


def test_noise_is_not_called_reliable() -> None:
    noise = np.random.default_rng(0).normal(size=(400, 32)).astype(np.float32)
    assert not DPMixture(random_state=0).fit(noise).history_["trust"]["reliable"]


@pytest.mark.parametrize("family", ["full", "diag", "iso", "vmf"])
@pytest.mark.parametrize("k", [1, 4, 9, 30])
def test_a_given_number_is_kept_in_every_family(family: str, k: int) -> None:
    found = DPMixture(k, family=family, random_state=0).fit(X)
    assert found.n_clusters_ == len(np.unique(found.labels_)) == k
    assert found.proba_.shape == (450, k)


def test_the_bound_never_falls() -> None:
    bound = DPMixture(12, random_state=0).fit(X).history_["bound"]
    assert (np.diff(bound) >= -1e-7 * np.abs(bound[:-1])).all()


def test_a_bound_of_the_search_is_warned_of_and_recorded() -> None:
    with pytest.warns(SearchBound, match="at most 4"):
        found = DPMixture(k_max=4, random_state=0).fit(X)
    assert found.n_clusters_ == 4
    assert "at most 4" in found.history_["notes"][0]


@pytest.mark.parametrize(
    "settings", [{"k_min": 0}, {"k_max": 2.5}, {"k_min": 5, "k_max": 4}, {"k_min": 1000}, {"n_clusters": 451}]
)
def test_impossible_bounds_are_setting_errors(settings: dict) -> None:
    with pytest.raises(SettingError):
        DPMixture(**settings).fit(X)


def test_an_unknown_family_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'diag'"):
        DPMixture(family="diagonal").fit(X)


def test_levels_hold_the_labels_that_were_returned() -> None:
    found = DPMixture(random_state=0).fit(X)
    chosen = [level for level in found.levels_ if level["n_clusters"] == found.n_clusters_]
    assert len(chosen) == 1
    np.testing.assert_array_equal(chosen[0]["labels"], found.labels_)


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_few_rows_get_a_cluster_each_without_complaint(n: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = DPMixture(random_state=0).fit(X[:n])
    assert len(found.labels_) == n
    assert not found.history_["trust"]["reliable"]


def test_rows_that_are_all_alike_are_one_kind() -> None:
    found = DPMixture(random_state=0).fit(np.ones((40, 16), dtype=np.float32))
    assert found.n_clusters_ == 1
    assert np.isfinite(found.confidence_).all()


def test_a_constant_column_changes_nothing() -> None:
    widened = np.concatenate([X, np.full((450, 1), 3.0, dtype=np.float32)], axis=1)
    np.testing.assert_array_equal(
        DPMixture(random_state=0).fit(widened).labels_, DPMixture(random_state=0).fit(X).labels_
    )


def test_new_rows_of_a_kind_join_it_and_strangers_are_marked() -> None:
    found = DPMixture(random_state=0).fit(X[::2])
    assert same_partition(found.predict(X[1::2]), Y[1::2])
    assert found.place(X[1::2]).outliers.mean() < 0.02
