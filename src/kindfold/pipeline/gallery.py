"""Which pictures of a run are worth showing, and how they look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kindfold.data.images import Images
from kindfold.data.run import Run
from kindfold.embedding.thumbnail import thumbnail
from kindfold.errors import Unreadable
from kindfold.reporting.page import Picture

Rows = Sequence[int] | NDArray[np.int64]
N_CENTRAL = 5
N_BORDERLINE = 4
N_OUTLIERS = 24
N_UNCERTAIN = 48
SURE = 0.95  # confidence from which a picture is not worth a second look
N_GROUPS = 24
N_PER_GROUP = 6


class Gallery:
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


def central(run: Run, cluster: int) -> Rows:
    """The most central members of a cluster."""
    return run.exemplars[cluster][:N_CENTRAL]


def borderline(run: Run, cluster: int) -> NDArray[np.int64]:
    """The least sure members of a cluster that are not already among its central ones."""
    rows = np.setdiff1d(np.flatnonzero(run.clustering.labels == cluster), central(run, cluster))
    return _least_sure(run, rows)[:N_BORDERLINE]


def outliers(run: Run) -> NDArray[np.int64]:
    """Pictures that fit no kind well, the least sure first."""
    return _least_sure(run, np.flatnonzero(run.clustering.outliers))[:N_OUTLIERS]


def uncertain(run: Run) -> NDArray[np.int64]:
    """Pictures worth a second look, the least sure first."""
    return _least_sure(run, np.flatnonzero(run.clustering.confidence < SURE))[:N_UNCERTAIN]


def repeats(run: Run) -> list[list[int]]:
    """The largest groups of rows that repeat one picture, the kept one first."""
    groups: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(run.duplicate_of >= 0):
        groups[int(run.duplicate_of[row])].append(int(row))
    largest = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))[:N_GROUPS]
    return [[kept, *rows][:N_PER_GROUP] for kept, rows in largest]


def _least_sure(run: Run, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows by confidence, least first; what repeats another picture is not shown beside it."""
    fresh = rows[run.duplicate_of[rows] < 0]
    return fresh[np.argsort(run.clustering.confidence[fresh], kind="stable")]
