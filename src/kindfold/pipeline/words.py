"""The words of a run: whether the fit of a method is given any, and their vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.base import Clusterer
from kindfold.embedding.backbone import Backbone
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import Progress, embed_words
from kindfold.errors import SettingError
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


def word_vectors(
    vocabulary: Vocabulary, backbone: Backbone, *, cache: Location = None, progress: Progress | None = None
) -> NDArray[np.float32]:
    """Vectors (m, d) of the nouns of a vocabulary, in the sentence in which the encoder knows them best."""
    prompts = [backbone.prompt.format(word) for word in vocabulary.words]
    return embed_words(prompts, backbone, cache=cache, progress=progress)
