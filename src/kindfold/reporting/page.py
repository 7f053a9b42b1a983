"""The report page: the record of all that is shown, and its rendering to one offline HTML document."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from numpy.typing import NDArray

from kindfold.data.images import Skip
from kindfold.reporting import curve
from kindfold.reporting.atlas import centres, pack
from kindfold.reporting.colours import palette
from kindfold.reporting.confusion import confusion
from kindfold.reporting.curve import plot
from kindfold.reporting.display import display_name
from kindfold.reporting.words import REASONS, scores

ERROR_LIMIT = 1000  # rows; `errors.csv` lists them all


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
    summary : n_found, n_embedded, n_skipped, n_clusters, plausible (lo, hi) or None, trust (a sentence), method, model,
        seed, version; optionally n_outliers, naming (a sentence)
    clusters : the kinds, largest first
    curve : {space, scale, n_clusters, stability, chosen} per cut that was tried; empty when K was given
    levels : {n_clusters, stability, scale, space} per plateau of the curve
    points : (n, 2) places on the map, in [0, 1]
    point_clusters : (n,) labels
    point_ids : n picture ids
    map_method : how the map was made, e.g. "PCA"
    uncertain : pictures with the least confidence, worst first
    duplicates : groups of near-identical pictures
    errors : pictures that were left out
    settings : name -> value
    truth : comparison with folder labels, when there are any
    """

    title: str
    summary: Mapping[str, Any]
    clusters: Sequence[ClusterCard]
    curve: Sequence[Mapping[str, Any]]
    levels: Sequence[Mapping[str, Any]]
    points: NDArray[np.floating[Any]]
    point_clusters: NDArray[np.integer[Any]]
    point_ids: Sequence[str]
    map_method: str
    uncertain: Sequence[Picture]
    duplicates: Sequence[Sequence[Picture]]
    errors: Sequence[Skip]
    settings: Mapping[str, Any]
    truth: Truth | None = None


def render(page: Page) -> str:
    """The whole HTML document; the same page gives the same bytes."""
    style, script = _static("report.css"), _static("report.js")
    place_of = {card.number: place for place, card in enumerate(page.clusters)}
    kinds = np.array([place_of[int(label)] for label in page.point_clusters], dtype=np.int64)  # (n,)
    colours = palette(centres(page.points, kinds, len(page.clusters)))
    names = [card.name for card in page.clusters]
    truth = page.truth
    return (
        _environment()
        .get_template("report.html")
        .render(
            page=page,
            policy=_policy(style, script),
            style=style,
            script=script,
            colours=colours,
            places={name: place for place, name in enumerate(page.point_ids)},
            place_of=place_of,
            name_of={card.number: card.name for card in page.clusters},
            total=max(sum(card.size for card in page.clusters), 1),
            band=_band([card.size for card in page.clusters]),
            map_data=pack(page.points, kinds, page.point_ids, colours),
            plot=plot(page.curve, page.levels),
            frame=curve,
            scores=scores(truth.scores) if truth else [],
            confusion=confusion(names, truth.classes, truth.table, truth.match) if truth else None,
            reasons=REASONS,
            settings=[(name, _setting(value)) for name, value in page.settings.items()],
            error_limit=ERROR_LIMIT,
        )
    )


def _band(sizes: Sequence[int]) -> list[tuple[float, float]]:
    """Start and width of each kind's share of a line 1000 long."""
    ends = np.cumsum([0, *sizes]) * 1000 / max(sum(sizes), 1)
    return [(round(float(left), 2), round(float(right - left), 2)) for left, right in pairwise(ends)]


def _environment() -> Environment:
    """Templates in which every expression is made visible, then escaped, and a missing value is an error."""
    environment = Environment(
        loader=PackageLoader("kindfold.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"count": _count, "percent": _percent, "data_uri": _data_uri, "base_name": _base_name}
    return environment


def _visible(value: Any) -> Any:
    return display_name(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _static(name: str) -> Markup:
    """A file of ours that goes into the page as it is."""
    return Markup(files("kindfold.reporting").joinpath("static", name).read_text("utf-8"))


def _policy(style: str, script: str) -> str:
    """Content-Security-Policy: one style and one script by their hashes, pictures from data, nothing else."""
    return (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _count(n: int) -> str:
    return f"{n:,}"


def _percent(share: float) -> str:
    """No share short of all is shown as all, none above nothing as nothing."""
    if 0 < share < 0.001:
        return "< 0.1\N{NO-BREAK SPACE}%"
    if 0.999 < share < 1:
        return "> 99.9\N{NO-BREAK SPACE}%"
    return f"{100 * share:.{0 if share in (0, 1) else 1}f}\N{NO-BREAK SPACE}%"


def _data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()


def _base_name(name: str) -> str:
    return name.rsplit("/", 1)[-1]


def _setting(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
