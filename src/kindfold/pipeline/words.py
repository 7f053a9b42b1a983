"""The words of a run: whether the fit of a method is given any, and their vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.base import Clusterer
from kindfold.embedding.backbone import Backbone
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import Progress, embed_words
from kindfold.errors import SettingError
from kindfold.naming.prompts import sentences
from kindfold.naming.vocabulary import SHIPPED, Vocabulary
from kindfold.pipeline.fit import takes


def wants_words(estimator: Clusterer, backbone: Backbone, vocabulary: str) -> bool:
    """Whether to embed a vocabulary for the fit of a method.

    Raises
    ------
    SettingError : the method cannot do without words, and there are none, or these are not the names of kinds
    """
    if why := missing_words(estimator, backbone, vocabulary):
        raise SettingError(why)
    return takes(estimator, "words") and backbone.words is not None and vocabulary != "none"


def missing_words(estimator: Clusterer, backbone: Backbone, vocabulary: str) -> str:
    """Why a method cannot be fitted for want of words; "" where it can."""
    who = type(estimator).__name__
    if not estimator.needs_words:
        return ""
    if backbone.words is None:
        return f"{who} needs words, and the encoder {backbone.name!r} knows pictures only"
    if estimator.needs_words == "classes" and vocabulary in (*SHIPPED, "none"):
        return f"{who} sorts into kinds that you name: give a text file with one of them per line (--vocabulary)"
    if vocabulary == "none":
        return f"{who} needs words: choose a vocabulary, such as {SHIPPED[0]} (--vocabulary)"
    return ""


def prompted_vectors(
    vocabulary: Vocabulary,
    backbone: Backbone,
    *,
    prompts: str = "seven",
    cache: Location = None,
    progress: Progress | None = None,
) -> NDArray[np.float32]:
    """Unit vectors (b, m, d) of the nouns of a vocabulary in each of the sentences."""
    said = sentences(prompts, backbone.prompt)
    m, tell = len(vocabulary), progress or (lambda done, total, cached: None)
    found = np.empty((len(said), m, backbone.dim), np.float32)
    for i, sentence in enumerate(said):
        found[i] = embed_words(
            [sentence.format(word) for word in vocabulary.words],
            backbone,
            cache=cache,
            progress=lambda done, _, cached, i=i: tell(i * m + done, len(said) * m, cached),  # type: ignore[misc]
        )
    return found


def one_direction(words: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of vectors (b, m, d) in several sentences the direction of the mean, (m, d)."""
    if len(words) == 1:
        alone: NDArray[np.float32] = words[0]
        return alone
    total = words.sum(axis=0)
    direction: NDArray[np.float32] = total / np.linalg.norm(total, axis=1, keepdims=True)
    return direction


def word_vectors(
    vocabulary: Vocabulary,
    backbone: Backbone,
    *,
    prompts: str = "own",
    cache: Location = None,
    progress: Progress | None = None,
) -> NDArray[np.float32]:
    """Unit vectors (m, d) of the nouns of a vocabulary; of several prompts, the direction of the mean."""
    return one_direction(prompted_vectors(vocabulary, backbone, prompts=prompts, cache=cache, progress=progress))
