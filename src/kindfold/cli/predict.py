"""`kindfold predict RUN PATH`: new pictures into the kinds of an earlier run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kindfold.cli.cluster import count
from kindfold.cli.console import Cache, Device, Json, Pictures, Quiet, RunFolder, emit, progress, say, source


def predict(
    run: RunFolder,
    path: Pictures,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write a CSV here instead of printing it.")] = None,
    device: Device = "auto",
    cache: Cache = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Place new pictures in the kinds of a run and say which ones it has already; the run stays as it is."""
    from kindfold.data.folder import staged_file
    from kindfold.data.run import ERRORS, Run
    from kindfold.data.tables import print_table, write_table
    from kindfold.pipeline.predict import Placed
    from kindfold.pipeline.predict import predict as place

    with progress(quiet=quiet or as_json) as tell:
        placed, skipped = place(Run.load(run), source(path), cache=cache, device=device, progress=tell)
    if out is not None:
        with staged_file(out) as stage:
            write_table(stage, Placed._fields, placed)
    if as_json:
        left_out = [dict(zip(ERRORS, skip, strict=True)) for skip in skipped]
        emit({"pictures": [row._asdict() for row in placed], "skipped": left_out})
    elif out is None:
        print_table(sys.stdout, Placed._fields, placed)
    else:
        say("placed", f"{count(len(placed), 'picture')} · {len(skipped):,} left out")
        outliers, repeated = sum(row.outlier for row in placed), sum(bool(row.duplicate_of) for row in placed)
        say("check", f"{outliers:,} fit no kind well · {repeated:,} look like a copy of another")
        say("wrote", str(out))
