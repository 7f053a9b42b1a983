"""Nouns for clusters that came about after the fit: parts of one that was split, kinds of another granularity."""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.data.clustering import Name
from kindfold.data.run import Run
from kindfold.embedding.backbone import Backbone
from kindfold.embedding.cache import Location
from kindfold.errors import KindfoldError
from kindfold.naming.describe import describe
from kindfold.naming.vocabulary import Vocabulary, load_vocabulary
from kindfold.pipeline.made import same_backbone
from kindfold.pipeline.words import word_vectors


class Words(NamedTuple):
    """A vocabulary and its vectors (m, d)."""

    vocabulary: Vocabulary
    vectors: NDArray[np.float32]


class Nouns:
    """Says what clusters of a run are, in the words that named it; loads encoder and vocabulary when first asked."""

    def __init__(self, run: Run, *, cache: Location = None, device: str = "auto") -> None:
        self.run, self.cache, self.device = run, cache, device

    @cached_property
    def backbone(self) -> Backbone:
        """The encoder of the run. Raises `ModelError`."""
        return same_backbone(self.run, device=self.device)

    @cached_property
    def words(self) -> Words | None:
        """The words that named the run; None when it has no names, or they cannot be had any more."""
        settings = self.run.report.settings
        if self.run.fit.names is None or settings.get("vocabulary", "none") == "none":
            return None
        try:
            if self.backbone.words is None:
                return None
            vocabulary = load_vocabulary(str(settings["vocabulary"]))
            prompts = str(settings.get("prompts", "own"))
            return Words(vocabulary, word_vectors(vocabulary, self.backbone, prompts=prompts, cache=self.cache))
        except KindfoldError:
            return None

    def of_all(self, labels: NDArray[np.int64]) -> list[Name] | None:
        """A noun for each of the clusters 0..k-1; None without words."""
        if self.words is None:
            return None
        return list(describe(self.run.embeddings.vectors, labels, self.words.vectors, self.words.vocabulary))

    def of_parts(self, labels: NDArray[np.int64], parts: list[int], taken: set[str], whole: str | None) -> list[Name]:
        """Nouns for some clusters that no other has: by the vocabulary, or "cat 1", "cat 2" of a whole "cat".

        None without words where the whole had no name either.
        """
        numbers, dense = np.unique(labels, return_inverse=True)
        known = self.of_all(dense)
        if known is None and whole is None:
            return []
        found, used = list[Name](), set(taken)
        for i, part in enumerate(parts, start=1):
            place = int(np.searchsorted(numbers, part))
            said = known[place] if known else Name(f"cluster {place}")
            counted = (f"{whole or 'part'} {j}" for j in itertools.count(i))
            nouns = itertools.chain([said.noun], (noun for noun, _ in said.alternatives), counted)
            noun = next(noun for noun in nouns if noun not in used and noun != f"cluster {place}")
            used.add(noun)
            found.append(Name(noun, tuple(pair for pair in said.alternatives if pair[0] != noun)))
        return found
