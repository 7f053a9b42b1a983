"""`kindfold report RUN`: render the report page again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kindfold.cli.console import Json, Quiet, RunFolder, emit, progress, say


def report(
    run: RunFolder,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The HTML file; default: RUN/report.html.")] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Render the report of a run as one offline HTML file."""
    from kindfold.data.run import Run
    from kindfold.pipeline.page import rewrite_page

    target = out or run / "report.html"
    with progress(quiet=quiet or as_json) as tell:
        rewrite_page(Run.load(run), target, tell=tell)
    emit({"report": str(target)}) if as_json else say("report", str(target))
