"""`kindfold view RUN`: look at a run in the browser and correct it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from kindfold.cli.console import Cache, Device, Json, Quiet, RunFolder, emit, progress, say


def view(
    run: RunFolder,
    port: Annotated[int | None, typer.Option("--port", help="Default: 8787, or a free one.", min=0, max=65535)] = None,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; any but 127.0.0.1 opens the run to others.")
    ] = "127.0.0.1",
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    site: Annotated[
        Path | None, typer.Option("--export", help="Write the page as static files into a new folder, and stop.")
    ] = None,
    device: Device = "auto",
    cache: Cache = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Look at a run in the browser: rename, merge, split, move and reject; every step can be undone."""
    from kindfold.errors import MissingExtra

    for package in ("starlette", "uvicorn"):
        if not importlib.util.find_spec(package):
            raise MissingExtra(package, "viewer", what="kindfold view")
    if site is not None:
        from kindfold.viewer.exported import export_site

        with progress(quiet=quiet or as_json) as tell:
            n = export_site(run, site, cache=cache, device=device, tell=tell)
        emit({"site": str(site), "n_pictures": n}) if as_json else say("wrote", f"{site}  {n:,} pictures")
        return

    from kindfold.viewer.server import serve

    def ready(address: str, is_local: bool) -> None:
        if as_json:
            emit({"address": address})
            return
        if not is_local:
            typer.echo(
                f"warning: everyone who reaches {host} can try the address; whoever has it sees the run", err=True
            )
        say("open", f"{address}")
        say("", "it works once; Ctrl-C stops the viewer, corrections are kept as you make them")

    serve(run, host=host, port=port, opens=not no_open, cache=cache, device=device, ready=ready)
