"""`embed`: from Images to Embeddings; what was embedded once, by any run, comes from the cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kindfold.data.embeddings import Embeddings
from kindfold.data.images import Images
from kindfold.data.images import images as list_images
from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.embedding.cache import Cache, Location
from kindfold.embedding.flow import Plan, Run, content_hash, is_unit
from kindfold.errors import ModelError

Progress = Callable[[int, int, int], None]
WORDS = 256  # that go through the encoder together


def embed(
    images: Images | str | os.PathLike[str] | Sequence[object] | NDArray[np.generic],
    model: str | Backbone = "builtin",
    *,
    cache: Location = None,
    device: str = "auto",
    batch_size: int | None = None,
    progress: Progress | None = None,
    threads: int | None = None,
    verify: bool = False,
) -> Embeddings:
    """Embed pictures; those that were embedded before come from the cache.

    Parameters
    ----------
    images : `Images`, or whatever `kindfold.data.images.images` takes
    model : id of an encoder, or a `Backbone`; `device` matters for an id only
    cache : folder of the cache; None for the user's own, False for none
    batch_size : pictures that go through the encoder together; 8 on a CPU, 64 elsewhere
    progress : called often, with the numbers of pictures done, in all, and done from the cache
    threads : pictures read at the same time; one per processor
    verify : read every file again instead of trusting its size, times and inode, and check the whole cache

    Returns
    -------
    Embeddings, in the order of `images`. Its `skipped` lists each picture that could not be used, so that
    `len(result) + len(result.skipped)` is the number found. No vector depends on batch size, threads, cache,
    interruptions, or on what else is in the folder.

    Raises
    ------
    InputError, NoImages : there are no pictures. ModelError : the encoder cannot be loaded. CacheError : the cache that
    was asked for cannot be used.
    """
    found = images if isinstance(images, Images) else list_images(images)
    backbone = load_backbone(model, device=device) if isinstance(model, str) else model
    with Cache(cache) as known:
        run = Run(found, backbone, known, progress or _silent)
        if verify:
            known.check()
        missing = range(len(found)) if verify else run.recall()
        run.compute(missing, Plan.of(backbone, batch_size, threads))
    return run.result()


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
