"""How a method is given its data: what each `fit` asks for by name, in an order that no file name decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.base import Clusterer
from kindfold.data.embeddings import Embeddings
from kindfold.embedding.backbone import TextTower
from kindfold.errors import SettingError


def views_for(estimator: Clusterer, asked: str | None) -> str | None:
    """Which views to embed for a method: those asked for, the usual ones, None for "none" or where it learns from none.

    Raises
    ------
    SettingError : views were asked for, and the method does not learn from them
    """
    if not takes(estimator, "views"):
        if asked in (None, "none"):
            return None
        raise SettingError(f"{type(estimator).__name__} does not learn from views of pictures")
    return None if asked == "none" else asked or estimator.usual_views()


def fit(
    estimator: Clusterer,
    embeddings: Embeddings,
    *,
    words: NDArray[np.float32] | None = None,
    text: TextTower | None = None,
    noun_list: Sequence[str] | None = None,
    checkpoint: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.intp]:
    """Fit on rows in the order of their content, so that names and places of files change nothing.

    Parameters
    ----------
    words : (m, d) vectors of the nouns of a vocabulary; text : the encoder's text tower; noun_list : the nouns. A
        method is given those that its `fit` takes, and so with the views, checkpoint and progress

    Returns
    -------
    For every picture the row of the fit that it became, (n,).
    """
    order = content_order(embeddings)
    views = None if embeddings.views is None or not takes(estimator, "views") else embeddings.views[:, order]
    data: dict[str, Any] = {
        "views": views,
        "words": words,
        "text": text,
        "noun_list": noun_list,
        "checkpoint": checkpoint,
        "progress": progress,
    }
    taken = {name: value for name, value in data.items() if value is not None and takes(estimator, name)}
    estimator.fit(embeddings.vectors[order], **taken)
    return np.argsort(order)


def content_order(embeddings: Embeddings) -> NDArray[np.intp]:
    """The rows in the order of their content, (n,); as they are, where that is not known."""
    if not embeddings.hashes:
        return np.arange(len(embeddings))
    return np.argsort(embeddings.hashes, kind="stable")


def takes(estimator: Clusterer, name: str) -> bool:
    """Whether the fit of a method asks for data of that name."""
    return name in signature(estimator.fit).parameters
