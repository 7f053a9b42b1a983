"""`kindfold refine RUN`: fit again from corrected clusters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kindfold.cli.cluster import as_document, count
from kindfold.cli.console import Json, Quiet, RunFolder, emit, progress, say


def refine(
    run: RunFolder,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The new run folder; default: NAME-refined.kindfold beside RUN.")
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Fit again from clusters that were corrected: they seed it, keep their names, and what was moved by hand stays."""
    from kindfold.data.run import Run
    from kindfold.pipeline.refine import refine as fit_again

    old = Run.load(run)
    target = out or run.with_name(f"{run.resolve().name.removesuffix('.kindfold')}-refined.kindfold")
    with progress(quiet=quiet or as_json) as tell:
        new = fit_again(old, target, progress=tell)
    facts = new.clustering.history["refined"]
    if as_json:
        emit({**as_document(new), "refined": facts})
        return
    say("held", f"{count(facts['held'], 'picture')} where they were put by hand")
    say("moved", f"{count(facts['moved'], 'picture')} to a kind that fits better · {new.clustering.n_clusters} kinds")
    say("wrote", str(new.folder))
