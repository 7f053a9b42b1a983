"""New pictures into the kinds of an earlier run."""

from __future__ import annotations

from typing import Any, NamedTuple

from kindfold.clustering import load_method
from kindfold.data.images import Images, Skip, images
from kindfold.data.run import Run
from kindfold.embedding.cache import Location
from kindfold.embedding.embed import embed
from kindfold.errors import RunError
from kindfold.pipeline.cluster import Progress
from kindfold.pipeline.search import same_backbone


class Placed(NamedTuple):
    """One new picture: its path, cluster, name, confidence, and whether it fits none of the kinds well."""

    path: str
    cluster: int
    name: str
    confidence: float
    outlier: bool


def predict(
    run: Run,
    source: Any,
    *,
    cache: Location = None,
    device: str = "auto",
    progress: Progress | None = None,
) -> tuple[list[Placed], tuple[Skip, ...]]:
    """Place pictures in the clusters of a run, which stays as it is.

    Returns
    -------
    The pictures placed, and those that could not be read.
    """
    estimator = load_estimator(run)
    found = source if isinstance(source, Images) else images(source)
    embeddings = embed(
        found,
        same_backbone(run, device=device),
        cache=cache,
        progress=None if progress is None else lambda done, total, cached: progress("embed", done, total, cached),
    )
    if not len(embeddings):
        return [], embeddings.skipped
    placed = estimator.place(embeddings.vectors)
    rows = zip(embeddings.ids, placed.labels, placed.confidence, placed.outliers, strict=True)
    name_of = run.clustering.name_of
    return [Placed(id, int(c), name_of(int(c)), float(p), bool(o)) for id, c, p, o in rows], embeddings.skipped


def load_estimator(run: Run) -> Any:
    """The fitted method of a saved run."""
    if run.folder is None:
        raise RunError("this run was never saved; give `out=` to keep its model")
    return load_method(run.clustering.method).load(run.folder / "model")
