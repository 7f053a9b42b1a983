"""From records to the rows of a table: mean, standard deviation and best over seeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from kindfold.bench.cells import Record
from kindfold.bench.contestants import FIXED

PERCENT = ("acc", "nmi", "ari", "ami", "purity")
TOLD = {"": "finds K", "K": "told K", "names": "told the names"}
MEASURES = (*PERCENT, "k", "seconds", "cpu_seconds", "peak_mb")


class Score(NamedTuple):
    """Mean, standard deviation (of a sample, 0 for one seed), the best, and how many seeds; shares are in percent.

    `exact` scores are of a method in which nothing is drawn: any other seed gives the same.
    """

    mean: float
    spread: float
    best: float
    n: int
    exact: bool = False


class Line(NamedTuple):
    """One method, or one variant of it, on one set under one encoder."""

    suite: str
    encoder: str
    grid: str
    method: str
    variant: str
    told: str
    protocol: str
    true_k: int
    n: int
    scores: dict[str, Score]
    n_failed: int
    note: str
    remarks: str
    has_words: bool  # it learnt from nouns
    draws: bool  # another seed may give another result
    versions: tuple[str, ...]  # of kindfold, with the commit

    @property
    def name(self) -> str:
        """What its row is called."""
        return self.variant or self.method


def lines(records: Iterable[Record]) -> list[Line]:
    """One line per method, set and encoder, in order."""
    ordered = sorted(records, key=lambda record: record.order)
    return [
        _line(list(group))
        for _, group in groupby(ordered, key=lambda r: (r.suite, r.encoder, r.grid, r.method, r.variant))
    ]


def methods(own: Iterable[Line]) -> list[str]:
    """Names of rows: those that find K, those that are told it, those that are told the names; each by the alphabet."""
    told = {line.name: line.told for line in own}
    return sorted(told, key=lambda name: (tuple(TOLD).index(told[name]), name))


def score(values: Sequence[float], *, exact: bool = False) -> Score:
    """Of the values of all seeds."""
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    return Score(float(np.mean(values)), spread, float(np.max(values)), len(values), exact)


def _line(records: list[Record]) -> Line:
    first = records[0]
    fitted = [record for record in records if record.acc is not None]
    scores, draws = {}, first.method not in FIXED
    for measure in MEASURES if fitted else ():
        values = [getattr(record, measure) for record in fitted]
        if None not in values:
            scores[measure] = score([100 * v if measure in PERCENT else float(v) for v in values], exact=not draws)
    failed = [record.note for record in records if record.acc is None]
    return Line(
        suite=first.suite,
        encoder=first.encoder,
        grid=first.grid,
        method=first.method,
        variant=first.variant,
        told=first.told,
        protocol=first.protocol,
        true_k=first.true_k,
        n=first.n,
        scores=scores,
        n_failed=len(failed),
        note=failed[0] if failed else "",
        remarks=first.remarks,
        has_words=bool(first.vocabulary),
        draws=draws,
        versions=tuple(sorted({record.kindfold for record in records})),
    )
