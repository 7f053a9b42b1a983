"""From a folder of pictures to a run: embed, cluster, name, evaluate, report."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering import load_method
from kindfold.data.centres import centres
from kindfold.data.clustering import Clustering, Name
from kindfold.data.embeddings import Embeddings
from kindfold.data.folder import staged
from kindfold.data.images import Images, images
from kindfold.data.kept import release
from kindfold.data.report import Report
from kindfold.data.run import TRAINING, Run, check_target
from kindfold.data.walk import MAGIC, split_glob
from kindfold.embedding.backbone import load_backbone, located
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import embed
from kindfold.errors import InputError, NoImages, SettingError, UnknownName
from kindfold.evaluation.matched import evaluate
from kindfold.naming.chosen import names_of
from kindfold.naming.describe import describe
from kindfold.naming.prompts import sentences
from kindfold.naming.vocabulary import Vocabulary, load_vocabulary
from kindfold.ops.duplicates import copies, duplicate_groups
from kindfold.pipeline.fit import fit, views_for
from kindfold.pipeline.made import ENCODER
from kindfold.pipeline.page import write_page
from kindfold.pipeline.versions import versions
from kindfold.pipeline.words import one_direction, prompted_vectors, wants_words

COMPARED = 200_000  # pictures, up to which each is compared with each; the seconds grow with the square
Progress = Callable[[str, int, int, int], None]  # stage, done, total, of which cached


def cluster(
    source: Any,
    *,
    out: str | Path | None = None,
    n_clusters: int | str = "auto",
    method: str = "dp-mixture",
    model: str = "builtin",
    views: str | None = None,
    vocabulary: str = "everyday",
    prompts: str | None = None,
    seed: int | None = 0,
    device: str = "auto",
    cache: Location = None,
    strict: bool = False,
    verify: bool = False,
    follow_links: bool = False,
    progress: Progress | None = None,
    **settings: Any,
) -> Run:
    """Sort pictures into kinds and, when `out` is given, leave a run folder there.

    Parameters
    ----------
    source : folder, glob, archive, list of paths, arrays, or `Images`
    out : folder for the run; None keeps the result in memory
    n_clusters : number of kinds, or "auto" to find it
    method : a name in `METHODS`; `settings` go to its constructor
    model : encoder id, see `load_backbone`
    views : changed copies of every picture, e.g. "crop-blur:8", for a method that learns from them; "none", or None
        for the usual ones
    vocabulary : "everyday", "wordnet", a text file of nouns, or "none" to number the clusters; a method that learns
        from words learns from these
    prompts : sentences in which the encoder sees each word: "own", the one that suits it, or CLIP's "seven", of which
        most methods are given the mean; None for those that suit the method
    seed : the one seed of the run; None draws one, which is recorded
    strict : fail when any picture cannot be used
    verify : hash every file again instead of trusting size and modification time
    progress : called as progress(stage, done, total, cached)

    Raises
    ------
    SettingError, InputError, ModelError, CacheError, RunError, OutputError : see `kindfold.errors`
    """
    tell, model = progress or silent, located(model)
    seconds: dict[str, float] = {}
    seed = int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed
    estimator = method_of(method, n_clusters=n_clusters, device=device, random_state=seed, **settings)
    views = views_for(estimator, views)
    nouns = None if vocabulary == "none" else load_vocabulary(vocabulary)
    sentences(prompts := prompts or estimator.prompts, "")
    if out is not None:
        check_target(out)

    with timed(seconds, "list"):
        found = source if isinstance(source, Images) else images(source, follow_links=follow_links)
    with timed(seconds, "load"):
        tell("load", 0, 1, 0)
        backbone = load_backbone(model, device=device)
        tell("load", 1, 1, 0)
    learns_words = wants_words(estimator, backbone, vocabulary)

    def embedded_words() -> NDArray[np.float32] | None:
        if nouns is None:
            return None
        with timed(seconds, "nouns"):
            return prompted_vectors(
                nouns, backbone, prompts=prompts, cache=cache, progress=lambda *counts: tell("name", *counts)
            )

    there = Path(found.root).exists()
    with timed(seconds, "embed"):
        embeddings = embed(
            found,
            backbone,
            views=views,
            cache=cache,
            device=device,
            verify=verify,
            progress=lambda done, total, cached: tell("embed", done, total, cached),
        )
    if there and not Path(found.root).exists():
        raise InputError(f"{found.root} disappeared while it was read; what was embedded until then is kept")
    check_found(embeddings, found, strict=strict)
    check_number(n_clusters, embeddings)
    with timed(seconds, "words"):
        words = embedded_words() if learns_words else None
    with timed(seconds, "cluster"):
        tell("cluster", 0, 1, 0)
        rows = fit(
            estimator,
            embeddings,
            words=words if words is None or estimator.each_prompt else one_direction(words),
            text=backbone.text,
            noun_list=nouns.words if nouns else None,
            checkpoint=None if out is None else Path(out) / TRAINING,
            progress=lambda done, total: tell("cluster", done, total, 0),
        )
        tell("cluster", 1, 1, 0)
    clustering = clustering_of(estimator, method, rows)
    embeddings = replace(embeddings, views=None)  # they are in the cache, and would be most of the run folder
    with timed(seconds, "name"):
        if words is None and backbone.words is not None:
            words = embedded_words()
        spoken = None if words is None else one_direction(words)
        names, naming = names_for(estimator, clustering.labels, embeddings, backbone.name, nouns, spoken)
        if nouns is not None and learns_words and hasattr(estimator, "nouns_"):
            said = [[nouns.words[j] for j in row] for row in estimator.nouns_.tolist()]
            clustering = replace(clustering, history={**clustering.history, "nouns": said})
    asked = {
        "n_clusters": n_clusters,
        "method": method,
        "model": model,
        "views": views,
        "vocabulary": vocabulary,
        "prompts": prompts,
        "naming": naming,
        "knows_words": backbone.words is not None,
        "seed": seed,
        "device": backbone.device,
        "dtype": backbone.dtype,
        "other_files": found.n_ignored,
        **settings,
    }
    run = assembled(found, embeddings, replace(clustering, names=names), settings=asked, seconds=seconds, tell=tell)
    return run if out is None else save(run, estimator, found, out, tell=tell)


def assembled(
    found: Images,
    embeddings: Embeddings,
    clustering: Clustering,
    *,
    settings: dict[str, Any],
    seconds: dict[str, float],
    tell: Progress,
) -> Run:
    """The run of pictures that were clustered and named, with copies, exemplars and scores."""
    with timed(seconds, "duplicates"):
        tell("duplicates", 0, 1, 0)
        many = len(embeddings) > COMPARED
        look = copies if many else duplicate_groups
        duplicate_of = look(embeddings.vectors, embeddings.hashes)
        tell("duplicates", 1, 1, 0)
    truth = folder_labels(found, embeddings)
    return Run(
        source=_place(found),
        embeddings=embeddings,
        clustering=clustering,
        report=Report(
            scores=evaluate(clustering.labels, truth).scores if truth else {},
            settings=settings
            | ({} if found.listed_from is None else {"listed_from": found.listed_from})
            | ({"duplicates": f"equal ones alone, above {COMPARED:,} pictures"} if many else {}),
            versions=versions(),
            seconds=seconds,
        ),
        duplicate_of=duplicate_of,
        **centres(embeddings.vectors, clustering.labels, duplicate_of),
        truth=truth,
    )


def _place(found: Images) -> str:
    """Where pictures came from, the same from wherever the run is opened."""
    is_pattern = found.listed_from is None and MAGIC.search(found.root) and Path(split_glob(found.root)[0]).is_dir()
    return str(Path(found.root).absolute()) if is_pattern or Path(found.root).exists() else found.root


def save(
    run: Run,
    estimator: Any,
    found: Images,
    out: str | Path,
    *,
    encoder: Callable[[Path], None] | None = None,
    tell: Progress | None = None,
) -> Run:
    """Write the whole run folder, model and page included, all or nothing; `encoder` writes one that was trained."""
    check_target(out)
    with staged(out) as stage:
        run.write(stage)
        estimator.save(stage / "model")
        if encoder is not None:
            encoder(stage / ENCODER)
        write_page(run, found, stage / "report.html", tell=tell or silent)
    if encoder is None:  # that of an earlier run
        shutil.rmtree(Path(out) / ENCODER, ignore_errors=True)
    for left in Path(out).glob(f"{TRAINING}*"):  # those of processes that were killed as well
        left.unlink(missing_ok=True)
    saved = replace(run, folder=Path(out))
    if not release(saved):
        return saved
    corrected = Run.load(out)  # what stands on no disk is that of this sorting
    return replace(
        corrected,
        embeddings=replace(corrected.embeddings, n_cached=run.embeddings.n_cached),
        report=replace(corrected.report, seconds=run.report.seconds),
    )


def method_of(method: str, **settings: Any) -> Any:
    """An unfitted method; a setting that it does not have is named before any work is done."""
    cls = load_method(method)
    known = cls().get_params(deep=False)
    for name in settings:
        if name not in known:
            raise UnknownName(f"setting of {method}", name, known)
    if settings["n_clusters"] == "auto" != known["n_clusters"]:
        raise SettingError(f"{method} cannot find the number of kinds; say how many with -k, or choose dp-mixture")
    return cls(**settings)


def check_number(n_clusters: int | str, embeddings: Embeddings) -> None:
    """Refuse more kinds than there are pictures."""
    if isinstance(n_clusters, int) and n_clusters > len(embeddings):
        raise SettingError(f"{n_clusters} kinds were asked for, but there are only {len(embeddings)} pictures (-k)")


def check_found(embeddings: Embeddings, found: Images, *, strict: bool = False) -> None:
    """The accounting identity, and the runs that cannot go on."""
    n_skipped = len(embeddings.skipped)
    assert len(embeddings) + n_skipped == found.n_found, "embedded + skipped = found"
    if n_skipped and (strict or not len(embeddings)):
        first = embeddings.skipped[0]
        reason = f"{first.id}: {first.reason.value} ({first.detail})"
        if not len(embeddings):
            raise NoImages(f"none of the {n_skipped} pictures in {found.root} can be read; the first is {reason}")
        raise InputError(f"{n_skipped} of {found.n_found} pictures cannot be used; the first is {reason}")


def clustering_of(estimator: Any, method: str, rows: NDArray[np.intp]) -> Clustering:
    """What was fitted, with its rows in the order of the ids."""
    proba = getattr(estimator, "proba_", None)
    return Clustering(
        labels=estimator.labels_[rows],
        confidence=estimator.confidence_[rows],
        outliers=estimator.outliers_[rows],
        proba=None if proba is None else proba[rows],
        method=method,
        parameters=estimator.get_params(deep=False),
        history=getattr(estimator, "history_", {}),
        levels=tuple({**level, "labels": level["labels"][rows]} for level in getattr(estimator, "levels_", ())),
    )


def names_for(
    estimator: Any,
    labels: NDArray[np.int64],
    embeddings: Embeddings,
    encoder: str,
    vocabulary: Vocabulary | None,
    words: NDArray[np.float32] | None,
) -> tuple[tuple[Name, ...] | None, str]:
    """Names of the clusters, and a sentence that says how they came about or why there are none.

    A method that was told the names of the kinds gives these. Others may say which nouns they found (`nouns_`), but
    clusters are called by the whole vocabulary, which does it better.
    """
    if vocabulary is None:
        return None, "clusters are numbered because naming was switched off"
    if words is None:
        return None, f"clusters are numbered because the encoder {encoder!r} knows pictures only, no words"
    origin = f"nouns of the vocabulary {vocabulary.name!r}"
    if estimator.needs_words == "classes":
        return names_of(
            estimator.nouns_, estimator.noun_scores_, vocabulary
        ), f"{origin}, which was given as the names of kinds"
    return describe(embeddings.vectors, labels, words, vocabulary), origin


def folder_labels(found: Images, embeddings: Embeddings) -> tuple[str, ...] | None:
    """Folder labels of the embedded pictures; None when there are none or only one."""
    if found.labels is None:
        return None
    label_of = dict(zip(found.ids, found.labels, strict=True))
    truth = tuple(label_of[id] for id in embeddings.ids)
    return truth if len(set(truth)) > 1 else None


@contextmanager
def timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[stage] = round(time.perf_counter() - start, 3)


def silent(stage: str, done: int, total: int, cached: int) -> None:
    """No progress wanted."""
