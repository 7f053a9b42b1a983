"""Every published number says where it is from, and is one that can be."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from kindfold.bench.contestants import FORMS
from kindfold.bench.peers import PEERS
from kindfold.bench.published import MARKS, METRICS, OTHERS, PAPERS, TEXTS, Published, published
from kindfold.bench.suites import GROUPS, SUITES
from kindfold.clustering import METHODS

ALL = published(ablations=True)
OURS = {*METHODS, *FORMS, *PEERS, "ntk-spectral"}


def one(**wanted: str) -> Published:
    found = [number for number in published() if all(getattr(number, key) == value for key, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def test_every_number_names_a_known_paper_suite_method_metric_and_mark() -> None:
    for number in ALL:
        assert number.paper in PAPERS and number.suite in SUITES and number.metric in METRICS
        assert number.method in OURS | set(OTHERS)
        assert number.mark in MARKS or number.mark.removeprefix("re-run by ") in PAPERS
        assert number.encoder


def test_no_method_of_ours_is_listed_among_the_others() -> None:
    assert not OURS & set(OTHERS)
    assert {number.method for number in ALL} - OURS == set(OTHERS)


def test_scores_are_percentages_and_counts_are_near_the_truth() -> None:
    for number in ALL:
        if number.metric == "k":
            assert number.value == pytest.approx(SUITES[number.suite].n_clusters, rel=0.2)
        else:
            assert 0 < number.value <= 100 and (number.spread is None or 0 < number.spread < 5)


def test_a_number_stands_once_for_each_source() -> None:
    keys = [(n.paper, n.table, n.method, n.encoder, n.suite, n.metric, n.variant, n.mark) for n in ALL]
    assert len(set(keys)) == len(keys)


def test_a_number_with_a_table_was_read_in_the_paper_and_one_without_was_not() -> None:
    for number in ALL:
        assert bool(number.table) == (number.mark == "published" or number.mark.startswith("re-run"))
        assert number.mark != "second-hand" or number.note


def test_a_paper_is_measured_on_the_sets_of_its_group() -> None:
    for number in ALL:
        if number.paper in GROUPS:
            assert number.suite in GROUPS[number.paper]


def test_ablations_are_apart() -> None:
    assert all(not number.variant for number in published())
    assert {number.variant for number in ALL} > {""}


def test_numbers_are_those_of_the_papers() -> None:
    """Cells read by eye, one for each source and form."""
    read = [
        ("semantic-centers", "Table 6", "semantic-centers", "imagenet-dogs", "acc", 88.0, 1.2, "published"),
        ("semantic-centers", "Table 7", "sic", "ucf-101", "acc", 62.1, 1.1, "re-run by semantic-centers"),
        ("semantic-centers", "Table 1", "gradnorm", "stl-10", "ari", 96.2, None, "published"),
        ("semantic-centers", "Table 2", "semantic-centers", "flowers-102", "nmi", 89.6, None, "published"),
        ("semantic-centers", "Table 8", "semantic-centers-untrained", "dtd", "acc", 57.2, None, "published"),
        ("scp", "Table 2", "kmeans", "cifar-10", "acc", 75.2, None, "published"),
        ("scp", "Table 2", "spice", "imagenet-dogs", "acc", 64.6, None, "published"),
        ("lowrank-dp", "Table 1", "tac", "cub-200", "acc", 34.7, None, "published"),
        ("lowrank-dp", "Table 1", "c3-gan", "flowers-102-whole", "acc", 67.8, None, "published"),
        ("lowrank-dp", "Table 2", "lowrank-dp", "imagenet-200", "k", 221.7, None, "published"),
        ("lowrank-dp", "", "lowrank-dp", "imagenet-50", "acc", 84.2, None, "second-hand"),
        ("ntk-spectral", "", "ntk-spectral", "imagenet-1k", "acc", 56.3, None, "second-hand"),
        ("tac", "", "tac", "imagenet-1k", "nmi", 79.9, None, "from memory"),
        ("cpp", "", "cpp", "cifar-100", "acc", 74.0, None, "from memory"),
    ]
    for paper, table, method, suite, metric, value, spread, mark in read:
        found = one(paper=paper, table=table, method=method, suite=suite, metric=metric)
        assert (found.value, found.spread, found.mark) == (value, spread, mark)


def test_averages_that_the_paper_prints_follow_from_its_cells() -> None:
    """Table 1 and Table 2 of semantic centres end in the mean of the twelve cells of a row."""
    printed = {
        ("Table 1", "sic"): 86.4,
        ("Table 1", "tac"): 90.0,
        ("Table 1", "gradnorm"): 89.6,
        ("Table 1", "semantic-centers"): 92.5,
        ("Table 1", "zero-shot"): 88.2,
        ("Table 1", "dec"): 19.6,
        ("Table 1", "pica"): 55.6,
        ("Table 1", "lfss"): 78.9,
        ("Table 2", "scan"): 53.0,
        ("Table 2", "sic"): 58.3,
        ("Table 2", "tac"): 62.4,
        ("Table 2", "pro-dsc"): 59.1,
        ("Table 2", "semantic-centers"): 65.1,
        ("Table 2", "zero-shot"): 57.8,
    }
    for (table, method), mean in printed.items():
        cells = [n.value for n in published() if (n.paper, n.table, n.method) == ("semantic-centers", table, method)]
        assert len(cells) == 12 and sum(cells) / 12 == pytest.approx(mean, abs=0.051)


def test_papers_that_quote_the_same_numbers_agree() -> None:
    """SCP and semantic centres both quote TAC's paper; where they do not agree, the number says so."""
    of = {(n.paper, n.method, n.suite, n.metric): n for n in published() if n.table in {"Table 1", "Table 2"}}
    for (paper, method, suite, metric), number in of.items():
        other = of.get(("scp", method, suite, metric))
        if paper == "semantic-centers" and method in {"sic", "tac", "zero-shot"} and other is not None:
            assert number.value == other.value or "equal to the cell of TAC" in number.note


def test_the_file_has_no_stray_column() -> None:
    text = resources.files("kindfold.bench").joinpath("published.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    assert sorted(rows[0]) == sorted([*TEXTS, *METRICS])
    assert all(len(row) == len(rows[0]) and any(row[rows[0].index(metric)] for metric in METRICS) for row in rows)
