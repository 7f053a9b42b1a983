"""From a file of embeddings to a run, without the pictures: no pixel is read, and the page shows no thumbnails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.data.embeddings import FILE, Embeddings
from kindfold.data.images import Images, folder_labels
from kindfold.data.run import TRAINING, Run, check_target, is_run
from kindfold.data.sources import Nowhere
from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.embedding.cache import Location
from kindfold.errors import InputError, KindfoldError, ModelError, RunError
from kindfold.naming.prompts import sentences
from kindfold.naming.vocabulary import Vocabulary, load_vocabulary
from kindfold.pipeline.cluster import (
    Progress,
    assembled,
    check_number,
    clustering_of,
    method_of,
    names_for,
    save,
    silent,
    timed,
)
from kindfold.pipeline.fit import fit, views_for
from kindfold.pipeline.made import check_encoder
from kindfold.pipeline.words import one_direction, prompted_vectors, wants_words

Fit = Callable[..., NDArray[np.intp]]  # of a method and embeddings, as `pipeline.fit.fit`


def embeddings_at(place: str | Path) -> Path | None:
    """The file of embeddings at a path: itself, or the one in a folder that `kindfold embed` wrote; None for others."""
    path = Path(place)
    if path.is_dir():
        return path / FILE if (path / FILE).is_file() and not is_run(path) else None
    return path if path.suffix == ".safetensors" and path.is_file() else None


def cluster_vectors(
    source: str | Path,
    *,
    out: str | Path | None = None,
    n_clusters: int | str = "auto",
    method: str = "dp-mixture",
    vocabulary: str = "everyday",
    prompts: str | None = None,
    views: str | None = None,
    seed: int | None = 0,
    device: str = "auto",
    cache: Location = None,
    fit: Fit = fit,
    progress: Progress | None = None,
    **settings: Any,
) -> Run:
    """Sort the pictures of a file of embeddings into kinds and, when `out` is given, leave a run folder there.

    Kinds are named when the encoder that made the embeddings can be loaded here and knows words. Everything else is as
    in `cluster`: the same vectors give the same kinds.

    Parameters
    ----------
    source : file, or folder, that `kindfold embed` wrote
    views : "none" when a method that learns from views is to do without those in the file
    fit : where the method is fitted

    Raises
    ------
    InputError, RunError : there are no embeddings there, or they are damaged or empty
    SettingError, OutputError, FitError : as for `cluster`
    """
    tell, seconds = progress or silent, dict[str, float]()
    seed = int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed
    estimator = method_of(method, n_clusters=n_clusters, device=device, random_state=seed, **settings)
    nouns = None if vocabulary == "none" else load_vocabulary(vocabulary)
    sentences(prompts := prompts or estimator.prompts, "")
    if out is not None:
        check_target(out)
    path = embeddings_at(source)
    if path is None:
        raise InputError(f"{source} holds no embeddings; give what `kindfold embed --out` wrote")

    with timed(seconds, "embed"):
        embeddings = Embeddings.load(path)
        n = len(embeddings)
        if not n:
            raise RunError(f"{path} holds no embeddings: it has no rows")
        tell("embed", n, n, n)
    check_number(n_clusters, embeddings)
    if views_for(estimator, views) is None:
        embeddings = replace(embeddings, views=None)
    with timed(seconds, "load"):
        backbone, why = _speaker(embeddings, device) if nouns else (None, "")
    learns_words = backbone is not None and wants_words(estimator, backbone, vocabulary)
    if estimator.needs_words and not learns_words:
        raise ModelError(f"{method} needs words, and {why or 'naming was switched off'}")
    with timed(seconds, "words"):
        words = None if nouns is None or backbone is None else _words(nouns, backbone, prompts, cache, tell)
    with timed(seconds, "cluster"):
        tell("cluster", 0, 1, 0)
        rows = fit(
            estimator,
            embeddings,
            words=None
            if not learns_words or words is None
            else words
            if estimator.each_prompt
            else one_direction(words),
            text=None if backbone is None else backbone.text,
            noun_list=nouns.words if nouns else None,
            checkpoint=None if out is None else Path(out) / TRAINING,
            progress=lambda done, total: tell("cluster", done, total, 0),
        )
        tell("cluster", 1, 1, 0)
    clustering = clustering_of(estimator, method, rows)
    embeddings = replace(embeddings, views=None, n_cached=n)
    with timed(seconds, "name"):
        spoken = None if words is None else one_direction(words)
        encoder = embeddings.encoder.partition("@")[0]
        names, naming = names_for(estimator, clustering.labels, embeddings, encoder, nouns, spoken)
    found = Images(embeddings.ids, Nowhere(), folder_labels(embeddings.ids), root=str(path))
    asked = {
        "n_clusters": n_clusters,
        "method": method,
        "model": encoder,
        "vocabulary": vocabulary,
        "prompts": prompts,
        "naming": f"clusters are numbered because {why}" if why else naming,
        "seed": seed,
        "device": device,
        **settings,
    }
    run = assembled(found, embeddings, replace(clustering, names=names), settings=asked, seconds=seconds, tell=tell)
    return run if out is None else save(run, estimator, found, out, tell=tell)


def _speaker(embeddings: Embeddings, device: str) -> tuple[Backbone | None, str]:
    """The encoder that made the embeddings, if it is here and knows words; otherwise why there are no names."""
    name = embeddings.encoder.partition("@")[0]
    try:
        backbone = load_backbone(name, device=device)
        check_encoder(embeddings.encoder, backbone)
    except KindfoldError as error:
        return None, f"the encoder {name!r} that made the embeddings cannot be loaded here: {error}"
    if backbone.words is None:
        return None, f"the encoder {name!r} knows pictures only, no words"
    return backbone, ""


def _words(
    nouns: Vocabulary, backbone: Backbone, prompts: str, cache: Location, tell: Callable[..., None]
) -> NDArray[np.float32]:
    return prompted_vectors(
        nouns, backbone, prompts=prompts, cache=cache, progress=lambda *counts: tell("name", *counts)
    )
