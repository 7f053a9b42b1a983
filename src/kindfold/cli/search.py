"""`kindfold search RUN "red car" | picture.jpg`: find pictures by words or by a picture."""

from __future__ import annotations

from typing import Annotated

import typer

from kindfold.cli.console import Cache, Device, Json, RunFolder, console, emit


def search(
    run: RunFolder,
    query: Annotated[list[str], typer.Argument(help="Words, or the path of a picture.", show_default=False)],
    top: Annotated[int, typer.Option("--top", "-n", help="How many hits.", min=1)] = 12,
    space: Annotated[
        str, typer.Option("--space", help="features, or cluster: by the logits of a method that learnt them.")
    ] = "features",
    device: Device = "auto",
    cache: Cache = None,
    as_json: Json = False,
) -> None:
    """Find the pictures of a run that fit words or look like a picture."""
    from kindfold.data.display import display_name
    from kindfold.data.run import Run
    from kindfold.pipeline.search import search as find

    asked = " ".join(query)
    hits = find(Run.load(run), asked, top=top, space=space, device=device, cache=cache)
    if as_json:
        emit({"query": asked, "space": space, "hits": [hit._asdict() for hit in hits]})
        return
    out = console()
    for hit in hits:
        out.print(f"{hit.score:.3f}  {display_name(hit.id)}  [{display_name(hit.name)}]")
