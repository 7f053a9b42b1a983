"""`kindfold cluster PATH`: sort pictures into kinds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kindfold.cli.console import (
    Cache,
    Device,
    Json,
    Model,
    Pictures,
    Prompts,
    Quiet,
    Seed,
    Vocabulary,
    emit,
    progress,
    say,
    source,
)
from kindfold.errors import SettingError

if TYPE_CHECKING:
    from kindfold.data.run import Run

N_NAMES = 8


def cluster(
    path: Pictures,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The run folder; default: NAME.kindfold in this folder.")
    ] = None,
    k: Annotated[str, typer.Option("-k", "--n-clusters", help="How many kinds; auto finds it.")] = "auto",
    method: Annotated[str, typer.Option("--method", help="See `kindfold methods`.")] = "dp-mixture",
    model: Model = "builtin",
    views: Annotated[
        str | None,
        typer.Option("--views", help="Changed copies for a method that learns from them, e.g. crop-blur:8, or none."),
    ] = None,
    vocabulary: Vocabulary = "everyday",
    prompts: Prompts | None = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A setting of the method, NAME=VALUE; may be repeated.")
    ] = None,
    seed: Seed = 0,
    device: Device = "auto",
    cache: Cache = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail when any picture cannot be used.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Hash every file again, trust no times.")] = False,
    follow_links: Annotated[bool, typer.Option("--follow-links", help="Follow links that stay in the folder.")] = False,
    engine: Annotated[
        str | None,
        typer.Option("--engine", help="ray, or ray:HOST:PORT: fit on several processes or machines, from embeddings."),
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Sort pictures into kinds; finds how many, names them, writes a run folder with a report.

    In place of pictures, PATH may be what `kindfold embed` wrote: then no picture is read.
    """
    from kindfold.pipeline.vectors import embeddings_at

    if engine or (len(path) == 1 and embeddings_at(path[0])):
        _cluster_vectors(
            path,
            engine,
            quiet=quiet,
            as_json=as_json,
            out=out or default_out(path),
            n_clusters=n_clusters(k),
            method=method,
            vocabulary=vocabulary,
            prompts=prompts,
            views=views,
            seed=seed,
            device=device,
            cache=cache,
            **settings(setting or []),
        )
        return
    from kindfold.pipeline.cluster import cluster as sort

    with progress(quiet=quiet or as_json) as tell:
        run = sort(
            source(path),
            out=out or default_out(path),
            n_clusters=n_clusters(k),
            method=method,
            model=model,
            views=views,
            vocabulary=vocabulary,
            prompts=prompts,
            seed=seed,
            device=device,
            cache=cache,
            strict=strict,
            verify=verify,
            follow_links=follow_links,
            progress=tell,
            **settings(setting or []),
        )
    emit(as_document(run)) if as_json else describe(run)


def _cluster_vectors(path: list[str], engine: str | None, *, quiet: bool, as_json: bool, **wanted: Any) -> None:
    if len(path) != 1:
        raise SettingError("--engine takes one file or folder of embeddings, as `kindfold embed` writes them")
    with progress(quiet=quiet or as_json) as tell:
        if engine is None:
            from kindfold.pipeline.vectors import cluster_vectors

            run = cluster_vectors(path[0], progress=tell, **wanted)
        else:
            from kindfold.engines.cluster import cluster as on_engine

            run = on_engine(path[0], engine=engine, progress=tell, **wanted)
    emit(as_document(run)) if as_json else describe(run)


def n_clusters(text: str) -> int | str:
    """ "auto" or a whole number of at least one."""
    if text == "auto":
        return text
    if not text.lstrip("-").isdecimal():
        raise SettingError(f"-k takes a whole number or auto, not {text!r}")
    if int(text) < 1:
        raise SettingError(f"-k must be at least 1, not {text}")
    return int(text)


def settings(pairs: list[str]) -> dict[str, Any]:
    """NAME=VALUE pairs, with values read as JSON where they are."""
    import json
    from inspect import signature

    from kindfold.pipeline.cluster import cluster as sort

    options = {"random_state", *signature(sort).parameters}
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise SettingError(f"--set takes NAME=VALUE, not {pair!r}")
        if name in options:
            raise SettingError(
                f"{name} has an option of its own, see `kindfold cluster --help`; --set is for the method"
            )
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def default_out(paths: list[str]) -> Path:
    """photos/ -> photos.kindfold in the current folder."""
    first = Path(paths[0])
    name = first.resolve().name if len(paths) == 1 and "*" not in paths[0] else ""
    for suffix in (".tar.gz", ".tgz", ".tar", ".zip", ".safetensors"):
        name = name.removesuffix(suffix)
    return Path(f"{name or 'pictures'}.kindfold")


def as_document(run: Run) -> dict[str, Any]:
    """What `--json` prints."""
    from kindfold.pipeline.page import summary

    clustering = run.clustering
    return {
        **summary(run),
        "run": str(run.folder),
        "scores": dict(run.report.scores),
        "seconds": dict(run.report.seconds),
        "n_cached": run.embeddings.n_cached,
        "clusters": [
            {"cluster": c, "name": clustering.name_of(c), "size": int(clustering.sizes[c])} for c in clustering.numbers
        ],
    }


def describe(run: Run) -> None:
    """The summary a person reads."""
    from kindfold.data.display import display_name
    from kindfold.pipeline.page import summary

    facts, clustering, seconds = summary(run), run.clustering, run.report.seconds
    skipped = f" · {facts['n_skipped']:,} left out, see errors.csv" if facts["n_skipped"] else ""
    others = run.report.settings.get("other_files")
    passed = f" · {others:,} other files passed over" if others else ""
    say("found", f"{count(facts['n_found'], 'picture')} in {display_name(run.source)}{skipped}{passed}")
    cached, new = run.embeddings.n_cached, len(run) - run.embeddings.n_cached
    rate = f" · {new / seconds['embed']:,.0f} pictures/s" if new and seconds.get("embed") else ""
    say("embed", f"{facts['model']} · {cached:,} cached, {new:,} new{rate}")
    if seconds.get("nouns"):
        sentences = ", in seven sentences" if run.report.settings.get("prompts") == "seven" else ""
        name = display_name(str(run.report.settings["vocabulary"]))
        say("nouns", f"{name}{sentences} · {seconds['nouns']:.1f} s, less when they are known")
    say("K", f"{count(facts['n_clusters'], 'kind')}. {facts['trust']}".strip())
    say("fit", f"{facts['method']} · {seconds.get('cluster', 0):.1f} s · seed {facts['seed']}")
    names = [f"{display_name(clustering.name_of(c))} {clustering.sizes[c]:,}" for c in clustering.numbers]
    more = f" · {len(names) - N_NAMES} more" if len(names) > N_NAMES else ""
    say("kinds", " · ".join(names[:N_NAMES]) + more)
    if clustering.names is None:
        say("", facts["naming"])
    say("check", f"{facts['n_outliers']:,} fit no kind well · {facts['n_duplicates']:,} look like a copy of another")
    if run.report.scores:
        say("scores", score_line(dict(run.report.scores)) + "  against the folder names")
    if run.folder is not None:
        say("report", str(run.folder / "report.html"))


def count(n: int, noun: str) -> str:
    """1 kind, 2 kinds."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def score_line(scores: dict[str, float]) -> str:
    """ACC 71.2 · NMI 80.1 ..."""
    shown = ("acc", "nmi", "ami", "ari", "purity")
    return " · ".join(f"{name.upper()} {100 * scores[name]:.1f}" for name in shown if name in scores)
