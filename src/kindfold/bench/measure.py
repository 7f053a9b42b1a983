"""One cell: fit, place, and only then look at the labels."""

from __future__ import annotations

import time
import warnings
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.bench.cells import Cell, Record
from kindfold.bench.contestants import WITHOUT_VIEWS, Contestant
from kindfold.bench.machine import commit, forget_peak, hardware, peak_megabytes, software
from kindfold.bench.protocols import protocol_of
from kindfold.bench.stage import Stage
from kindfold.errors import FitError
from kindfold.evaluation.matched import evaluate
from kindfold.pipeline.fit import fit

SCORES = ("acc", "nmi", "ari", "ami", "purity")
DIGITS = 6  # of a score that are kept


class Found(NamedTuple):
    """What a fit found without having seen a label: clusters of the rows that are scored, or why there are none."""

    labels: NDArray[np.int64] | None
    n_fit: int
    seconds: float
    cpu_seconds: float
    peak_mb: float | None
    note: str


def measured(cell: Cell, stage: Stage) -> Record:
    """The record of a cell. A method that fails is recorded with its reason: that is what it does on these data."""
    who = Contestant(cell.method, cell.source, cell.settings)
    estimator = unfitted(who, stage, seed=cell.seed)
    protocol = protocol_of("test" in stage.opened.parts, estimator)
    scored = "all" if protocol == "whole" else "test"
    data = stage.fingerprint(scored)
    found = clustered(estimator, stage, protocol)
    truth = stage.labels(scored, None if protocol == "inductive" else stage.views_of(estimator))
    n = len(truth)
    scores: dict[str, Any] = dict.fromkeys(SCORES)
    if found.labels is not None:
        report = evaluate(found.labels, truth).scores
        scores = {name: round(report[name], DIGITS) for name in SCORES}
    return Record(
        suite=cell.suite,
        encoder=cell.encoder,
        grid=cell.grid,
        method=cell.method,
        variant=cell.variant,
        seed=cell.seed,
        settings=cell.settings_text,
        views=stage.views_of(estimator) or "",
        vocabulary=cell.vocabulary,
        protocol=protocol,
        told=who.told,
        true_k=len(np.unique(truth)),
        n_fit=found.n_fit,
        n=n,
        k=None if found.labels is None else len(np.unique(found.labels)),
        **scores,
        seconds=round(found.seconds, 3),
        cpu_seconds=round(found.cpu_seconds, 3),
        peak_mb=found.peak_mb,
        note=found.note,
        remarks="; ".join(stage.opened.remarks),
        partition="" if found.labels is None else sha256(found.labels.astype("<i8").tobytes()).hexdigest()[:12],
        data=data,
        weights="" if stage.backbone is None else stage.backbone.fingerprint[:12],
        kindfold=commit(),
        hardware=hardware(stage.backbone.device if stage.backbone else "cpu"),
        versions=software(),
    )


def unfitted(who: Contestant, stage: Stage, *, seed: int) -> Any:
    """The estimator of a contestant, told the number of clusters where it has to be."""
    settings: dict[str, Any] = {"device": stage.device, "random_state": seed}
    if who.told == "K":
        settings["n_clusters"] = stage.n_clusters
    if stage.encoder is None:
        settings |= WITHOUT_VIEWS.get(who.source, {})
    return who.estimator(**settings)


def clustered(estimator: Any, stage: Stage, protocol: str) -> Found:
    """Fit on the pictures of the protocol, and place those that will be scored."""
    views = stage.views_of(estimator)
    learnt = {"whole": "all", "inductive": "train", "transductive": "test"}[protocol]
    rows = stage.rows(learnt, views)
    language = stage.words(estimator)
    if language and protocol == "transductive":
        language = stage.nouns_of_training(language, estimator)
    forget_peak()
    start, computed, note = time.perf_counter(), time.process_time(), ""
    labels: NDArray[np.int64] | None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            placed = fit(estimator, rows, **language)
            labels = np.asarray(estimator.labels_)[placed]
            if protocol == "inductive":
                labels = np.asarray(estimator.predict(stage.rows("test", None).vectors))
        except FitError as error:  # all pictures in one cluster
            labels, note = (
                np.zeros(len(stage.rows("test" if protocol == "inductive" else learnt, None)), np.int64),
                str(error),
            )
        except Exception as error:  # whatever a method does, the others go on
            labels, note = None, f"{type(error).__name__}: {' '.join(str(error).split())}"
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - computed
    return Found(labels, len(rows), seconds, cpu_seconds, peak_megabytes(), note)
