"""Pictures of a run that fit a word or look like a picture."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.data.images import images
from kindfold.data.run import Run
from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import embed, embed_words
from kindfold.errors import ModelError, SettingError

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".avif"})


class Hit(NamedTuple):
    """One picture found: its row, id, cosine with the query, and the cluster it lies in."""

    row: int
    id: str
    score: float
    cluster: int
    name: str


def search(run: Run, query: str, *, top: int = 12, cache: Location = None, device: str = "auto") -> list[Hit]:
    """Rank the pictures of a run by cosine with a query.

    Parameters
    ----------
    query : the path of a picture, the id of one of the run, or words
    top : how many hits

    Raises
    ------
    ModelError : words were asked for and the encoder has no text side, or it changed since the run
    """
    if top < 1:
        raise SettingError(f"top must be at least 1, not {top}")
    if not query.strip():
        raise SettingError("the query is empty; give words or the path of a picture")
    backbone = same_backbone(run, device=device)
    if query in run.ids:
        vector = run.embeddings.vectors[[run.ids.index(query)]]
    elif Path(query).is_file():
        vector = embed(images(query), backbone, cache=cache).vectors
        if not len(vector):
            raise SettingError(f"{query} cannot be read as a picture")
    elif "/" in query or Path(query).suffix.lower() in SUFFIXES:
        raise SettingError(f"there is no picture {query}, neither as a file nor in this run")
    elif backbone.words is None:
        raise ModelError(f"the encoder {backbone.name!r} has no text side; search with a picture instead")
    else:
        vector = embed_words([backbone.prompt.format(query)], backbone, cache=cache)
    return _hits(run, run.embeddings.vectors @ vector[0], top)


def same_backbone(run: Run, *, device: str = "auto") -> Backbone:
    """The encoder of a run; refuses one whose weights or preprocessing differ, lets the arithmetic differ."""
    backbone = load_backbone(str(run.report.settings["model"]), device=device)
    made_by = run.embeddings.encoder
    if made_by.rpartition("-")[0] != f"{backbone.name}@{backbone.fingerprint}".rpartition("-")[0]:  # less the dtype
        raise ModelError(
            f"this run was made with {made_by}, here is {backbone.name}@{backbone.fingerprint}: "
            "other weights or preprocessing; sort the pictures again"
        )
    return backbone


def _hits(run: Run, scores: NDArray[np.float32], top: int) -> list[Hit]:
    order = np.argsort(-scores, kind="stable")[:top]
    labels = run.clustering.labels
    return [
        Hit(int(i), run.ids[i], float(scores[i]), int(labels[i]), run.clustering.name_of(int(labels[i]))) for i in order
    ]
