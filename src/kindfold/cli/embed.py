"""`kindfold embed PATH`: fill the cache, so that later runs start at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kindfold.cli.console import Cache, Device, Json, Model, Quiet, Seed, emit, progress, say, source
from kindfold.errors import SettingError


def embed(
    path: Annotated[list[str], typer.Argument(help="A folder, a glob, pictures, or a tar or zip archive.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Also write the vectors to this .safetensors file; a folder with --engine."),
    ] = None,
    model: Model = "builtin",
    views: Annotated[
        str | None, typer.Option("--views", help="Also embed changed copies of each picture, e.g. crop-blur:8.")
    ] = None,
    seed: Seed = 0,
    device: Device = "auto",
    cache: Cache = None,
    verify: Annotated[bool, typer.Option("--verify", help="Hash every file again, trust no times.")] = False,
    engine: Annotated[
        str | None,
        typer.Option("--engine", help="ray for one process per core here, ray:HOST:PORT for a cluster; needs -o."),
    ] = None,
    shard_rows: Annotated[
        int | None, typer.Option("--shard-rows", help="With --engine: pictures committed together.", min=1)
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Embed pictures and keep the vectors in the cache, or in a folder of shards with --engine."""
    if engine is not None:
        _embed_shards(path, out, model, engine, shard_rows, device, views=views, quiet=quiet, as_json=as_json)
        return
    from kindfold.data.folder import staged_file
    from kindfold.data.images import images
    from kindfold.embedding.embed import embed as embed_images

    found = images(source(path))
    with progress(quiet=quiet or as_json) as tell:
        embeddings = embed_images(
            found,
            model,
            views=views,
            seed=seed,
            cache=cache,
            device=device,
            verify=verify,
            progress=None if tell is None else lambda done, total, cached: tell("embed", done, total, cached),
        )
    if out is not None:
        with staged_file(out) as stage:
            embeddings.save(stage)
    new = len(embeddings) - embeddings.n_cached
    n_views = 0 if embeddings.views is None else len(embeddings.views)
    if as_json:
        emit(
            {
                "n_found": found.n_found,
                "n_embedded": len(embeddings),
                "n_skipped": len(embeddings.skipped),
                "n_cached": embeddings.n_cached,
                "n_new": new,
                "encoder": embeddings.encoder,
                "dim": embeddings.vectors.shape[1],
                "n_views": n_views,
                "out": None if out is None else str(out),
            }
        )
        return
    say("embed", f"{embeddings.n_cached:,} cached, {new:,} new, {len(embeddings.skipped):,} left out")
    if out is not None:
        and_views = f" and {n_views} views of each" if n_views else ""
        say("wrote", f"{out}  {len(embeddings):,} x {embeddings.vectors.shape[1]} float32{and_views}")


def _embed_shards(
    path: list[str],
    out: Path | None,
    model: str,
    engine: str,
    shard_rows: int | None,
    device: str,
    *,
    views: str | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """The same by several workers."""
    from kindfold.engines.embed import embed_shards

    if out is None:
        raise SettingError("--engine needs -o FOLDER, where the shards are kept and gone on from")
    if views is not None:
        raise SettingError("--engine embeds pictures, not --views of them; leave one of the two out")
    with progress(quiet=quiet or as_json) as tell:
        done = embed_shards(
            source(path),
            model,
            out=out,
            engine=engine,
            shard_rows=shard_rows,
            device=device,
            progress=None if tell is None else lambda *counts: tell("embed", *counts),
        )
    if as_json:
        emit({**done._asdict(), "folder": str(done.folder)})
        return
    counts = f"{done.n_embedded:,} embedded + {done.n_skipped:,} left out = {done.n_found:,} found"
    say("embed", f"{counts}; {done.n_redone:,} of {done.n_shards:,} shards computed now")
    say("wrote", f"{done.folder}  {done.n_embedded:,} x {done.dim} float32")
