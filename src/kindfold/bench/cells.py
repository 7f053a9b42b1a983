"""Cells of a bench: one fit each, kept in a file of its own, so that a crash costs one and shards merge by copying.

A file is complete or absent, and its name says what was asked for: the same cell is never measured twice, one with
another setting never taken for it.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from kindfold.data.folder import staged_file
from kindfold.errors import InputError

FORMAT = 1
CELLS = "cells"


class Cell(NamedTuple):
    """One fit: data, encoder, who, how it was set, and the seed."""

    suite: str
    encoder: str  # label
    method: str
    source: str  # class that is fitted
    settings: Mapping[str, Any]
    seed: int
    grid: str = ""
    variant: str = ""
    views: str = ""  # asked for, of a method that learns from views; "" for those it is used to
    vocabulary: str = ""  # of a method that learns from words

    @property
    def settings_text(self) -> str:
        """Settings beside the defaults, as JSON."""
        return json.dumps(dict(self.settings), sort_keys=True, ensure_ascii=False)

    @property
    def path(self) -> Path:
        """Where its record lies below the folder of a bench."""
        asked = json.dumps([FORMAT, *self._replace(settings={}), self.settings_text])
        digest = sha256(asked.encode()).hexdigest()[:10]
        parts = (self.suite, self.encoder, self.grid or "methods", self.variant or self.method)
        return Path(CELLS, *map(_slug, parts), f"seed-{self.seed}.{digest}.json")


@dataclass(frozen=True)
class Record:
    """What a cell found: a row of a CSV file. Scores lie in [0, 1], NMI is over the arithmetic mean of the entropies.

    `told` is what a method knew beforehand: "K", the "names" of the classes, or nothing. `n_fit` are the pictures it
    learnt from, `n` those it was scored on. `seconds` are those of the clock, `cpu_seconds` those that the process
    computed over all its threads, on which other work on the machine has little influence. `partition` is a digest of
    its labels, `data` one of the pictures or vectors. `note` says what went wrong in the fit, `remarks` where the data
    differ from the official ones.
    """

    suite: str
    encoder: str
    grid: str
    method: str
    variant: str
    seed: int
    settings: str
    views: str
    vocabulary: str
    protocol: str
    told: str
    true_k: int
    n_fit: int
    n: int
    k: int | None
    acc: float | None
    nmi: float | None
    ari: float | None
    ami: float | None
    purity: float | None
    seconds: float
    cpu_seconds: float | None
    peak_mb: float | None
    note: str
    remarks: str
    partition: str
    data: str
    weights: str
    kindfold: str
    hardware: str
    versions: str

    @property
    def order(self) -> tuple[object, ...]:
        """Where its row stands."""
        return self.suite, self.encoder, self.grid, self.method, self.variant, self.seed


COLUMNS = tuple(field.name for field in fields(Record))
_TYPES = get_type_hints(Record)


def is_kept(folder: Path, cell: Cell) -> bool:
    """Whether the cell was measured."""
    return (folder / cell.path).is_file()


def keep(folder: Path, cell: Cell, record: Record) -> None:
    """Write the record, wholly or not at all."""
    with staged_file(folder / cell.path, replace=True) as path:
        path.write_text(json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def collect(folder: Path) -> list[Record]:
    """All records below a folder, in order.

    Raises
    ------
    InputError : a file is damaged, or one data set was measured in two versions
    """
    found = []
    for path in sorted((folder / CELLS).rglob("seed-*.json")):
        try:
            found.append(Record(**json.loads(path.read_text(encoding="utf-8"))))
        except (ValueError, TypeError) as error:
            raise InputError(
                f"{path} is not a cell of a bench ({error}); delete it, and it is measured again"
            ) from error
    return checked(found)


def checked(records: Iterable[Record]) -> list[Record]:
    """The records in order, if data and encoders are what they are called throughout, and nothing counts twice."""
    found = sorted(records, key=lambda record: record.order)
    data: dict[tuple[str, str], str] = {}
    weights: dict[str, str] = {}
    for one, other in pairwise(found):
        if one.order == other.order:
            raise InputError(
                f"{other.variant or other.method} was measured twice on {other.suite} under {other.encoder} with seed "
                f"{other.seed}, with other settings, views or words; keep these in different folders"
            )
    for record in found:
        key = record.suite, record.encoder
        if data.setdefault(key, record.data) != record.data:
            raise InputError(
                f"{record.suite} under {record.encoder} was measured on other data before ({data[key]}, now "
                f"{record.data}); keep the results of different data in different folders"
            )
        if weights.setdefault(record.encoder, record.weights) != record.weights:
            raise InputError(
                f"the encoder {record.encoder} had other weights before ({weights[record.encoder]}, now "
                f"{record.weights}); give it another label"
            )
    return found


def as_csv(records: Iterable[Record]) -> str:
    """One line per cell."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: "" if value is None else value for name, value in asdict(record).items()})
    return text.getvalue()


def read_csv(path: Path) -> list[Record]:
    """What `as_csv` wrote; an empty list for a table of another kind."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            return []
        return [Record(**{name: _value(name, text) for name, text in row.items()}) for row in reader]


def _value(name: str, text: str) -> Any:
    kind = _TYPES[name]
    if kind is str:
        return text
    if not text:
        return None
    return int(text) if kind in (int, int | None) else float(text)


def _slug(text: str) -> str:
    """A name that any file system takes."""
    return re.sub(r"[^\w.+=,-]+", "-", text).strip("-.") or "-"
