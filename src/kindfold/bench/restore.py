"""Cells from the rows of a table: what a CSV file of results holds need not be measured again to complete it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from kindfold.bench.cells import Cell, Record, is_kept, keep
from kindfold.bench.contestants import Contestant, contestant
from kindfold.bench.suites import named
from kindfold.pipeline.fit import views_for


def restore(records: Iterable[Record], folder: Path) -> int:
    """Keep each record as the cell that it was; those that are kept already stay. Returns how many were restored."""
    found = [(cell_of(record), record) for record in records]
    missing = [(cell, record) for cell, record in found if not is_kept(folder, cell)]
    for cell, record in missing:
        keep(folder, cell, record)
    return len(missing)


def cell_of(record: Record) -> Cell:
    """The cell that a record was measured for. Views count as asked for where they are not the usual ones."""
    settings = json.loads(record.settings)
    source = contestant(record.method).source
    return Cell(
        *(record.suite, record.encoder, record.method, source, settings, record.seed, record.grid, record.variant),
        views=_asked(record, Contestant(record.method, source, settings)),
        vocabulary=record.vocabulary,
    )


def _asked(record: Record, who: Contestant) -> str:
    estimator = who.estimator()
    if not (named(record.suite).has_pictures and hasattr(estimator, "usual_views")):
        return ""
    usual = views_for(estimator, None) or ""
    return "" if record.views == usual else record.views or "none"
