"""`kindfold train PATH`: train a network on pictures, and sort them by it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kindfold.cli.cluster import as_document, default_out, describe, n_clusters
from kindfold.cli.console import (
    Cache,
    Device,
    Json,
    Pictures,
    Quiet,
    Seed,
    Vocabulary,
    emit,
    going_on,
    progress,
    source,
)
from kindfold.errors import SettingError


def train(
    path: Pictures,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The run folder; default: NAME.trained.kindfold in this folder.")
    ] = None,
    network: Annotated[
        str, typer.Option("--network", help="resnet-50 or resnet-18, new, or hf:NAME to go on from trained weights.")
    ] = "resnet-50",
    teacher: Annotated[
        str, typer.Option("--teacher", help="The encoder that says what belongs together; see `kindfold models`.")
    ] = "builtin",
    k: Annotated[str, typer.Option("-k", "--n-clusters", help="How many kinds; auto finds it.")] = "auto",
    views: Annotated[
        str, typer.Option("--views", help="How the two views of a picture are changed: FAMILY+FAMILY.")
    ] = "jitter-color+weak",
    epochs: Annotated[int, typer.Option("--epochs", help="Times that every picture is seen.", min=3)] = 500,
    batch_size: Annotated[int, typer.Option("--batch-size", help="Pictures of a step, two views each.", min=4)] = 64,
    vocabulary: Vocabulary = "everyday",
    seed: Seed = 0,
    device: Device = "auto",
    cache: Cache = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Train a network from pixels under a frozen teacher; the run folder holds the network. Wants a GPU."""
    from kindfold.pipeline.train import train as run_training

    families = tuple(views.split("+"))
    if len(families) != 2:
        raise SettingError(f"--views takes two families joined by +, such as jitter-color+weak, not {views!r}")
    with progress(quiet=quiet or as_json) as tell:
        run = run_training(
            source(path),
            out or default_out(path).with_suffix(".trained.kindfold"),
            network=network,
            teacher=teacher,
            n_clusters=n_clusters(k),
            families=(families[0], families[1]),
            vocabulary=vocabulary,
            seed=seed,
            device=device,
            cache=cache,
            progress=going_on(tell),
            n_epochs=epochs,
            batch_size=batch_size,
        )
    emit(as_document(run)) if as_json else describe(run)
