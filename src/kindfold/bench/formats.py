"""One table in four formats: Markdown, LaTeX, CSV and HTML."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from html import escape
from io import StringIO
from typing import NamedTuple

DASH = "–"


class Entry(NamedTuple):
    """What stands in a cell, and whether it is the best beyond doubt."""

    text: str
    bold: bool = False


class Sheet(NamedTuple):
    """A table: a title, the heads of the columns, rows as long as these, and notes below. The first column is text."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Entry]]
    notes: Sequence[str] = ()


def markdown(sheet: Sheet) -> str:
    """GitHub's Markdown, columns padded so that the source can be read."""
    texts = [
        [_plain(name) for name in sheet.columns],
        *([_plain(f"**{e.text}**" if e.bold else e.text) for e in row] for row in sheet.rows),
    ]
    widths = [max(3, *(len(row[i]) for row in texts)) for i in range(len(sheet.columns))]
    ruler = [("-" * width) if i == 0 else "-" * (width - 1) + ":" for i, width in enumerate(widths)]
    head, *body = [
        [text.ljust(w) if i == 0 else text.rjust(w) for i, (text, w) in enumerate(zip(row, widths, strict=True))]
        for row in texts
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (head, ruler, *body))
    return "\n\n".join([f"**{sheet.title}**", table, *sheet.notes]) + "\n"


def latex(sheet: Sheet) -> str:
    """A `table` of the packages booktabs and nothing else."""
    lines = [
        r"\begin{table}",
        rf"\caption{{{_tex(sheet.title)}}}",
        rf"\begin{{tabular}}{{l{'r' * (len(sheet.columns) - 1)}}}",
        r"\toprule",
        " & ".join(map(_tex, sheet.columns)) + r" \\",
        r"\midrule",
        *(
            " & ".join(rf"\textbf{{{_tex(e.text)}}}" if e.bold else _tex(e.text) for e in row) + r" \\"
            for row in sheet.rows
        ),
        r"\bottomrule",
        r"\end{tabular}",
        *(_tex(note) for note in sheet.notes),
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def comma_separated(sheet: Sheet) -> str:
    """The texts alone."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(sheet.columns)
    writer.writerows([entry.text for entry in row] for row in sheet.rows)
    return text.getvalue()


def html(sheet: Sheet) -> str:
    """A `table` element."""
    head = "".join(f"<th>{escape(name)}</th>" for name in sheet.columns)
    body = "\n".join(
        "<tr>"
        + "".join(f"<td><b>{escape(e.text)}</b></td>" if e.bold else f"<td>{escape(e.text)}</td>" for e in row)
        + "</tr>"
        for row in sheet.rows
    )
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in sheet.notes)
    return (
        f"<table>\n<caption>{escape(sheet.title)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table>\n{notes}"
    )


FORMATS: dict[str, Callable[[Sheet], str]] = {"md": markdown, "tex": latex, "csv": comma_separated, "html": html}

_SPECIAL = {
    **{mark: rf"\{mark}" for mark in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "±": r"$\pm$",
    "–": "--",
    "·": r"$\cdot$",
}


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def _plain(text: str) -> str:
    """On one line, and no bar that would end a cell."""
    return " ".join(text.split()).replace("|", r"\|")
