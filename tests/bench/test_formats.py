"""A table says the same in every format, and a number is bold only where it stands alone."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cells import record

from kindfold.bench.cells import Record
from kindfold.bench.formats import Entry, Sheet, comma_separated, html, latex, markdown
from kindfold.bench.published import Published
from kindfold.bench.sheets import clearly, published_sheet, score_sheet, variant_sheet
from kindfold.bench.summary import lines, score

texts = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=12)


def several(method: str, scores: list[float], **changes: Any) -> list[Record]:
    return [record(method=method, seed=i, acc=value, **changes) for i, value in enumerate(scores)]


@given(st.lists(st.lists(texts, min_size=3, max_size=3), min_size=1, max_size=4))
def test_every_format_keeps_every_cell(rows: list[list[str]]) -> None:
    sheet = Sheet("title", ["method", "one", "two"], [[Entry(text) for text in row] for row in rows])
    assert list(csv.reader(io.StringIO(comma_separated(sheet))))[1:] == rows
    table = ET.fromstring(html(sheet))
    assert [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")][1:] == rows
    assert latex(sheet).count(r"\\") >= len(rows) + 1
    assert len(markdown(sheet).splitlines()) == 4 + len(rows)


def test_letters_that_mean_something_in_latex_and_markdown_are_escaped() -> None:
    sheet = Sheet("50 % & more", ["a_b", "c"], [[Entry("x|y"), Entry("1.0 ± 0.1", bold=True)]])
    assert r"50 \% \& more" in latex(sheet)
    assert r"\textbf{1.0 $\pm$ 0.1}" in latex(sheet)
    assert r"x\|y" in markdown(sheet)
    assert "**1.0 ± 0.1**" in markdown(sheet)


@pytest.mark.parametrize(
    ("one", "other", "clear"),
    [
        ([80, 82], [60, 62], True),
        ([80, 82], [78, 80], False),
        ([80], [60], False),
        ([80, 90], [70, 80], False),
    ],
)
def test_better_is_better_by_more_than_both_spreads(one: list[float], other: list[float], clear: bool) -> None:
    assert clearly(score(one), score(other)) == clear


def test_what_is_exact_needs_no_second_seed() -> None:
    assert not clearly(score([80, 82]), score([60]))
    assert clearly(score([80, 82]), score([60], exact=True))
    assert clearly(score([80], exact=True), score([60], exact=True))


def test_fewer_seeds_than_others_are_said() -> None:
    three, two, one = several("kmeans", [0.5] * 3), several("scp", [0.5] * 2), several("hdbscan", [0.5])
    notes = score_sheet(lines([*three, *two, *one]), "acc", "").notes
    assert notes == ["Fitted once, as nothing in them is drawn: hdbscan.", "Fewer than 3 seeds: scp 2 on digits."]
    assert score_sheet(lines(three), "acc", "").notes == []


def bold(sheet: Sheet) -> list[str]:
    return [row[0].text for row in sheet.rows if any(entry.bold for entry in row)]


def test_one_that_was_told_the_names_does_not_compete() -> None:
    measured = several("kmeans", [0.5, 0.51], told="K") + several("zero-shot", [0.9, 0.9], told="names")
    worse = several("spectral", [0.3, 0.31], told="K")
    assert bold(score_sheet(lines(measured + worse), "acc", "ACC")) == ["kmeans"]


def test_the_larger_number_of_kinds_is_no_merit() -> None:
    measured = several("hdbscan", [0.5, 0.5], k=90) + several("dp-mixture", [0.5, 0.5], k=10)
    assert bold(score_sheet(lines(measured), "k", "K")) == []


def test_a_method_that_failed_is_said_to_have_failed() -> None:
    gone = dict.fromkeys(("acc", "nmi", "ari", "ami", "purity", "k"))
    failed = [replace(found, **gone, note="ValueError: too few") for found in several("spectral", [0, 0])]
    sheet = score_sheet(lines(failed + several("kmeans", [0.5, 0.6])), "acc", "ACC")
    assert sheet.rows[1][2].text == "failed"
    assert "ValueError: too few" in sheet.notes[0]


def test_remarks_on_the_data_stand_below_the_table() -> None:
    sheet = score_sheet(lines(several("kmeans", [0.5], remarks="all has 5 pictures")), "acc", "ACC")
    assert sheet.notes == ["digits: all has 5 pictures."]


def test_variants_stand_in_the_order_of_their_grid() -> None:
    measured = [record(grid="scp/jitter", variant=name) for name in ("jitter 1.0", "jitter None", "jitter 5.0")]
    sheet = variant_sheet(lines(measured), "jitter", ["jitter None", "jitter 1.0", "jitter 5.0"])
    assert [row[0].text for row in sheet.rows] == ["jitter None", "jitter 1.0", "jitter 5.0"]


def test_published_and_measured_numbers_stand_in_columns_of_their_own() -> None:
    told = [
        Published("scp", "1", "scp", "ViT-B/32", "stl-10", "acc", 97.9, None, "published", note="best of 50 runs"),
        Published("scp", "1", "cc", "ViT-B/32", "stl-10", "acc", 85.0, None, "published"),
        Published("scp", "5", "scp", "ViT-B/32", "stl-10", "acc", 96.0, 0.5, "re-run by scp"),
    ]
    measured = several("scp", [0.90, 0.94], suite="stl-10", encoder="clip")
    sheet = published_sheet(lines(measured), told, "stl-10")
    assert list(sheet.columns) == [
        *("method", "here, clip: ACC", "here, clip: best ACC", "published, ViT-B/32: ACC", "source of the published")
    ]
    rows = {(row[0].text, row[-1].text): [entry.text for entry in row[1:-1]] for row in sheet.rows}
    assert rows["scp", "published: scp, 1 (best of 50 runs)"] == ["92.0 ± 2.8", "94.0 (of 2)", "97.9"]
    assert rows["scp", "re-run by scp: scp, 5"] == ["–", "–", "96 ± 0.5"]
    assert rows["cc", "published: scp, 1"] == ["–", "–", "85"]


def test_mean_spread_and_best_are_those_of_the_seeds() -> None:
    [line] = lines(several("kmeans", [0.5, 0.6, 0.7]))
    assert line.scores["acc"] == (pytest.approx(60), pytest.approx(10), pytest.approx(70), 3, False)
