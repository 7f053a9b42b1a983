"""Pages follow from results: the same results, the same bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from test_cells import record

from kindfold.bench.cells import Record, as_csv
from kindfold.bench.grids import GRIDS
from kindfold.bench.pages import build, pages, read_results
from kindfold.bench.plots import drawn_by
from kindfold.bench.summary import lines
from kindfold.bench.verdict import standings, verdict
from kindfold.errors import InputError

ROOT = Path(__file__).parents[2]
RESULTS, DOCS = ROOT / "benchmarks" / "results", ROOT / "docs" / "results"


METHODS = (("kmeans", "K"), ("spectral", "K"), ("dp-mixture", ""), ("hdbscan", ""))


def matplotlib_here() -> str:
    try:
        return version("matplotlib")
    except PackageNotFoundError:
        return ""


def measured() -> list[Record]:
    found = []
    for seed in range(2):
        for i, suite in enumerate(("digits", "moco-in50", "moco-in50-imbalanced", "fruit-14", "caltech-25")):
            for j, (method, told) in enumerate(
                (("kmeans", "K"), ("spectral", "K"), ("dp-mixture", ""), ("hdbscan", ""))
            ):
                acc = 0.9 - 0.1 * j - 0.01 * i + 0.001 * seed
                found.append(record(suite=suite, method=method, told=told, seed=seed, acc=acc, k=9 + j + seed))
        for value in GRIDS["scp/jitter"].variants:
            found.append(record(method="scp", grid="scp/jitter", variant=value, seed=seed, told="K"))
    return found


def test_what_the_docs_show_is_what_the_results_say(tmp_path: Path) -> None:
    built = build(RESULTS, tmp_path, plots=False)
    for path in built:
        shown = DOCS / path.relative_to(tmp_path)
        assert shown.read_bytes() == path.read_bytes(), f"{shown}: rebuild it with kindfold bench tables"
    kept = {path.relative_to(DOCS) for path in DOCS.rglob("*") if path.is_file() and path.suffix != ".svg"}
    assert kept == {path.relative_to(tmp_path) for path in built}


def test_plots_of_the_docs_are_those_of_the_results(tmp_path: Path) -> None:
    drawn = sorted(DOCS.rglob("*.svg"))
    if not drawn or drawn_by(drawn[0]) != matplotlib_here():
        pytest.skip("another matplotlib drew the plots")
    build(RESULTS, tmp_path)
    for path in drawn:
        assert (tmp_path / path.relative_to(DOCS)).read_bytes() == path.read_bytes(), path


def test_the_same_results_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    plots = bool(matplotlib_here())
    for name, records in (("one", measured()), ("other", measured()[::-1])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.csv").write_text(as_csv(records), encoding="utf-8")
        build(tmp_path / name, tmp_path / f"{name} pages", plots=plots)
    files = [path for path in (tmp_path / "one pages").rglob("*") if path.is_file()]
    assert len([path for path in files if path.suffix == ".svg"]) == 3 * plots
    for path in files:
        assert (tmp_path / "other pages" / path.relative_to(tmp_path / "one pages")).read_bytes() == path.read_bytes()


def test_what_was_not_measured_is_said() -> None:
    [index] = [page.text for page in pages(lines(measured())) if page.name == "index.md"]
    [said] = [line for line in index.splitlines() if line.startswith("**Not measured yet.**")]
    assert "CIFAR-10 (JPEG copy)" in said
    assert "`temi`" in said
    assert "`kmeans`" not in said


def test_every_page_that_is_linked_is_written() -> None:
    made = {page.name: page.text for page in pages(lines(measured()))}
    assert "](scp-jitter.md)" in made["index.md"]
    linked = re.findall(r"\]\(([\w.-]+\.md)\)", made["index.md"])
    assert len(linked) == 2
    assert set(linked) <= set(made)
    assert {"scp-jitter.md", "tables/acc-features.tex", "tables/k-features.html"} <= set(made)


def test_the_verdict_names_the_best_of_those_that_know_as_much() -> None:
    text = verdict(lines(found for found in measured() if not found.grid))
    unknown, known = [part for part in text.split("\n\n") if part.startswith("**Where")]
    assert unknown.startswith("**Where nobody knows how many kinds there are**, `dp-mixture`")
    assert known.startswith("**Where the number of kinds is known**, `kmeans`")
    assert "`dp-mixture`" not in known


def test_a_difference_that_no_test_confirms_is_not_claimed() -> None:
    text = verdict(lines(found for found in measured() if not found.grid))
    assert "says that it is better" not in text  # five sets are too few for Wilcoxon's test at 5 %


def test_drawn_sets_have_no_say_in_the_verdict() -> None:
    drawn = [
        replace(found, suite="synthetic-easy", acc=1 - found.acc) for found in measured() if found.suite == "digits"
    ]
    real = [found for found in measured() if not found.grid]
    assert verdict(lines([*real, *(found for found in drawn if not found.grid)])) == verdict(lines(real))


def test_who_was_not_scored_everywhere_has_neither_a_rank_nor_means() -> None:
    real = [found for found in measured() if not found.grid]
    text = verdict(lines([*real, record(suite="digits", method="temi", told="K", acc=1.0)]))
    [row] = [line for line in text.splitlines() if line.startswith("| temi ")]
    assert [part.strip() for part in row.strip("|").split("|")[1:]] == ["–", "–", "–", "1 of 5"]


def test_methods_of_words_are_compared_where_there_are_words() -> None:
    real = [found for found in measured() if not found.grid]
    of_words = [
        replace(found, method="tac", vocabulary="everyday", acc=1.0)
        for found in real
        if found.method == "kmeans" and found.suite in ("fruit-14", "caltech-25")
    ]
    found = standings(lines([*real, *of_words]))
    assert [len(one.places) for one in found] == [5, 5, 2]
    assert "tac" not in found[1].ranked.methods
    assert found[2].ranked.methods[0] == "tac"


def test_one_set_makes_no_verdict() -> None:
    assert verdict(lines([record(method="kmeans", told="K"), record(method="scp", told="K")])) == ""


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no results of `kindfold bench run`"):
        read_results(tmp_path)
