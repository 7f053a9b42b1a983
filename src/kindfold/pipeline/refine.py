"""A new fit from corrected clusters."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from kindfold.clustering.refitted import refitted
from kindfold.data.centres import centres
from kindfold.data.clustering import Clustering
from kindfold.data.edits import read_log
from kindfold.data.report import Report
from kindfold.data.run import Run, check_target
from kindfold.errors import KindfoldError, RunError
from kindfold.evaluation.matched import evaluate
from kindfold.pipeline.cluster import Progress, save, silent, timed
from kindfold.pipeline.editor import Editor
from kindfold.pipeline.made import ENCODER, TRAINED
from kindfold.pipeline.versions import versions

METHOD = "dp-mixture"


def refine(run: Run, out: str | Path, *, progress: Progress | None = None) -> Run:
    """Fit again from the clusters of a corrected run, and leave a run folder of its own.

    Every cluster stays one and keeps its name. Pictures that were moved or confirmed by hand stay where they are, the
    others go where they fit best, and rejected ones are rejected again.

    Parameters
    ----------
    out : folder for the new run, not that of the old one

    Raises
    ------
    RunError : `out` is no place for a run, or the pictures are gone
    """
    tell, out = progress or silent, Path(out)
    if run.folder is not None and out.resolve() == run.folder.resolve():
        raise RunError(f"{out} is the run itself; give another folder with -o, so that both can be compared")
    check_target(out)
    if out.is_dir() and (log := read_log(out)) is not None and log.edits:
        raise RunError(f"{out} holds corrections of its own, which would be lost; give another folder with -o")
    try:
        found = run.pictures()
    except KindfoldError as error:
        raise RunError(f"the pictures of this run are no longer in {run.source}") from error

    seconds: dict[str, float] = {}
    state = run.corrections.state if run.corrections else None
    moved = state.moved if state else np.zeros(len(run), bool)
    numbers, labels = np.unique(run.clustering.labels, return_inverse=True)
    order = np.argsort(run.embeddings.hashes, kind="stable") if run.embeddings.hashes else np.arange(len(run))
    seed = int(run.report.settings.get("seed") or 0)
    with timed(seconds, "cluster"):
        tell("cluster", 0, 1, 0)
        mixture, origin = refitted(
            run.embeddings.vectors[order],
            labels[order],
            held=moved[order],
            counted=~run.rejected[order],
            random_state=seed,
        )
        tell("cluster", 1, 1, 0)
    rows, names = np.argsort(order), run.clustering.names
    clustering = Clustering(
        labels=mixture.labels_[rows],
        confidence=mixture.confidence_[rows],
        outliers=mixture.outliers_[rows],
        names=None if names is None else tuple(names[numbers[c]] for c in origin),
        method=METHOD,
        parameters=mixture.get_params(deep=False),
        history=mixture.history_,
    )
    fresh = replace(
        run,
        clustering=clustering,
        report=Report(
            scores=evaluate(clustering.labels, run.truth).scores if run.truth else {},
            settings=_settings(run, clustering),
            versions=versions(),
            seconds=seconds,
        ),
        **centres(run.embeddings.vectors, clustering.labels, run.duplicate_of),
        corrections=None,
        folder=None,
    )
    saved = save(fresh, mixture, found, out, encoder=_encoder(run), tell=tell)
    if run.rejected.any():
        editor = Editor(saved)
        editor.reject(np.flatnonzero(run.rejected).tolist())
        return editor.run
    return saved


def _settings(run: Run, clustering: Clustering) -> dict[str, Any]:
    naming = str(run.report.settings.get("naming", ""))
    corrected = {"naming": f"{naming}, corrected by hand".removeprefix(", ")} if run.corrections else {}
    return {**run.report.settings, **corrected, "method": METHOD, "n_clusters": clustering.n_clusters}


def _encoder(run: Run) -> Any:
    """How to write the encoder that a run trained; None when it trained none."""
    if run.folder is None or run.report.settings.get("model") != TRAINED:
        return None
    place = run.folder / ENCODER
    return lambda target: shutil.copytree(place, target)
