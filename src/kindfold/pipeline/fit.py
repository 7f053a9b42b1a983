"""How a method is given its data: what each `fit` asks for by name, in an order that no file name decides."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.base import Clusterer
from kindfold.data.embeddings import Embeddings
from kindfold.errors import SettingError

VIEWS = "weak:8"  # of every picture, for a method that learns from views and was not told which


def views_for(estimator: Clusterer, asked: str | None) -> str | None:
    """Which views to embed for a method: those asked for, the usual ones, None for "none" or where it learns from none.

    Raises
    ------
    SettingError : views were asked for, and the method does not learn from them
    """
    if not _takes(estimator, "views"):
        if asked in (None, "none"):
            return None
        raise SettingError(f"{type(estimator).__name__} does not learn from views of pictures")
    return None if asked == "none" else asked or VIEWS


def fit(
    estimator: Clusterer,
    embeddings: Embeddings,
    *,
    checkpoint: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.intp]:
    """Fit on rows in the order of their content, so that names and places of files change nothing.

    Returns
    -------
    For every picture the row of the fit that it became, (n,).
    """
    order = np.argsort(embeddings.hashes, kind="stable")
    data: dict[str, Any] = {}
    if embeddings.views is not None and _takes(estimator, "views"):
        data["views"] = embeddings.views[:, order]
    if checkpoint is not None and _takes(estimator, "checkpoint"):
        data["checkpoint"] = checkpoint
    if progress is not None and _takes(estimator, "progress"):
        data["progress"] = progress
    estimator.fit(embeddings.vectors[order], **data)
    return np.argsort(order)


def _takes(estimator: Clusterer, name: str) -> bool:
    return name in signature(estimator.fit).parameters
