"""The report page: the record of all that is shown, and its rendering to one offline HTML document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.data.images import Skip
from kindfold.reporting import curve
from kindfold.reporting.atlas import centres, pack
from kindfold.reporting.colours import palette
from kindfold.reporting.confusion import confusion
from kindfold.reporting.curve import plot
from kindfold.reporting.template import fill
from kindfold.reporting.words import REASONS, indices, shares

ERROR_LIMIT = 1000  # rows; `errors.csv` lists them all
OLDER = re.compile(rb'(<p class="older" data-state="(\w*)")(?: hidden|       )>')
MAP_FROM = 3  # pictures: fewer make no map


class Picture(NamedTuple):
    """One picture as it is shown: `thumbnail` is a JPEG re-encoded by us, or None."""

    id: str
    cluster: int
    confidence: float
    outlier: bool
    thumbnail: bytes | None


@dataclass(frozen=True)
class ClusterCard:
    """One kind.

    Attributes
    ----------
    number : its label, as in `Page.point_clusters`
    name : the noun, or "cluster 7"
    alternatives : runners-up (word, score), best first
    size : pictures in it
    cohesion : mean cosine to its centre
    central, borderline : pictures nearest to its centre, and nearest to another kind's
    histogram : pictures per tenth of confidence, ten counts from 0-0.1 to 0.9-1
    """

    number: int
    name: str
    alternatives: Sequence[tuple[str, float]]
    size: int
    cohesion: float
    central: Sequence[Picture]
    borderline: Sequence[Picture]
    histogram: Sequence[int]


@dataclass(frozen=True, eq=False)
class Truth:
    """Comparison with folder labels.

    Attributes
    ----------
    scores : "acc", "nmi", "ami", "ari", "purity" ... -> value
    classes : c folder names
    table : (k, c) pictures of each kind that lie in each folder, rows in the order of `Page.clusters`
    match : k entries, the folder matched to each kind as an index into `classes`, or None
    """

    scores: Mapping[str, float]
    classes: Sequence[str]
    table: NDArray[np.int64]
    match: Sequence[int | None]


@dataclass(frozen=True, eq=False)
class Page:
    """All that the report shows.

    Attributes
    ----------
    title : what was sorted, e.g. the folder's name
    summary : n_found, n_embedded, n_skipped, n_clusters, n_outliers, n_duplicates, n_duplicate_groups, plausible
        (lo, hi) or None, why and trust (a sentence each, or empty), naming (half a sentence), version
    clusters : the kinds, largest first
    curve : {space, scale, n_clusters, stability, chosen} per cut that was tried; empty when K was given
    levels : {n_clusters, stability, scale, space} per plateau of the curve
    points : (n, 2) places on the map, in [0, 1]
    point_clusters : (n,) labels
    point_ids : n picture ids
    outliers : pictures that fit no kind well
    uncertain : pictures with the least confidence, worst first
    duplicates : groups of near-identical pictures, largest first
    errors : pictures that were left out
    settings : name -> value
    truth : comparison with folder labels, when there are any
    state : which state of the corrections it shows, see `marked`
    """

    title: str
    summary: Mapping[str, Any]
    clusters: Sequence[ClusterCard]
    curve: Sequence[Mapping[str, Any]]
    levels: Sequence[Mapping[str, Any]]
    points: NDArray[np.floating[Any]]
    point_clusters: NDArray[np.integer[Any]]
    point_ids: Sequence[str]
    outliers: Sequence[Picture]
    uncertain: Sequence[Picture]
    duplicates: Sequence[Sequence[Picture]]
    errors: Sequence[Skip]
    settings: Mapping[str, Any]
    truth: Truth | None = None
    state: str = ""


def render(page: Page) -> str:
    """The whole HTML document; the same page gives the same bytes."""
    place_of = {card.number: place for place, card in enumerate(page.clusters)}
    kinds = np.array([place_of[int(label)] for label in page.point_clusters], dtype=np.int64)  # (n,)
    colours = palette(centres(page.points, kinds, len(page.clusters)))
    names = [card.name for card in page.clusters]
    truth = page.truth
    return fill(
        "report.html",
        page=page,
        colours=colours,
        places={name: place for place, name in enumerate(page.point_ids)},
        place_of=place_of,
        name_of={card.number: card.name for card in page.clusters},
        total=max(sum(card.size for card in page.clusters), 1),
        band=_band([card.size for card in page.clusters]),
        map_data=pack(page.points, kinds, page.point_ids, colours),
        plot=plot(page.curve, page.levels, page.summary["n_clusters"]),
        frame=curve,
        other_level=_other_level(page.levels, page.summary["n_clusters"]),
        map_from=MAP_FROM,
        shares=shares(truth.scores) if truth else [],
        indices=indices(truth.scores) if truth else [],
        confusion=confusion(names, truth.classes, truth.table, truth.match) if truth else None,
        reasons=REASONS,
        error_limit=ERROR_LIMIT,
    )


def marked(page: bytes, state: str) -> bytes:
    """A rendered page that says whether it is older than the corrections that lead to `state`, and is equally long."""

    def said(found: re.Match[bytes]) -> bytes:
        return found[1] + (b" hidden>" if found[2].decode() == state else b"       >")

    return OLDER.sub(said, page, count=1)


def _other_level(levels: Sequence[Mapping[str, Any]], n_clusters: int) -> int | None:
    """The next finer number of kinds that holds, or else the next coarser one."""
    others = sorted(level["n_clusters"] for level in levels if level["n_clusters"] != n_clusters)
    return next((k for k in others if k > n_clusters), others[-1] if others else None)


def _band(sizes: Sequence[int]) -> list[tuple[float, float]]:
    """Start and width of each kind's share of a line 1000 long."""
    ends = np.cumsum([0, *sizes]) * 1000 / max(sum(sizes), 1)
    return [(round(float(left), 2), round(float(right - left), 2)) for left, right in pairwise(ends)]
