"""`embed`: from Images to Embeddings; what was embedded once, by any run, comes from the cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kindfold.data.embeddings import Embeddings
from kindfold.data.images import Images
from kindfold.data.images import images as list_images
from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.embedding.cache import Cache, Location
from kindfold.embedding.flow import Plan, Run, content_hash, is_unit
from kindfold.embedding.views import Views, augmented, parted
from kindfold.errors import ModelError

Progress = Callable[[int, int, int], None]
WORDS = 256  # that go through the encoder together


def embed(
    images: Images | str | os.PathLike[str] | Sequence[object] | NDArray[np.generic],
    model: str | Backbone = "builtin",
    *,
    views: str | None = None,
    seed: int = 0,
    cache: Location = None,
    device: str = "auto",
    batch_size: int | None = None,
    progress: Progress | None = None,
    threads: int | None = None,
    verify: bool = False,
) -> Embeddings:
    """Embed pictures, and changed copies of them; what was embedded before comes from the cache.

    Parameters
    ----------
    images : `Images`, or whatever `kindfold.data.images.images` takes
    model : id of an encoder, or a `Backbone`; `device` matters for an id only
    views : changed copies of each picture that are embedded too, as "family:count", e.g. "crop-blur:8"
    seed : of the views
    cache : folder of the cache; None for the user's own, False for none
    batch_size : pictures or views that go through the encoder together; 8 on a CPU, 64 elsewhere
    progress : called often, with the numbers of pictures and views done, in all, and done from the cache
    threads : pictures read at the same time; one per processor
    verify : read every file again instead of trusting its size, times and inode, and check the whole cache

    Returns
    -------
    Embeddings, in the order of `images`. Its `skipped` lists each picture that could not be used, so that
    `len(result) + len(result.skipped)` is the number found. No vector depends on batch size, threads, cache,
    interruptions, or on what else is in the folder. With `views`, a picture of which one or the other could not be had
    is skipped, and one counts as cached when both were.

    Raises
    ------
    InputError, NoImages : there are no pictures. SettingError : there are no such views. ModelError : the encoder
    cannot be loaded. CacheError : the cache that was asked for cannot be used.
    """
    asked = None if views is None else Views.of(views)
    found = images if isinstance(images, Images) else list_images(images)
    backbone = load_backbone(model, device=device) if isinstance(model, str) else model
    with Cache(cache) as known:
        if verify:
            known.check()

        def finished(run: Run, v: int = 1) -> Run:
            run.compute(range(len(run.found)) if verify else run.recall(), Plan.of(backbone, batch_size, threads, v))
            return run

        if asked is None:
            return finished(Run(found, backbone, known, progress or _silent)).result()
        tell = BothWays(progress or _silent, found.n_found, asked.number)
        plain = finished(Run(found, backbone, known, tell.of_pictures))
        result, kept = plain.result(), plain.kept()
        encoder, contents = augmented(backbone, asked, seed=seed), [plain.contents[row] for row in kept]
        seen = finished(Run(found[kept], encoder, known, tell.of_views, contents), asked.number)
        views_of = parted(seen.result().vectors, asked.number)  # (v, n, d)
    both = seen.kept()  # rows of `result`
    return replace(
        result[both] if seen.skips else result,
        views=views_of,
        augmentation=f"{asked.family}:{asked.number} seed {seed}",
        skipped=(*result.skipped, *(seen.skips[row] for row in sorted(seen.skips))),
        n_cached=sum(row in seen.cached and kept[row] in plain.cached for row in both),
    )


class BothWays:
    """Progress over all pictures, then over v views of those that could be read; a view counts as much as a picture."""

    def __init__(self, report: Progress, n_found: int, v: int) -> None:
        self.report, self.v = report, v
        self.total = n_found * (1 + v)
        self.n_cached = 0

    def of_pictures(self, done: int, _: int, cached: int) -> None:
        self.n_cached = cached
        self.report(done, self.total, cached)

    def of_views(self, done: int, n: int, cached: int) -> None:
        self.report(self.total - self.v * (n - done), self.total, self.n_cached + self.v * cached)


def embed_words(
    words: Sequence[str], backbone: Backbone, *, cache: Location = None, progress: Progress | None = None
) -> NDArray[np.float32]:
    """Embed m words, (m, d) float32 unit rows; those that were embedded before come from the cache.

    Raises
    ------
    ModelError : the encoder has no words, or gives no direction for one. CacheError : as `embed`.
    """
    if backbone.words is None:
        raise ModelError(f"{backbone.name} sees pictures only; words need an encoder with a text side")
    encoder = f"{backbone.fingerprint}/words"
    keys = {word: content_hash(word.encode("utf-8", "surrogatepass")) for word in words}
    report = progress or _silent
    with Cache(cache) as known:
        vectors = {key: row for key, row in known.vectors(encoder, keys.values()).items() if is_unit(row, backbone.dim)}
        missing = [word for word, key in keys.items() if key not in vectors]
        n_cached = len(vectors)
        report(n_cached, len(keys), n_cached)
        for start in range(0, len(missing), WORDS):
            part = missing[start : start + WORDS]
            rows = backbone.words(part).cpu().numpy()  # (b, d)
            for word, row in zip(part, rows, strict=True):
                if not is_unit(row, backbone.dim):
                    raise ModelError(f"{backbone.name} gives no direction for the word {word!r}")
            fresh = {keys[word]: row for word, row in zip(part, rows, strict=True)}
            known.add(encoder, fresh)
            vectors |= fresh
            report(len(vectors), len(keys), n_cached)
    result = np.empty((len(words), backbone.dim), np.float32)
    for i, word in enumerate(words):
        result[i] = vectors[keys[word]]
    return result


def _silent(done: int, total: int, cached: int) -> None:
    pass
