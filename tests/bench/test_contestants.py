"""Who takes part: by name, and nobody else."""

from __future__ import annotations

from inspect import signature
from pathlib import Path

import numpy as np
import pytest

from kindfold.bench.contestants import FIXED, WITHOUT_VIEWS, Contestant, contestant, load_class, parameters
from kindfold.bench.grid import plan
from kindfold.bench.grids import GRIDS, load_grid
from kindfold.bench.protocols import DIRECT, protocol_of
from kindfold.bench.roster import everybody, methods_named, roster, suites_named
from kindfold.bench.suites import OFFLINE
from kindfold.errors import SettingError, UnknownName


@pytest.mark.parametrize("name", everybody())
def test_everybody_named_can_be_set_up(name: str) -> None:
    who = contestant(name)
    estimator = who.estimator(n_clusters=3, random_state=0, device="cpu")
    assert estimator.random_state == 0
    assert who.told in ("", "K", "names")
    assert "y" in signature(estimator.fit).parameters


def test_a_clusterer_of_scikit_learn_is_told_k_and_sorts() -> None:
    who = contestant("sklearn.cluster.Birch")
    assert who.told == "K"
    X = np.repeat(np.eye(3), 9, axis=0)
    assert len(set(who.estimator(n_clusters=3, device="cpu").fit(X).labels_)) == 3


def test_one_that_has_no_number_is_told_nothing() -> None:
    assert contestant("sklearn.cluster.DBSCAN").told == ""


@pytest.mark.parametrize("name", ["sklearn.svm.SVC", "os.system", "sklearn.cluster._birch.Birch"])
def test_nothing_else_is_imported_by_a_dotted_name(name: str) -> None:
    with pytest.raises(SettingError, match="module:Class"):
        contestant(name)


@pytest.mark.parametrize("name", ["no_such_module:Thing", "math:sqrt", "sklearn.cluster.NoSuch", "pathlib:Path"])
def test_what_is_no_clusterer_is_refused(name: str) -> None:
    with pytest.raises(SettingError, match="no clusterer"):
        contestant(name)


def test_a_class_of_another_package_is_given_explicitly() -> None:
    assert contestant("sklearn.mixture:GaussianMixture").source == "sklearn.mixture:GaussianMixture"


def test_a_mistyped_method_is_told_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'kmeans'"):
        methods_named("kmean")


def test_all_are_everybody_once() -> None:
    assert methods_named("all, kmeans") == everybody()
    assert suites_named("offline,digits") == list(OFFLINE)


def test_settings_of_a_contestant_win_over_what_is_usual() -> None:
    estimator = Contestant("scp", "scp", {"n_clusters": 7, "jitter": 0.5}).estimator(n_clusters=3, jitter=2.5)
    assert (estimator.n_clusters, estimator.jitter) == (7, 0.5)
    with pytest.raises(UnknownName, match="setting of scp"):
        Contestant("scp", "scp", {"jiter": 1}).estimator()


@pytest.mark.parametrize("name", GRIDS)
def test_every_grid_sets_what_its_method_has(name: str) -> None:
    grid = load_grid(name)
    found = grid.contestants()
    assert len({variant for _, variant in found}) == len(found) > 1
    for who, _ in found:
        who.estimator()


def test_every_paper_has_an_ablation() -> None:
    papers = ("lowrank-dp", "model-reuse", "semantic-centers", "scp", "ntk-spectral")
    assert {f"{paper}/ablation" for paper in papers} <= set(GRIDS)


def test_what_stands_in_for_views_is_a_setting() -> None:
    for name, settings in WITHOUT_VIEWS.items():
        assert set(settings) <= set(parameters(load_class(name)))


@pytest.mark.parametrize(
    ("name", "protocol"),
    [
        ("kmeans", "transductive"),
        ("gradnorm", "transductive"),
        ("tac-untrained", "transductive"),
        ("tac", "inductive"),
        ("scp", "inductive"),
        ("sklearn.cluster.AgglomerativeClustering", "transductive"),
        ("sklearn.cluster.Birch", "inductive"),
    ],
)
def test_who_trains_places_new_pictures_and_who_does_not_clusters_them(name: str, protocol: str) -> None:
    assert protocol_of(True, contestant(name).estimator()) == protocol
    assert protocol_of(False, contestant(name).estimator()) == "whole"
    assert "KMeans" in DIRECT


@pytest.mark.parametrize("name", FIXED)
def test_where_nothing_is_drawn_another_seed_changes_nothing(name: str) -> None:
    X = 3 * np.eye(4)[np.arange(60) % 4] + np.random.RandomState(0).randn(60, 4)
    data = {"words": np.eye(4)} if name == "zero-shot" else {}
    settings = {"n_clusters": 4} if name == "agglomerative" else {}
    one, other = (contestant(name).estimator(**settings, random_state=seed).fit(X, **data) for seed in (0, 1))
    np.testing.assert_array_equal(one.labels_, other.labels_)


def test_where_nothing_is_drawn_one_seed_is_planned() -> None:
    cells = plan(["digits"], [], ["hdbscan", "kmeans"], seeds=range(3))
    assert [(cell.method, cell.seed) for cell in cells] == [("hdbscan", 0), *(("kmeans", seed) for seed in range(3))]


def test_the_roster_lists_everything(tmp_path: Path) -> None:
    found = roster()
    assert set(found["methods"]) | set(found["forms"]) | set(found["peers"]) == set(everybody())
    assert set(found["grids"]) == set(GRIDS)
