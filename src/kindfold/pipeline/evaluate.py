"""A run against labels somebody made."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kindfold.data.display import display_name
from kindfold.data.run import Run
from kindfold.data.tables import read_rows
from kindfold.errors import InputError
from kindfold.evaluation.intrinsic import intrinsic
from kindfold.evaluation.matched import contingency, match_clusters
from kindfold.evaluation.matched import evaluate as score


class Evaluation(NamedTuple):
    """Scores of a run.

    n_labelled pictures have a label, of n_classes classes; `scores` compare with them, `intrinsic` needs none, and
    `matching` tells which class each cluster was matched to.
    """

    n_labelled: int
    n_classes: int
    scores: dict[str, float]
    intrinsic: dict[str, float]
    matching: dict[int, str]


def evaluate(run: Run, labels: str | Path | Mapping[str, str] = "folders") -> Evaluation:
    """Score a run against labels; pictures without a label do not count.

    Parameters
    ----------
    labels : "folders" for the sub-folder names, a CSV (path, label), or a mapping id -> label

    Raises
    ------
    InputError : there are no labels, or none of them belongs to a picture of the run
    """
    truth = _truth(run, labels)
    rows = [i for i, id in enumerate(run.ids) if id in truth]
    if not rows:
        raise InputError(
            "no label belongs to a picture of this run; paths and names are as in the first column of labels.csv"
        )
    assigned, classes = run.clustering.labels[rows], [truth[run.ids[i]] for i in rows]
    matched = match_clusters(contingency(assigned, classes))
    return Evaluation(
        n_labelled=len(rows),
        n_classes=len(set(classes)),
        scores=dict(score(assigned, classes).scores),
        intrinsic=intrinsic(run.embeddings.vectors, run.clustering.labels),
        matching={int(str(cluster)): str(name) for cluster, name in matched.items()},
    )


def _truth(run: Run, labels: str | Path | Mapping[str, str]) -> dict[str, str]:
    if isinstance(labels, Mapping):
        return dict(labels)
    if str(labels) == "folders":
        if run.truth is None:
            raise InputError(f"{_no_folders(run.ids)}; give --labels truth.csv")
        return dict(zip(run.ids, run.truth, strict=True))
    if not Path(labels).is_file():
        raise InputError(f"there is no file {labels}; --labels takes `folders` or a CSV of paths and labels")
    try:
        table = list(read_rows(labels))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{labels} is no table of text: {error}") from error
    if any(len(row) < 2 for row in table):
        raise InputError(f"{labels} needs two columns, path and label")
    known = set(run.ids)  # so that a header is told from a first row
    return {row[0]: row[1] for row in table if row[1] and row[0] in known}


def _no_folders(ids: Sequence[str]) -> str:
    """Why the folders of pictures are no labels."""
    loose = [id for id in ids if "/" not in id]
    if len(loose) == len(ids):
        return "the pictures of this run lie in no sub-folders"
    if loose:
        first = display_name(loose[0])
        return f"{len(loose):,} of {len(ids):,} pictures lie loose beside the sub-folders, the first is {first}"
    return "the pictures of this run all lie in the same sub-folder"
