"""The list of data sets is whole, says where each comes from, and is the one in the guide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kindfold.bench.suites import GROUPS, OFFLINE, SUITES, Suite, named
from kindfold.errors import UnknownName

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "data_sets.md"
every = pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)


@every
def test_a_suite_is_fitted_on_all_or_on_train_and_scored_on_test(suite: Suite) -> None:
    assert set(suite.parts) in ({"all"}, {"train", "test"})
    assert suite.protocol == ("whole" if "all" in suite.parts else "split")
    splits = [split for part in suite.parts.values() for split in part]
    assert len(set(splits)) == len(splits)


@every
def test_a_suite_says_what_it_is(suite: Suite) -> None:
    assert suite.n_clusters > 1 and set(suite.sizes) <= set(suite.parts)
    assert suite.prompt.count("{}") == 1
    assert re.fullmatch(r"[a-z0-9-]+", suite.name)
    assert bool(suite.folder) <= bool(suite.fetch and suite.source_url.startswith("http"))


def test_groups_name_suites_and_every_suite_of_a_paper_is_in_one() -> None:
    assert {name for names in GROUPS.values() for name in names} == set(SUITES)
    assert set(OFFLINE) == {name for name, suite in SUITES.items() if suite.name in GROUPS["offline"]}
    assert all(len(set(names)) == len(names) for names in GROUPS.values())


def test_a_set_that_is_used_in_two_ways_has_the_same_classes_and_folder() -> None:
    for name in ("flowers-102", "oxford-pets"):
        split, whole = SUITES[name], SUITES[f"{name}-whole"]
        assert (split.n_clusters, split.folder, split.layout) == (whole.n_clusters, whole.folder, whole.layout)
        assert sum(split.sizes.values()) == whole.sizes["all"]


def test_an_unknown_name_suggests_a_known_one() -> None:
    with pytest.raises(UnknownName, match="did you mean 'imagenet-dogs'"):
        named("imagenet-dog")


@every
def test_the_guide_tells_of_it(suite: Suite) -> None:
    row = next(line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{suite.name}` "))
    assert f"| {suite.n_clusters:,} |" in row and suite.source_url in row
    assert all(f"{size:,}" in row for size in suite.sizes.values())
    assert not suite.folder or f"`{suite.folder}/`" in row
    assert suite.hub is None or suite.hub.url in row
