"""The grid: contestants x encoders x sets x seeds, cell by cell, each kept as soon as it is measured.

The plan is made before anything is read, in an order that no result decides, so that shards of it are the same
everywhere; cells that were measured before are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from kindfold.bench.cells import Cell, is_kept, keep
from kindfold.bench.contestants import Contestant, contestant
from kindfold.bench.grids import load_grid
from kindfold.bench.layouts import open_suite
from kindfold.bench.measure import measured, unfitted
from kindfold.bench.stage import FEATURES, Encoder, Stage, Tell
from kindfold.bench.suites import named
from kindfold.embedding.cache import Location
from kindfold.errors import InputError, ModelError, SettingError
from kindfold.naming.vocabulary import DEFAULT


class Left(NamedTuple):
    """Cells that were left out, and why."""

    suite: str
    encoder: str
    method: str
    n_cells: int
    why: str


class Done(NamedTuple):
    """Cells measured now, those measured before, and what was left out."""

    n_measured: int
    n_kept: int
    left: tuple[Left, ...]


def plan(
    suites: Sequence[str],
    encoders: Sequence[Encoder],
    methods: Sequence[str],
    *,
    seeds: Iterable[int],
    grid: str = "",
    views: str = "",
    vocabulary: str = "everyday",
) -> list[Cell]:
    """All cells of methods, or of the variants of a named grid.

    A set of vectors has no encoder, and stands once; a method in which nothing is drawn is fitted with one seed.
    """
    who = [(contestant(name), "") for name in methods] if not grid else load_grid(grid).contestants()
    seeds = list(seeds)
    if len({encoder.label for encoder in encoders}) < len(encoders):
        raise SettingError("two encoders have the same label; call them differently: --encoders one=ID,other=ID")
    return [
        Cell(
            *(suite, encoder, one.name, one.source, one.settings, seed, grid, variant),
            views=views if one.asks_for("views") else "",
            vocabulary=vocabulary if one.asks_for("words") and one.told != "names" else "",
        )
        for suite in suites
        for encoder in ([e.label for e in encoders] if named(suite).has_pictures else [FEATURES])
        for one, variant in who
        for seed in (seeds if one.draws else seeds[:1])
    ]


def shard(cells: Sequence[Cell], text: str) -> list[Cell]:
    """Every n-th cell from the i-th on, for "i/n"."""
    i, slash, n = text.partition("/")
    if not (slash and i.isdigit() and n.isdigit() and 1 <= int(i) <= int(n)):
        raise SettingError(f"a shard is i/n with 1 <= i <= n, such as 2/8, not {text!r}")
    return list(cells[int(i) - 1 :: int(n)])


def run(
    cells: Sequence[Cell],
    folder: Path,
    *,
    encoders: Sequence[Encoder],
    data: Path | None = None,
    classes: Path | None = None,
    device: str = "auto",
    cache: Location = None,
    tell: Tell | None = None,
    say: Callable[[str], None] | None = None,
) -> Done:
    """Measure the cells that are not kept in the folder yet; sets and methods that cannot be had are left out.

    Parameters
    ----------
    data : folder of the data sets; `classes` : list of WordNet ids of an ImageNet subset
    tell : progress of a stage; say : a sentence for each cell that is done
    """
    tell = tell or (lambda stage, done, total, cached: None)
    say = say or (lambda sentence: None)
    known = {encoder.label: encoder for encoder in encoders}
    todo = [cell for cell in cells if not is_kept(folder, cell)]
    left: list[Left] = []
    n_done = 0
    for (suite, label), group in groupby(todo, key=lambda cell: (cell.suite, cell.encoder)):
        wanted = list(group)
        try:
            stage = Stage(
                open_suite(suite, data, classes=classes),
                known.get(label),
                vocabulary=next((cell.vocabulary for cell in wanted if cell.vocabulary), DEFAULT),
                views=next((cell.views for cell in wanted if cell.views), None),
                device=device,
                cache=cache,
                tell=tell,
            )
            who_can, cannot = _able(wanted, stage)
        except (InputError, ModelError) as error:
            left.append(Left(suite, label, "", len(wanted), str(error)))
            say(f"{suite} under {label} is left out: {error}")
            continue
        left += cannot
        for cell in who_can:
            record = measured(cell, stage)
            keep(folder, cell, record)
            n_done += 1
            tell("bench", n_done, len(todo) - sum(gone.n_cells for gone in left), 0)
            score = (
                record.note if record.acc is None else f"NMI {100 * (record.nmi or 0):.1f} ACC {100 * record.acc:.1f}"
            )
            say(
                f"{suite} · {label} · {cell.variant or cell.method} · seed {cell.seed}: {score}, {record.seconds:.1f} s"
            )
    return Done(n_done, len(cells) - len(todo), tuple(left))


def _able(cells: Sequence[Cell], stage: Stage) -> tuple[list[Cell], list[Left]]:
    """The cells that can be measured here, those with the same views one after the other; and the others."""
    able: dict[str, list[Cell]] = {}
    left = []
    for (method, variant), group in groupby(cells, key=lambda cell: (cell.method, cell.variant)):
        same = list(group)
        estimator = unfitted(Contestant(method, same[0].source, same[0].settings), stage, seed=0)
        if why := stage.why_not(estimator):
            left.append(Left(stage.opened.suite.name, same[0].encoder, variant or method, len(same), why))
        else:
            able.setdefault(stage.views_of(estimator) or "", []).extend(same)
    return [cell for views in sorted(able) for cell in able[views]], left
