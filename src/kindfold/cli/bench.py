"""`kindfold bench`: the tables of the papers on the encoders and data at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kindfold.cli.console import Cache, Device, Json, Quiet, console, emit, progress, say

bench = typer.Typer(
    name="bench",
    help="Measure methods on data sets with labels: mean and spread over seeds, resumable, in shards.",
    epilog="With CLIP, once its weights are at hand: kindfold bench run --encoders hf:openai/clip-vit-base-patch32",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Folder = Annotated[
    Path, typer.Option("--out", "-o", help="Folder of the results; what is there is not measured again.")
]


@bench.command()
def run(
    suite: Annotated[
        str, typer.Option("--suite", help="Sets or groups of sets, separated by commas; see `kindfold bench list`.")
    ] = "offline",
    methods: Annotated[
        str,
        typer.Option("--methods", help="Separated by commas; also sklearn.cluster.NAME and module:Class."),
    ] = "all",
    encoders: Annotated[
        str, typer.Option("--encoders", help="Encoder ids separated by commas, each as ID or LABEL=ID.")
    ] = "builtin",
    seeds: Annotated[int, typer.Option("--seeds", help="Fits per method and set: seeds 0, 1, ...", min=1)] = 5,
    grid: Annotated[
        str, typer.Option("--grid", help="An ablation or sweep in place of methods, e.g. scp/ablation.")
    ] = "",
    data: Annotated[Path | None, typer.Option("--data", help="Folder that holds a folder per data set.")] = None,
    classes: Annotated[
        Path | None, typer.Option("--classes", help="Text file with the WordNet ids of an ImageNet subset.")
    ] = None,
    views: Annotated[
        str | None, typer.Option("--views", help="Views for methods that learn from them, e.g. weak:2.")
    ] = None,
    vocabulary: Annotated[
        str, typer.Option("--vocabulary", help="Nouns for methods that learn from words.")
    ] = "everyday",
    known: Annotated[
        Path | None,
        typer.Option("--from", help="CSV file of results, or a folder of such: these are not measured again."),
    ] = None,
    shard: Annotated[str, typer.Option("--shard", help="The part i/n of the cells, for n machines.")] = "1/1",
    out: Folder = Path("bench-results"),
    device: Device = "auto",
    cache: Cache = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Measure what is not measured yet; a run that was stopped goes on where it was."""
    from kindfold.bench import grid as bench_grid
    from kindfold.bench.pages import read_results, write_results
    from kindfold.bench.restore import restore
    from kindfold.bench.roster import methods_named, suites_named
    from kindfold.bench.stage import Encoder

    chosen = [Encoder.of(text.strip()) for text in encoders.split(",")]
    cells = bench_grid.plan(
        suites_named(suite),
        chosen,
        methods_named(methods),
        seeds=range(seeds),
        grid=grid,
        views=views or "",
        vocabulary=vocabulary,
    )
    if known:
        restore(read_results(known), out)
    with progress(quiet=quiet or as_json) as tell:
        done = bench_grid.run(
            bench_grid.shard(cells, shard),
            out,
            encoders=chosen,
            data=data,
            classes=classes,
            device=device,
            cache=cache,
            tell=tell,
            say=None if quiet or as_json else lambda text: console(stderr=True).print(text),
        )
    results = write_results(out) if done.n_measured or done.n_kept else None
    if as_json:
        emit({**done._asdict(), "left": [gone._asdict() for gone in done.left], "results": results})
        return
    for gone in done.left:
        what = " · ".join(part for part in (gone.suite, gone.encoder, gone.method) if part)
        say("left out", f" {what}: {gone.why}")
    say("cells", f"{done.n_measured:,} measured now, {done.n_kept:,} before")
    if results:
        say("results", f"{results}  (tables: kindfold bench tables {out} -o {out / 'pages'})")


@bench.command(name="list")
def list_(as_json: Json = False) -> None:
    """What can be measured: sets, methods, peers, grids."""
    from kindfold.bench.roster import roster

    found = roster()
    if as_json:
        emit(found)
        return
    for heading, items in found.items():
        for i, (name, what) in enumerate(items.items()):
            say(heading if i == 0 else "", f" {name:<28}{what}")


@bench.command()
def tables(
    results: Annotated[
        Path, typer.Argument(help="A folder of a bench, or one that holds CSV files of several.")
    ] = Path("benchmarks/results"),
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the pages go.")] = Path("docs/results"),
    plots: Annotated[bool, typer.Option(help="Draw plots too, which takes the extra `bench`.")] = True,
) -> None:
    """Rebuild every table and plot from results; the same results give the same bytes."""
    from kindfold.bench.pages import build

    written = build(results, out, plots=plots)
    say("pages", f"{len(written)} files in {out}")
