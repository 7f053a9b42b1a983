"""Fits on Ray: k-means and the mixture over rows that actors hold, SCP by processes that share every batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.base import Clusterer
from kindfold.data.embeddings import Embeddings
from kindfold.data.run import Run
from kindfold.engines.parts import OnRay
from kindfold.engines.session import session
from kindfold.engines.together import TOGETHER, fit_together
from kindfold.errors import InputError, SettingError
from kindfold.ops.parts import spans
from kindfold.pipeline.fit import content_order
from kindfold.pipeline.vectors import cluster_vectors, embeddings_at

PARTED = ("kmeans", "dp-mixture")  # methods whose rows may lie in parts on other machines


def cluster(
    source: str | Path, *, engine: str, n_workers: int | None = None, method: str = "dp-mixture", **settings: Any
) -> Run:
    """As `kindfold.pipeline.vectors.cluster_vectors`, on a Ray cluster.

    The runs of `kmeans` and `dp-mixture` are those of one machine, bit by bit, however many workers there are, and
    also when some of them are lost on the way. `scp` takes the statistics of its layers from the part of a batch that
    a worker has, so it ends a little differently with each number of workers.

    Parameters
    ----------
    engine : "ray" for this machine, "ray:HOST:PORT" for a running cluster, whose machines must all find `source`
    n_workers : at most; by default one for every processor of the cluster

    Raises
    ------
    SettingError : the method has no such fit
    EngineError, MissingExtra, UnknownName : there is no such cluster, or a worker cannot read the embeddings
    """
    if method not in (*PARTED, *TOGETHER):
        raise SettingError(f"{method} is fitted on one machine; --engine ray has {', '.join((*PARTED, *TOGETHER))}")
    path = embeddings_at(source)
    if path is None:
        raise InputError(f"{source} holds no embeddings; --engine ray sorts what `kindfold embed` wrote")
    path = path.resolve()
    with session(engine) as there:

        def fit(estimator: Clusterer, embeddings: Embeddings, /, **data: Any) -> NDArray[np.intp]:
            most = n_workers or max(there.n_cpus, 1)
            if method in TOGETHER:
                return fit_together(estimator, embeddings, path, n_workers=most, checkpoint=data.get("checkpoint"))
            return fit_in_parts(estimator, embeddings, path, n_workers=min(most, len(spans(len(embeddings)))))

        return cluster_vectors(source, method=method, fit=fit, **settings)


def fit_in_parts(estimator: Any, embeddings: Embeddings, path: Path, *, n_workers: int) -> NDArray[np.intp]:
    """Fit a method on rows in the order of their content, that actors read from a file."""
    order = content_order(embeddings)
    with held(path, embeddings.shape, order, n_workers=n_workers) as rows:
        estimator.fit(rows)
    return np.argsort(order)


@contextmanager
def held(path: Path, shape: tuple[int, int], order: NDArray[np.int64], *, n_workers: int) -> Iterator[OnRay]:
    """Rows of a file on actors, for the length of a block."""
    rows = OnRay(path, shape, order, n_workers=n_workers)
    try:
        yield rows
    finally:
        rows.close()
