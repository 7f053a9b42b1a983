"""`kindfold compare PATH`: several methods and seeds on the same pictures, one table."""

from __future__ import annotations

from typing import Annotated

import typer

from kindfold.cli.cluster import n_clusters
from kindfold.cli.console import (
    Cache,
    Device,
    Json,
    Model,
    Pictures,
    Prompts,
    Quiet,
    Vocabulary,
    console,
    emit,
    progress,
    source,
)

WIDTH = 240  # letters of a table that is read by a program or a pager


def compare(
    path: Pictures,
    methods: Annotated[
        str, typer.Option("--methods", help="Names separated by commas; by default all that can be fitted.")
    ] = "all",
    seeds: Annotated[int, typer.Option("--seeds", help="Runs per method, seeds 0, 1, ...", min=1)] = 5,
    k: Annotated[str, typer.Option("-k", "--n-clusters", help="How many kinds for methods that need it.")] = "auto",
    model: Model = "builtin",
    vocabulary: Vocabulary = "everyday",
    prompts: Prompts = "own",
    device: Device = "auto",
    cache: Cache = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Compare methods: kinds found, agreement between seeds, scores against folder labels."""
    from kindfold.pipeline.compare import compare as run_all

    with progress(quiet=quiet or as_json) as tell:
        rows = run_all(
            source(path),
            methods=None if methods == "all" else methods.split(","),
            n_clusters=n_clusters(k),
            seeds=range(seeds),
            model=model,
            vocabulary=vocabulary,
            prompts=prompts,
            device=device,
            cache=cache,
            progress=tell,
        )
    if as_json:
        emit({"methods": [row._asdict() for row in rows]})
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("method", no_wrap=True, min_width=max((len(row.method) for row in rows), default=0))
    measures = list(dict.fromkeys(name for row in rows for name in row.scores))
    for measure in measures:
        table.add_column(measure, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(row.method, *(_cell(row.scores.get(measure)) for measure in measures))
    out = console()
    if not out.is_terminal:
        out.width = WIDTH
    out.print(table)
    for row in rows:
        if row.note:
            console().print(f"{row.method}: {row.note}")


def _cell(score: tuple[float, float] | None) -> str:
    if score is None:
        return "-"
    mean, spread = score
    return f"{mean:.3g} ± {spread:.2g}"
