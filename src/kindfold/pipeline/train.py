"""From a folder of pictures to a run with an encoder of its own: a network is trained on them, and sorts them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from kindfold.clustering.lowrank_dp import LowRankDP
from kindfold.clustering.pixels import GAUGED
from kindfold.data.clustering import Clustering
from kindfold.data.images import Images, images
from kindfold.data.run import TRAINING, Run, check_target
from kindfold.embedding.backbone import load_backbone, located
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import embed
from kindfold.embedding.networks import forward_seconds, load_network
from kindfold.embedding.pictures import TrainingPictures
from kindfold.naming.describe import describe
from kindfold.naming.vocabulary import load_vocabulary
from kindfold.ops.device import pick_device
from kindfold.pipeline.cluster import Progress, assembled, check_found, check_number, method_of, save, silent, timed
from kindfold.pipeline.made import TRAINED, trained_backbone
from kindfold.pipeline.words import word_vectors

METHOD = "lowrank-dp"
LONG = 3600.0  # seconds of training, from which a person is told beforehand
BACK_AND_FORTH = 3  # forward passes that a step takes as long as
PUBLISHED = {"n_epochs": 500, "batch_size": 64, "learning_rate": 3e-4}  # for a ResNet-50 from pixels


class LongTraining(UserWarning):
    """A training on the CPU that will take hours or more."""


def train(
    source: Any,
    out: str | Path,
    *,
    network: str = "resnet-50",
    teacher: str = "builtin",
    n_clusters: int | str = "auto",
    families: tuple[str, str] = ("jitter-color", "weak"),
    vocabulary: str = "everyday",
    seed: int = 0,
    device: str = "auto",
    cache: Location = None,
    progress: Progress | None = None,
    **settings: Any,
) -> Run:
    """Train a network from pixels under a frozen teacher, and leave a run folder with the network in it.

    The run is like any other: `predict`, `evaluate` and `export` work on it. Its encoder lies in the sub-folder
    `encoder` and can sort other pictures, as the model "hf:RUN/encoder". A training that was cut off goes on where it
    was when the same call is made again.

    Parameters
    ----------
    source : folder, glob, archive, list of paths, arrays, or `Images`
    out : folder for the run
    network : "resnet-50" or "resnet-18" with weights drawn by chance, or "hf:..." to go on from trained ones
    teacher : encoder whose features say what belongs together, see `load_backbone`
    n_clusters : number of kinds, or "auto" to find it
    families : how the two views of a pair are changed, the student's own first
    vocabulary : nouns for names, compared with the pictures in the space of the teacher
    settings : of `LowRankDP`; 500 epochs of batches of 64 with a learning rate of 3e-4 if nothing is said, as published

    Raises
    ------
    SettingError, InputError, ModelError, CacheError, RunError, OutputError, FitError : see `kindfold.errors`

    Warns of `LongTraining` on a CPU, and of `DroppedTraining` where the folder holds the state of another training.
    """
    tell, seconds = progress or silent, dict[str, float]()
    network, teacher = located(network), located(teacher)
    asked = {**PUBLISHED, **settings}
    estimator: LowRankDP = method_of(METHOD, n_clusters=n_clusters, device=device, random_state=seed, **asked)
    nouns = None if vocabulary == "none" else load_vocabulary(vocabulary)
    learner = load_network(network, seed=seed)
    check_target(out)

    with timed(seconds, "list"):
        found = source if isinstance(source, Images) else images(source)
    with timed(seconds, "embed"):
        backbone = load_backbone(teacher, device=device)
        taught = embed(
            found, backbone, cache=cache, progress=lambda done, total, cached: tell("embed", done, total, cached)
        )
    check_found(taught, found)
    check_number(n_clusters, taught)
    words = None if nouns is None or backbone.words is None else word_vectors(nouns, backbone, cache=cache)

    row_of = {id: row for row, id in enumerate(found.ids)}
    readable = found[[row_of[id] for id in taught.ids]]
    order = np.argsort(taught.hashes, kind="stable")  # no file name decides
    if pick_device(device) == "cpu":
        n_views = 2 * len(order) * int(asked["n_epochs"])
        warn_of_hours(network, BACK_AND_FORTH * n_views * forward_seconds(learner))
    epochs, views = _bars(tell, 2 * (len(order) + min(GAUGED, len(order))))
    with timed(seconds, "cluster"):
        estimator.fit_network(
            learner.module,
            TrainingPictures(readable[order], learner.preprocess, families=families, told=views),
            teacher=taught.vectors[order],
            words=words,
            checkpoint=Path(out) / TRAINING,
            progress=epochs,
        )
    with timed(seconds, "embed by it"), TemporaryDirectory() as folder:
        learner.save(Path(folder))
        encoder = trained_backbone(Path(folder), device=device)
        seen = embed(
            readable, encoder, cache=cache, progress=lambda done, total, cached: tell("embed", done, total, cached)
        )
    check_found(seen, readable, strict=True)
    placed = estimator.place(seen.vectors)
    clustering = Clustering(
        labels=placed.labels,
        confidence=placed.confidence,
        outliers=placed.outliers,
        method=METHOD,
        parameters=estimator.get_params(deep=False),
        history=estimator.history_,
    )
    with timed(seconds, "name"):
        if nouns is not None and words is not None:
            names = describe(taught.vectors, placed.labels, words, nouns)
            clustering = replace(clustering, names=names)
    run = assembled(
        readable,
        replace(seen, skipped=taught.skipped),
        clustering,
        settings={
            "n_clusters": n_clusters,
            "method": METHOD,
            "model": TRAINED,
            "network": network,
            "teacher": teacher,
            "views": "+".join(families),
            "vocabulary": vocabulary,
            "naming": f"nouns of the vocabulary {vocabulary!r}, in the space of {teacher!r}"
            if clustering.names
            else "clusters are numbered because naming was switched off or the teacher knows no words",
            "knows_words": encoder.words is not None,
            "seed": seed,
            "device": encoder.device,
            "dtype": encoder.dtype,
            "other_files": found.n_ignored,
            **asked,
        },
        seconds=seconds,
        tell=tell,
    )
    return save(run, estimator, found, out, encoder=learner.save, tell=tell)


def warn_of_hours(network: str, seconds: float) -> None:
    """Say how long a training on the CPU will take, where that is long."""
    if seconds < LONG:
        return
    hours = seconds / 3600
    length = f"{hours:,.0f} hours" if hours < 48 else f"{hours / 24:,.0f} days"
    warnings.warn(
        f"training {network} on the CPU takes about {length}; a GPU, fewer epochs or a smaller network make it "
        "shorter, and lowrank-dp on features of an encoder takes minutes",
        LongTraining,
        stacklevel=3,
    )


def _bars(tell: Progress, n_views: int) -> tuple[Callable[[int, int], None], Callable[[int], None]]:
    """What a training calls after every epoch, and with the views that it has read within one."""
    read, taken_up = 0, -1

    def epochs(done: int, total: int) -> None:
        nonlocal read, taken_up
        if taken_up < 0:
            taken_up = done if read < n_views else 0  # told at once, before the views of an epoch
        read = 0
        tell("train", done, total, taken_up)

    def views(n: int) -> None:
        nonlocal read
        read = min(read + n, n_views)
        tell("views", read, n_views, 0)

    return epochs, views
