"""Pictures of a run that fit a word or look like a picture."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.data.images import images
from kindfold.data.run import Run
from kindfold.embedding.backbone import Backbone
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import embed, embed_words
from kindfold.embedding.reader import read_rgb
from kindfold.errors import ModelError, SettingError, UnknownName
from kindfold.pipeline.made import estimator_of, same_backbone

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".avif"})
SPACES = ("features", "cluster")


class Hit(NamedTuple):
    """One picture found: its row, id, likeness to the query, and the cluster it lies in."""

    row: int
    id: str
    score: float
    cluster: int
    name: str


def search(
    run: Run,
    query: str,
    *,
    top: int = 12,
    space: str = "features",
    cache: Location = None,
    device: str = "auto",
) -> list[Hit]:
    """Rank the pictures of a run by their likeness to a query.

    Parameters
    ----------
    query : the path of a picture, the id of one of the run, or words
    top : how many hits
    space : "features", by cosine; or "cluster", by the distance of the logits of a method that has them, such as `scp`,
        where what lies in another cluster is far away (Keep it Light!, A.1)

    Raises
    ------
    ModelError : words were asked for and the encoder has no text side, or it changed since the run
    """
    if top < 1:
        raise SettingError(f"top must be at least 1, not {top}")
    if space not in SPACES:
        raise UnknownName("space", space, SPACES)
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
    else:
        vector = word_vector(query, backbone, cache=cache)
    scores = run.embeddings.vectors @ vector[0] if space == "features" else _in_cluster_space(run, vector)
    return _hits(run, scores, top)


def word_vector(query: str, backbone: Backbone, *, cache: Location = None) -> NDArray[np.float32]:
    """Words as the encoder sees them, (1, d)."""
    if backbone.words is None:
        raise ModelError(f"the encoder {backbone.name!r} has no text side; search with a picture instead")
    return embed_words([backbone.prompt.format(query)], backbone, cache=cache)


def picture_vector(content: bytes, backbone: Backbone) -> NDArray[np.float32]:
    """An encoded picture as the encoder sees it, (1, d); it is kept nowhere.

    Raises
    ------
    Unreadable : it is no picture that can be read
    """
    pixels = np.asarray(read_rgb(content, side=backbone.side))
    return embed(images([pixels]), backbone, cache=False).vectors


def _in_cluster_space(run: Run, vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Minus the Euclidean distance between the logits of every picture and those of the query, (n,)."""
    estimator = estimator_of(run)
    if not hasattr(estimator, "decision_function"):
        raise SettingError(f"{run.clustering.method} has no logits to search in; use the space of the features")
    apart: NDArray[np.float32] = np.linalg.norm(
        estimator.decision_function(run.embeddings.vectors) - estimator.decision_function(vector), axis=1
    )
    return -apart


def _hits(run: Run, scores: NDArray[np.float32], top: int) -> list[Hit]:
    order = np.argsort(-scores, kind="stable")[:top]
    labels = run.clustering.labels
    return [
        Hit(int(i), run.ids[i], float(scores[i]), int(labels[i]), run.clustering.name_of(int(labels[i]))) for i in order
    ]
