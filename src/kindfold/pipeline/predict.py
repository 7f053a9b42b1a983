"""New pictures into the kinds of an earlier run."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.base import Clusterer
from kindfold.data.embeddings import Embeddings
from kindfold.data.folding import Shares, folded, followed
from kindfold.data.images import Images, Skip, images
from kindfold.data.run import Run
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import embed
from kindfold.ops.placement import Placement
from kindfold.ops.repeats import repeated_rows
from kindfold.pipeline.cluster import Progress
from kindfold.pipeline.made import estimator_of, same_backbone


class Placed(NamedTuple):
    """One new picture, with the columns of `labels.csv` but for `rejected`.

    Attributes
    ----------
    path, cluster, name, confidence : where it was put
    outlier : whether it fits none of the kinds well
    duplicate_of : path of the picture that it repeats, or ""
    duplicate_in : where that picture is: "run", "new" for an earlier one of the same prediction, or ""
    """

    path: str
    cluster: int
    name: str
    confidence: float
    outlier: bool
    duplicate_of: str = ""
    duplicate_in: str = ""


def predict(
    run: Run,
    source: Any,
    *,
    cache: Location = None,
    device: str = "auto",
    progress: Progress | None = None,
) -> tuple[list[Placed], tuple[Skip, ...]]:
    """Place pictures in the clusters of a run, as they are after corrections; the run stays as it is.

    Returns
    -------
    The pictures placed, and those that could not be read.
    """
    estimator = estimator_of(run)
    found = source if isinstance(source, Images) else images(source)
    embeddings = embed(
        found,
        same_backbone(run, device=device),
        cache=cache,
        progress=None if progress is None else lambda done, total, cached: progress("embed", done, total, cached),
    )
    if not len(embeddings):
        return [], embeddings.skipped
    placed = _corrected(run, estimator, embeddings.vectors)
    rows = zip(
        embeddings.ids, placed.labels, placed.confidence, placed.outliers, _repeats(run, embeddings), strict=True
    )
    name_of = run.clustering.name_of
    return [Placed(id, int(c), name_of(int(c)), float(p), bool(o), *r) for id, c, p, o, r in rows], embeddings.skipped


def _corrected(run: Run, estimator: Clusterer, X: NDArray[np.float32]) -> Placement:
    """Where rows belong after corrections: where the pictures nearest to them, of those in the same cluster, went.

    Those near rejected pictures are marked as fitting none.
    """
    placed = estimator.place(X)
    if run.corrections is None:
        return placed
    flow = run.corrections.flow
    labels, own, rejected = followed(flow, placed.labels, X, run.embeddings.vectors)
    shares = Shares.of(estimator.predict_proba(X))
    total = folded(flow, shares, placed.labels, labels, own)
    return Placement(labels, np.maximum(total, placed.confidence * own).clip(0, 1), placed.outliers | rejected)


def _repeats(run: Run, new: Embeddings) -> list[tuple[str, str]]:
    """What every new picture repeats and where: equal bytes first, then what is near in the run.

    Only pictures of the run that repeat no other are near ones, so that a group bears one name.
    """
    kept = np.flatnonzero(run.duplicate_of < 0)
    near = repeated_rows(new.vectors, run.embeddings.vectors[kept])
    in_run = dict(zip(reversed(run.embeddings.hashes), reversed(run.ids), strict=True))  # the first id of a content
    in_new: dict[str, str] = {}
    found = []
    for id, content, row in zip(new.ids, new.hashes, near, strict=True):
        earlier = in_new.setdefault(content, id)
        if content in in_run:
            found.append((in_run[content], "run"))
        elif row >= 0:
            found.append((run.ids[kept[row]], "run"))
        else:
            found.append((earlier, "new") if earlier != id else ("", ""))
    return found
