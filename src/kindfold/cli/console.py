"""What every verb shares: the console, progress bars, errors, JSON, and option types."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars.")]
Seed = Annotated[int, typer.Option("--seed", help="Seed of everything random.", min=0)]
Device = Annotated[str, typer.Option("--device", help="auto, cpu, cuda, cuda:1, mps ...")]
Cache = Annotated[
    Path | None, typer.Option("--cache", help="Folder of the embedding cache; the default is the user cache folder.")
]
Model = Annotated[str, typer.Option("--model", "-m", help="Encoder id; see `kindfold models`.")]
Vocabulary = Annotated[
    str,
    typer.Option("--names", "--vocabulary", help="Words to name kinds by: everyday, wordnet, a text file, or none."),
]
Prompts = Annotated[
    str, typer.Option("--prompts", help="Sentences that show words to the encoder: own, or seven, which takes longer.")
]
Pictures = Annotated[list[str], typer.Argument(help="A folder, a glob, pictures, or a tar or zip archive.")]
RunFolder = Annotated[Path, typer.Argument(help="A run folder, e.g. photos.kindfold/.", metavar="RUN")]

Tell = Callable[[str, int, int, int], None]
STAGES = {
    "load": "load",
    "embed": "embed",
    "duplicates": "compare",
    "name": "nouns",
    "cluster": "fit",
    "train": "epochs",
    "views": "views",
    "report": "report",
    "map": "map",
    "compare": "methods",
    "bench": "cells",
}


def source(paths: list[str]) -> str | list[str]:
    """What was given as `Pictures`, as `images` takes it: one place, or a list of files."""
    return paths[0] if len(paths) == 1 else paths


def console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is: no markup, no highlighting."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, markup=False, highlight=False, soft_wrap=not stream.isatty())


def say(label: str, text: str) -> None:
    """One line of the summary: a dim label of eight columns, then text."""
    from rich.text import Text

    console().print(Text.assemble((f"{label:<8}", "bold cyan"), text))


def emit(document: Mapping[str, Any]) -> None:
    """Print a JSON document."""
    typer.echo(json.dumps(document, indent=1, default=str))


def fail(error: Exception, *, as_json: bool) -> None:
    """One sentence on stderr, or a JSON document on stdout."""
    from kindfold.data.display import display_name

    message = display_name(" ".join(str(error).split()))
    if as_json:
        emit({"error": type(error).__name__, "message": message})
    else:
        typer.secho("error: ", fg="red", bold=True, nl=False, err=True)
        typer.echo(message, err=True)


def going_on(tell: Tell | None) -> Tell:
    """The same, and one line on stderr when a training goes on from epochs that were done before."""
    said = False

    def told(stage: str, done: int, total: int, cached: int) -> None:
        nonlocal said
        if stage == "train" and cached and not said:
            said = True
            typer.echo(f"note: going on from epoch {cached} of {total}", err=True)
        if tell:
            tell(stage, done, total, cached)

    return told


@contextmanager
def progress(*, quiet: bool) -> Iterator[Tell | None]:
    """A callable for `pipeline` that draws one bar per stage, with rate and time left."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description:<7}", style="bold cyan"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[count]}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int, cached: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=total, count="", rate="")
            speed = bars.tasks[tasks[stage]].speed
            rate = f"{speed:,.0f}/s" if speed else ""
            before = "before" if stage == "train" else "cached"
            note = f"{rate} · {cached:,} {before}" if cached else rate
            if total == 1:  # one step of unknown length: a bar that moves until it is done
                bars.update(tasks[stage], completed=done, total=1 if done else None)
            else:
                bars.update(tasks[stage], completed=done, total=total, count=f"{done:,}/{total:,}", rate=note)

        yield tell
