"""The report page of a run: its record, filled from the nouns and handed to `reporting`."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.data.folder import staged_file
from kindfold.data.images import Images
from kindfold.data.run import Run
from kindfold.errors import KindfoldError, RunError
from kindfold.evaluation.matched import contingency, match_clusters
from kindfold.evaluation.matched import evaluate as score
from kindfold.ops.projection import map_2d
from kindfold.pipeline import gallery
from kindfold.reporting.page import ClusterCard, Page, Truth, marked, render
from kindfold.reporting.words import why

REPORT = "report.html"
ON_MAP = 50_000  # pictures; each costs the page its id and its place, about 50 bytes


def write_page(run: Run, found: Images, path: Path, *, tell: Callable[[str, int, int, int], None]) -> None:
    """Write the report of a run; pictures that have gone since are shown without a thumbnail."""
    seed = int(run.report.settings.get("seed", 0))
    rows = on_map(len(run), seed)
    layout = map_2d(run.embeddings.vectors[rows], random_state=seed)
    clustering = run.clustering
    kinds = clustering.numbers
    central = [gallery.central(run, c) for c in kinds]
    borderline = [gallery.borderline(run, c) for c in kinds]
    outliers, uncertain, groups = gallery.outliers(run), gallery.uncertain(run), gallery.repeats(run)
    shown = gallery.Gallery(run, found)
    shown.decode([*central, *borderline, outliers, uncertain, *groups], tell)

    page = Page(
        title=Path(run.source).name or run.source,
        summary=summary(run),
        clusters=[
            ClusterCard(
                number=c,
                name=clustering.name_of(c),
                alternatives=clustering.names[c].alternatives if clustering.names else (),
                size=int(clustering.sizes[c]),
                cohesion=float(run.cohesion[c]),
                central=shown.pictures(central[place]),
                borderline=shown.pictures(borderline[place]),
                histogram=_histogram(clustering.confidence[clustering.labels == c]),
            )
            for place, c in enumerate(kinds)
        ],
        curve=clustering.history.get("curve", ()),
        levels=[{k: v for k, v in level.items() if k != "labels"} for level in clustering.levels],
        points=layout.points,
        point_clusters=clustering.labels[rows],
        point_ids=[run.ids[row] for row in rows],
        outliers=shown.pictures(outliers),
        uncertain=shown.pictures(uncertain),
        duplicates=[shown.pictures(group) for group in groups],
        errors=run.embeddings.skipped,
        settings=_sorted(run.report.settings)
        | {"encoder": run.embeddings.encoder, "map": _map_of(layout.method, len(rows), len(run))}
        | _sorted(run.report.versions),
        truth=_truth(run),
        state=state_of(run),
    )
    path.write_text(render(page), encoding="utf-8")


def on_map(n: int, seed: int) -> NDArray[np.int64]:
    """Rows of the pictures on the map: all, or as many by chance as a browser draws with ease."""
    if n <= ON_MAP:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, ON_MAP, replace=False))


def _map_of(method: str, shown: int, n: int) -> str:
    return method if shown == n else f"{method}, of {shown:,} pictures drawn by chance from {n:,}"


def rewrite_page(run: Run, path: Path, *, tell: Callable[[str, int, int, int], None] | None = None) -> None:
    """Render the page of a saved run again; its pictures are read from where they were.

    Raises
    ------
    RunError : the pictures are there no longer; OutputError : `path` exists and is not the page of this run
    """
    try:
        found = run.pictures()
    except KindfoldError as error:
        raise RunError(f"the pictures of this run are no longer in {run.source}; the page was left as it is") from error
    ours = run.folder is not None and path.resolve() == (run.folder / REPORT).resolve()
    with staged_file(path, replace=ours) as stage:
        write_page(run, found, stage, tell=tell or (lambda stage, done, total, cached: None))


def mark_page(run: Run) -> None:
    """Have the page in the folder of a run say whether corrections were made since; nothing where there is none."""
    assert run.folder is not None
    path = run.folder / REPORT
    try:
        page = path.read_bytes()
    except OSError:
        return
    if (now := marked(page, state_of(run))) != page:
        with staged_file(path, replace=True) as stage:
            stage.write_bytes(now)
            shutil.copymode(path, stage)


def state_of(run: Run) -> str:
    """What tells one state of the corrections from another; "" before there are any."""
    if run.corrections is None or not run.corrections.history.done:
        return ""
    state = run.corrections.state
    digest = hashlib.sha256(state.labels.astype("<i8").tobytes() + state.rejected.tobytes())
    digest.update(repr([(c, state.name_of(c)) for c in run.clustering.numbers]).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def summary(run: Run) -> dict[str, Any]:
    """The figures at the head of the page and in the terminal."""
    clustering, settings = run.clustering, run.report.settings
    trust = clustering.history.get("trust", {})
    repeats = run.duplicate_of >= 0
    return {
        "n_found": len(run) + len(run.embeddings.skipped),
        "n_embedded": len(run),
        "n_skipped": len(run.embeddings.skipped),
        "n_clusters": clustering.n_clusters,
        "n_outliers": int(clustering.outliers.sum()),
        "n_duplicates": int(repeats.sum()),
        "n_duplicate_groups": len(np.unique(run.duplicate_of[repeats])),
        "plausible": trust.get("plausible"),
        "why": _why(run),
        "trust": trust.get("sentence", ""),
        "naming": settings.get("naming", ""),
        "method": clustering.method,
        "model": settings.get("model", ""),
        "seed": settings.get("seed"),
        "version": run.report.versions.get("kindfold", ""),
    }


def _why(run: Run) -> str:
    """How the number of kinds came about."""
    found = why(
        run.fit.n_clusters,
        asked=run.report.settings.get("n_clusters", "auto"),
        method=run.clustering.method,
        history=run.clustering.history,
    )
    if run.corrections is None or not run.corrections.history.done:
        return found
    return f"{found} Corrected by hand: the method had found {run.fit.n_clusters:,} kinds.".strip()


def _histogram(confidence: NDArray[np.float32]) -> list[int]:
    counts: list[int] = np.histogram(confidence, bins=10, range=(0.0, 1.0))[0].tolist()
    return counts


def _sorted(facts: Mapping[str, Any]) -> dict[str, Any]:
    """In the order in which a saved run gives them back."""
    return dict(sorted(facts.items()))


def _truth(run: Run) -> Truth | None:
    if run.truth is None:
        return None
    table = contingency(run.clustering.labels, run.truth)
    matched = match_clusters(table)
    place = {str(name): i for i, name in enumerate(table.classes)}
    numbers = run.clustering.numbers
    return Truth(
        scores=run.report.scores if run.corrections is None else score(run.clustering.labels, run.truth).scores,
        classes=tuple(place),
        table=table.counts.T[np.searchsorted(table.clusters, numbers)],
        match=[place[str(matched[c])] if c in matched else None for c in numbers],
    )
