"""The report page of a run: picks what is worth showing and hands it to `reporting`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.data.folder import staged_file
from kindfold.data.images import Images, images
from kindfold.data.run import Run
from kindfold.embedding.thumbnail import thumbnail
from kindfold.errors import KindfoldError, RunError, Unreadable
from kindfold.evaluation.matched import contingency, match_clusters
from kindfold.ops.projection import map_2d
from kindfold.reporting.page import ClusterCard, Page, Picture, Truth, render

Rows = Sequence[int] | NDArray[np.int64]
N_CENTRAL = 5
N_BORDERLINE = 4
N_UNCERTAIN = 48
N_DUPLICATE_GROUPS = 24
N_PER_GROUP = 6


def write_page(run: Run, found: Images, path: Path, *, tell: Callable[[str, int, int, int], None]) -> None:
    """Write the report of a run; pictures that have gone since are shown without a thumbnail."""
    layout = map_2d(run.embeddings.vectors, random_state=int(run.report.settings.get("seed", 0)))
    central = [rows[:N_CENTRAL] for rows in run.exemplars]
    borderline = [_borderline(run, c) for c in range(run.clustering.n_clusters)]
    uncertain = np.argsort(run.clustering.confidence, kind="stable")[:N_UNCERTAIN]  # (N_UNCERTAIN,)
    groups = duplicate_rows(run.duplicate_of)
    shown = _Gallery(run, found)
    shown.decode([*central, *borderline, uncertain, *(g[:N_PER_GROUP] for g in groups[:N_DUPLICATE_GROUPS])], tell)

    clustering = run.clustering
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
                central=shown.pictures(central[c]),
                borderline=shown.pictures(borderline[c]),
                histogram=_histogram(clustering.confidence[clustering.labels == c]),
            )
            for c in range(clustering.n_clusters)
        ],
        curve=clustering.history.get("curve", ()),
        levels=[{k: v for k, v in level.items() if k != "labels"} for level in clustering.levels],
        points=layout.points,
        point_clusters=clustering.labels,
        point_ids=run.ids,
        map_method=layout.method,
        uncertain=shown.pictures(uncertain),
        duplicates=[shown.pictures(g[:N_PER_GROUP]) for g in groups[:N_DUPLICATE_GROUPS]],
        errors=run.embeddings.skipped,
        settings=_sorted(run.report.settings) | {"encoder": run.embeddings.encoder} | _sorted(run.report.versions),
        truth=_truth(run),
    )
    path.write_text(render(page), encoding="utf-8")


def rewrite_page(run: Run, path: Path, *, tell: Callable[[str, int, int, int], None] | None = None) -> None:
    """Render the page of a saved run again; its pictures are read from where they were.

    Raises
    ------
    RunError : the pictures are there no longer; OutputError : `path` exists and is not the page of this run
    """
    try:
        found = images(run.source)
    except KindfoldError as error:
        raise RunError(f"the pictures of this run are no longer in {run.source}; the page was left as it is") from error
    ours = run.folder is not None and path.resolve() == (run.folder / "report.html").resolve()
    with staged_file(path, replace=ours) as stage:
        write_page(run, found, stage, tell=tell or (lambda stage, done, total, cached: None))


def summary(run: Run) -> dict[str, Any]:
    """The figures at the head of the page and in the terminal."""
    trust = run.clustering.history.get("trust", {})
    settings = run.report.settings
    return {
        "n_found": len(run) + len(run.embeddings.skipped),
        "n_embedded": len(run),
        "n_skipped": len(run.embeddings.skipped),
        "n_clusters": run.clustering.n_clusters,
        "n_outliers": int(run.clustering.outliers.sum()),
        "n_duplicates": int((run.duplicate_of >= 0).sum()),
        "plausible": trust.get("plausible"),
        "trust": trust.get("sentence", ""),
        "naming": settings.get("naming", ""),
        "method": run.clustering.method,
        "model": settings.get("model", ""),
        "seed": settings.get("seed"),
        "version": run.report.versions.get("kindfold", ""),
    }


def duplicate_rows(duplicate_of: NDArray[np.int64]) -> list[list[int]]:
    """Groups of rows that repeat one picture, the kept one first, largest group first."""
    groups: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(duplicate_of >= 0):
        groups[int(duplicate_of[row])].append(int(row))
    return sorted(([kept, *rows] for kept, rows in groups.items()), key=lambda group: (-len(group), group[0]))


class _Gallery:
    """The thumbnails of a page, each picture decoded once."""

    def __init__(self, run: Run, found: Images) -> None:
        self.run = run
        self.found = found
        self.place = {id: i for i, id in enumerate(found.ids)}
        self.thumbnails: dict[int, bytes | None] = {}

    def decode(self, picks: Iterable[Rows], tell: Callable[[str, int, int, int], None]) -> None:
        rows = sorted({int(row) for pick in picks for row in pick})
        for done, row in enumerate(rows, start=1):
            self.thumbnails[row] = self._thumbnail(row)
            tell("report", done, len(rows), 0)

    def pictures(self, rows: Rows) -> list[Picture]:
        clustering = self.run.clustering
        return [
            Picture(
                id=self.run.ids[int(row)],
                cluster=int(clustering.labels[row]),
                confidence=float(clustering.confidence[row]),
                outlier=bool(clustering.outliers[row]),
                thumbnail=self.thumbnails[int(row)],
            )
            for row in rows
        ]

    def _thumbnail(self, row: int) -> bytes | None:
        place = self.place.get(self.run.ids[row])
        try:
            return None if place is None else thumbnail(self.found.source.read(place))
        except Unreadable:
            return None


def _borderline(run: Run, cluster: int) -> NDArray[np.int64]:
    """The least sure members of a cluster that are not already among its central ones."""
    rows = np.setdiff1d(np.flatnonzero(run.clustering.labels == cluster), run.exemplars[cluster][:N_CENTRAL])
    return rows[np.argsort(run.clustering.confidence[rows], kind="stable")][:N_BORDERLINE]


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
    return Truth(
        scores=run.report.scores,
        classes=tuple(place),
        table=table.counts.T,
        match=[place[str(matched[c])] if c in matched else None for c in range(run.clustering.n_clusters)],
    )
