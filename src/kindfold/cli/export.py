"""`kindfold export RUN OUT`: the pictures sorted into folders, or a file for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kindfold.cli.console import Json, RunFolder, console, emit, say

N_PREVIEW = 12


def export(
    run: RunFolder,
    out: Annotated[Path, typer.Argument(help="The folder or file to write; must not exist yet.")],
    to: Annotated[str, typer.Option("--to", help="folders, csv, parquet, coco or labelstudio.")] = "folders",
    mode: Annotated[str, typer.Option("--mode", help="For folders: symlink, hardlink or copy.")] = "symlink",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be written.")] = False,
    as_json: Json = False,
) -> None:
    """Write a run for other tools; your pictures are linked or copied, never moved."""
    from kindfold.data.display import display_name
    from kindfold.data.run import Run
    from kindfold.pipeline.export import export as write

    plan = write(Run.load(run), out, to=to, mode=mode, dry_run=dry_run)
    if as_json:
        moves = [{"source": str(move.source), "target": str(move.target)} for move in plan]
        emit({"out": str(out), "to": to, "dry_run": dry_run, "pictures": moves})
        return
    if dry_run:
        for move in plan[:N_PREVIEW]:
            console().print(f"{display_name(str(move.target))}  <-  {display_name(str(move.source))}")
        if len(plan) > N_PREVIEW:
            console().print(f"... and {len(plan) - N_PREVIEW:,} more")
    say("would" if dry_run else "wrote", f"{out}" + (f"  {len(plan):,} pictures by {mode}" if plan else ""))
