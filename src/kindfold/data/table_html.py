"""A run as a table that a notebook shows: text only, every name escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from kindfold.data.display import display_name

if TYPE_CHECKING:
    from kindfold.data.run import Run

MOST = 40  # rows of the table


def table_html(run: Run) -> str:
    """Clusters by size, with their names, confidence and most central pictures."""
    clustering = run.clustering
    shown = clustering.numbers[:MOST]
    more = clustering.n_clusters - len(shown)
    caption = f"{clustering.n_clusters:,} kinds in {len(run):,} pictures of {_shown(run.source)}"
    head = "".join(f"<th>{column}</th>" for column in ("cluster", "name", "pictures", "confidence", "most central"))
    rows = "".join(_row(run, c) for c in shown)
    rest = f'<tr><td colspan="5">and {more:,} more</td></tr>' if more else ""
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}{rest}</tbody></table>"


def _row(run: Run, cluster: int) -> str:
    clustering = run.clustering
    cells = (
        str(cluster),
        _shown(clustering.name_of(cluster)),
        f"{int(clustering.sizes[cluster]):,}",
        f"{float(clustering.confidence[clustering.labels == cluster].mean()):.2f}",
        ", ".join(_shown(run.ids[i]) for i in run.exemplars[cluster][:3]),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _shown(name: str) -> str:
    return escape(display_name(name))
