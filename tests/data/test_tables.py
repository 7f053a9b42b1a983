"""A table reads back as it was written and runs nothing in a spreadsheet."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindfold.data.tables import FORMULA, printable, read_table, write_table

HOSTILE = ["=1+1", "+1", "-rf.png", "@sum", "\tx", "\rx", "'quoted", "a,b", 'a"b', "two\nlines", "<b>", "", "'", "''="]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_reads_back(tmp_path: Path, text: str) -> None:
    write_table(tmp_path / "t.csv", ["path", "n"], [[text, 1]])
    assert list(read_table(tmp_path / "t.csv")) == [{"path": text, "n": "1"}]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_reads_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("tables") / "t.csv"
    write_table(path, ["path", "n"], [[text, 1]])
    assert list(read_table(path)) == [{"path": text, "n": "1"}]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", ["path"], [[text] for text in HOSTILE])
    with (tmp_path / "t.csv").open(newline="") as file:
        cells = [row[0] for row in csv.reader(file) if row]
    assert not [cell for cell in cells if cell.startswith(FORMULA[:-1])]


def test_undecodable_bytes_become_escapes() -> None:
    assert printable(b"caf\xe9.jpg".decode("utf-8", "surrogateescape")) == "caf\\xe9.jpg"
