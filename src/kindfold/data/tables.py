"""CSV tables that open safely in a spreadsheet and read back exactly."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def write_table(path: str | Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write UTF-8 CSV; text that a spreadsheet would run as a formula is prefixed with an apostrophe."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        print_table(file, columns, rows)


def print_table(file: TextIO, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The same, to an open file."""
    writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)  # a name may hold a lone CR
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)


def read_table(path: str | Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV as dicts, with the apostrophes of `write_table` taken off again."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: _text(value or "") for key, value in row.items() if key is not None}


def read_rows(path: str | Path) -> Iterator[list[str]]:
    """Rows of a CSV as lists, the first one too; empty lines are left out."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            if row:
                yield [_text(cell) for cell in row]


def printable(text: str) -> str:
    r"""Valid UTF-8: bytes of a name that are no UTF-8 appear as \xNN."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, str):
        text = printable(value)
        return f"'{text}" if text.startswith(FORMULA) else text
    return value


def _text(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
