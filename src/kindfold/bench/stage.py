"""The data of one set under one encoder, as methods are given them: vectors, views and words, never a label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.bench.layouts import Opened, Part
from kindfold.data.embeddings import Embeddings
from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import embed
from kindfold.errors import InputError
from kindfold.naming.vocabulary import from_words, load_vocabulary
from kindfold.pipeline.fit import takes, views_for
from kindfold.pipeline.words import missing_words, one_direction, prompted_vectors, word_vectors

FEATURES = "features"  # the encoder of sets that consist of vectors

Tell = Callable[[str, int, int, int], None]


class Encoder(NamedTuple):
    """An encoder, and what tables call it."""

    label: str
    id: str

    @classmethod
    def of(cls, text: str) -> Encoder:
        """From `id` or `label=id`; the label of a file or folder is its name."""
        label, equals, id = text.partition("=")
        if equals and label and id:
            return cls(label, id)
        family, colon, place = text.partition(":")
        return cls(f"{family}:{Path(place).stem}" if colon and Path(place).exists() else text, text)


class Stage:
    """One set under one encoder.

    Parameters
    ----------
    opened : the set; its labels stay there
    encoder : None for a set of vectors
    vocabulary : nouns for methods that learn from words
    views : changed copies for methods that learn from them; None for those that each method is used to
    """

    def __init__(
        self,
        opened: Opened,
        encoder: Encoder | None,
        *,
        vocabulary: str = "everyday",
        views: str | None = None,
        device: str = "auto",
        cache: Location = None,
        tell: Tell | None = None,
    ) -> None:
        self.opened, self.encoder = opened, encoder
        self.vocabulary, self.views, self.device, self.cache = vocabulary, views, device, cache
        self.tell = tell or (lambda stage, done, total, cached: None)
        self._embedded: dict[tuple[str, str | None], Embeddings] = {}
        self._fingerprints: dict[str, str] = {}

    @cached_property
    def backbone(self) -> Backbone | None:
        return None if self.encoder is None else load_backbone(self.encoder.id, device=self.device)

    @property
    def n_clusters(self) -> int:
        """How many classes this copy of the set has, the number that is told to those that need one."""
        return len(self.opened.classes)

    def why_not(self, estimator: Any) -> str:
        """Why an estimator cannot be fitted on this data; "" where it can."""
        needs = getattr(estimator, "needs_words", "")
        if not needs:
            return ""
        if self.backbone is None:
            return "it needs words, and there are vectors only"
        if needs == "classes" and not self.opened.class_names:
            return "it needs the names of the classes, and the set has none"
        return missing_words(estimator, self.backbone, self.vocabulary if needs == "nouns" else "the classes")

    def views_of(self, estimator: Any) -> str | None:
        """Which views an estimator is given here."""
        if self.encoder is None or not hasattr(estimator, "usual_views"):
            return None
        return views_for(estimator, self.views if takes(estimator, "views") else None)

    def rows(self, part: str, views: str | None) -> Embeddings:
        """Vectors of a part of the set, with views where wanted."""
        key = part, views
        if key not in self._embedded:
            given = self.opened.parts[part]
            if given.vectors is not None:
                self._embedded[key] = _as_embeddings(given.vectors)
            else:
                self._forget_views()
                self._embedded[key] = self._encoded(given, views)
        return self._embedded[key]

    def labels(self, part: str, views: str | None) -> NDArray[Any]:
        """Classes of the rows of a part, for the scores alone."""
        given = self.opened.parts[part]
        if given.images is None:
            return np.asarray(given.labels)
        class_of = dict(zip(given.images.ids, given.labels, strict=True))
        return np.asarray([class_of[id] for id in self.rows(part, views).ids])

    def words(self, estimator: Any) -> dict[str, Any]:
        """What a `fit` may ask for of language: `words` and `noun_list`, and the text tower as `text`.

        Words are vectors (m, d), or (b, m, d) in each of several sentences where a method takes them apart.
        """
        needs = getattr(estimator, "needs_words", "")
        if self.backbone is None or self.backbone.words is None or not takes(estimator, "words"):
            return {}
        nouns = from_words(list(self.opened.class_names)) if needs == "classes" else load_vocabulary(self.vocabulary)
        apart = getattr(estimator, "each_prompt", False)
        vectors = (prompted_vectors if apart else word_vectors)(
            nouns,
            self.backbone,
            prompts=estimator.prompts if apart else "own",
            cache=self.cache,
            progress=lambda *counts: self.tell("name", *counts),
        )
        return {"words": vectors, "noun_list": nouns.words, "text": self.backbone.text}

    def nouns_of_training(self, language: dict[str, Any], estimator: Any) -> dict[str, Any]:
        """Of the words, those that the training pictures have a use for."""
        import torch

        from kindfold.ops.nouns import N_NOUNS, fine_centers, select_nouns

        if getattr(estimator, "needs_words", "") == "classes":
            return language
        generator = torch.Generator().manual_seed(int(estimator.random_state))
        centers = fine_centers(torch.from_numpy(self.rows("train", None).vectors), self.n_clusters, generator=generator)
        words = language["words"]
        known = torch.from_numpy(one_direction(words) if words.ndim == 3 else words)
        ranking, n_nouns = getattr(estimator, "ranking", "confidence"), getattr(estimator, "n_nouns", N_NOUNS)
        rows = select_nouns(known, centers, ranking=ranking, n_nouns=n_nouns).numpy()
        nouns = tuple(language["noun_list"][i] for i in rows)
        return {**language, "words": words[..., rows, :], "noun_list": nouns}

    def fingerprint(self, part: str) -> str:
        """A digest of the pictures or vectors of a part, in any order."""
        if part not in self._fingerprints:
            hashes = sorted(self.rows(part, None).hashes)
            self._fingerprints[part] = sha256("".join(hashes).encode()).hexdigest()[:12]
        return self._fingerprints[part]

    def _encoded(self, part: Part, views: str | None) -> Embeddings:
        assert part.images is not None and self.backbone is not None
        found = embed(
            replace(part.images, labels=None),
            self.backbone,
            views=views,
            cache=self.cache,
            progress=lambda *counts: self.tell("embed", *counts),
        )
        if not len(found):
            raise InputError(f"none of the pictures of {self.opened.suite.name} can be read")
        return found

    def _forget_views(self) -> None:
        """Views are large, and in the cache."""
        self._embedded = {key: rows for key, rows in self._embedded.items() if rows.views is None}


def _as_embeddings(vectors: NDArray[np.float32]) -> Embeddings:
    hashes = tuple(sha256(row.tobytes()).hexdigest() for row in vectors)
    return Embeddings(vectors, tuple(map(str, range(len(vectors)))), FEATURES, hashes=hashes)
