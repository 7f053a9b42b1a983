"""Several methods and seeds on the same pictures, one table."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering import METHODS, load_method
from kindfold.data.embeddings import Embeddings
from kindfold.data.images import Images, images
from kindfold.embedding.backbone import load_backbone
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import embed
from kindfold.errors import InputError, NoImages, SettingError, UnknownName
from kindfold.evaluation.intrinsic import intrinsic
from kindfold.evaluation.matched import evaluate
from kindfold.naming.prompts import sentences
from kindfold.naming.vocabulary import load_vocabulary
from kindfold.pipeline.cluster import Progress, folder_labels
from kindfold.pipeline.fit import fit, views_for
from kindfold.pipeline.words import missing_words, one_direction, prompted_vectors, wants_words


class Row(NamedTuple):
    """One method: mean and standard deviation of every measure over the seeds, and what should be known about it."""

    method: str
    scores: dict[str, tuple[float, float]]
    note: str = ""


def compare(
    source: Any,
    *,
    methods: Sequence[str] | None = None,
    n_clusters: int | str = "auto",
    seeds: Iterable[int] = range(5),
    model: str = "builtin",
    vocabulary: str = "everyday",
    prompts: str = "own",
    device: str = "auto",
    cache: Location = None,
    progress: Progress | None = None,
) -> list[Row]:
    """Fit every method once per seed on the same embeddings.

    A method that cannot find the number of kinds is given `n_clusters`; when that is "auto", it is given the number of
    folder labels, or else the number that the first method found, and its note says so. Where no methods are named, all
    are compared for which the vocabulary and the encoder have the words they need.

    Raises
    ------
    UnknownName : no method of that name. SettingError : more kinds than pictures, or a number or words are missing.
        InputError : fewer than two pictures can be read
    """
    names = list(METHODS) if methods is None else [name.strip() for name in methods]
    for name in names:
        if name not in METHODS:
            raise UnknownName("method", name, METHODS)
    nouns = None if vocabulary == "none" else load_vocabulary(vocabulary)
    sentences(prompts, "")
    found = source if isinstance(source, Images) else images(source)
    backbone = load_backbone(model, device=device)
    if methods is None:
        names = [name for name in names if not missing_words(load_method(name)(), backbone, vocabulary)]
    learn_words = [wants_words(load_method(name)(), backbone, vocabulary) for name in names]
    tell = progress or (lambda stage, done, total, cached: None)
    learnt_from = [views_for(load_method(name)(), None) for name in names]
    families: list[str | None] = [*sorted({views for views in learnt_from if views})] or [None]
    embedded = {
        views: embed(
            found, backbone, views=views, cache=cache, device=device, progress=lambda *counts: tell("embed", *counts)
        )
        for views in families
    }
    for embeddings in embedded.values():
        _check(embeddings, found, n_clusters)
    data: dict[str, Any] = {"text": backbone.text, "noun_list": nouns and nouns.words}
    prompted = None
    if nouns and any(learn_words):
        prompted = prompted_vectors(
            nouns, backbone, prompts=prompts, cache=cache, progress=lambda *counts: tell("name", *counts)
        )
    truths = {views: folder_labels(found, embeddings) for views, embeddings in embedded.items()}
    truth = truths[families[0]]
    given, origin = (len(set(truth)), "the number of folders") if truth else (None, "as the first method found")

    rows: list[Row] = []
    seeds = list(seeds)
    for i, (name, views) in enumerate(zip(names, learnt_from, strict=True)):
        family = views or families[0]
        if prompted is not None:
            data["words"] = prompted if load_method(name).each_prompt else one_direction(prompted)
        row, n_found = _fit(name, n_clusters, given, origin, seeds, embedded[family], data, truths[family], device)
        given = given or n_found
        rows.append(row)
        tell("compare", i + 1, len(names), 0)
    return rows


def _check(embeddings: Embeddings, found: Images, n_clusters: int | str) -> None:
    if not len(embeddings):
        raise NoImages(f"none of the pictures in {found.root} can be read")
    if len(embeddings) < 2:
        raise InputError(f"there is nothing to compare methods on: {found.root} holds one picture")
    if isinstance(n_clusters, int) and n_clusters > len(embeddings):
        raise SettingError(f"{n_clusters} kinds were asked for, but there are only {len(embeddings)} pictures (-k)")


def _fit(
    name: str,
    n_clusters: int | str,
    given: int | None,
    origin: str,
    seeds: list[int],
    embeddings: Embeddings,
    data: dict[str, Any],
    truth: Sequence[str] | None,
    device: str,
) -> tuple[Row, int]:
    cls = load_method(name)
    k, note = n_clusters, ""
    if k == "auto" and cls().get_params(deep=False).get("n_clusters") != "auto":
        if given is None:
            raise SettingError(f"{name} cannot find the number of kinds; give -k, or name a method before it that can")
        k, note = given, f"was given K = {given}, {origin}"
    measured: list[dict[str, float]] = []
    partitions: list[NDArray[np.int64]] = []
    for seed in seeds:
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # what a method warns about is in its history_
            estimator = cls(n_clusters=k, device=device, random_state=seed)
            rows = fit(estimator, embeddings, **data)
        seconds = time.perf_counter() - start
        labels = estimator.labels_[rows]
        partitions.append(labels)
        scores: dict[str, float] = dict(evaluate(labels, truth).scores) if truth else {}
        shown: dict[str, float] = {key: scores[key] for key in ("nmi", "acc", "ari") if key in scores}
        inside = {"silhouette": intrinsic(embeddings.vectors, labels)["silhouette"]}
        measured.append({"K": float(estimator.n_clusters_), **shown, **inside, "seconds": seconds})
    spread = {key: _mean_spread([run[key] for run in measured]) for key in measured[0]}
    if len(seeds) > 1:
        spread["seed AMI"] = _mean_spread([evaluate(p, partitions[0]).scores["ami"] for p in partitions[1:]])
    return Row(name, spread, note), round(spread["K"][0])


def _mean_spread(values: list[float]) -> tuple[float, float]:
    return float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
