"""`kindfold view RUN`: look at a run in the browser and correct it."""

from __future__ import annotations

import getpass
import importlib.util
import os
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

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
            written = export_site(run, site, cache=cache, device=device, tell=tell)
        if as_json:
            emit({"site": str(site), **written._asdict()})
            return
        if written.n_missing:
            typer.echo(f"warning: {written.n_missing:,} pictures can no longer be read and are not shown", err=True)
        say("wrote", f"{site}  {written.n_pictures:,} pictures")
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
        if tunnel := _tunnel(address):
            say("", f"on the machine you sit at, first: {tunnel}")

    idle = serve(run, host=host, port=port, opens=not no_open, cache=cache, device=device, ready=ready)
    if not idle:  # a split that nobody waits for any more would hold the process
        typer.echo("stopped; what was still being computed is not kept", err=True)
        sys.stdout.flush()
        os._exit(0)


def _tunnel(address: str) -> str:
    """The command that reaches a viewer on a machine that one came to by ssh; "" on one's own."""
    came_to = os.environ.get("SSH_CONNECTION", "").split()
    port = urlsplit(address).port
    return f"ssh -L {port}:127.0.0.1:{port} {getpass.getuser()}@{came_to[2]}" if len(came_to) == 4 else ""
