"""Training by several processes on Ray that have a part of every batch each, by torch's own data parallelism."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.data.embeddings import Embeddings
from kindfold.engines.parts import Vectors, results
from kindfold.pipeline.fit import content_order

TOGETHER = ("scp",)
PATIENCE = timedelta(minutes=10)  # until a process that waits for the others gives up


def fit_together(
    estimator: Any, embeddings: Embeddings, path: Path, *, n_workers: int, checkpoint: Path | None = None
) -> NDArray[np.intp]:
    """Train a method on the embeddings of a file that every worker maps; all end alike, and the first one tells.

    A worker that is lost ends the training. The same call goes on at the last epoch whose checkpoint is there; the file
    must lie where every machine finds it.
    """
    import ray

    order = content_order(embeddings)
    trainer = ray.remote(scheduling_strategy="SPREAD")(Trainer)
    workers = [trainer.remote(Vectors(path, order), rank, n_workers) for rank in range(n_workers)]
    try:
        address = results([workers[0].address.remote()])[0]
        kept = None if checkpoint is None else checkpoint.resolve()
        with_views = embeddings.views is not None
        calls = [worker.fit.remote(estimator, address, kept, with_views) for worker in workers]
        learnt: dict[str, Any] = results(calls)[0]
    finally:
        for worker in workers:
            ray.kill(worker)
    vars(estimator).update(learnt)
    return np.argsort(order)


class Trainer:
    """One of the processes."""

    def __init__(self, source: Vectors, rank: int, n_workers: int) -> None:
        self._source, self._rank, self._n_workers = source, rank, n_workers

    def address(self) -> str:
        """Where the others find this one."""
        import ray

        with socket.socket() as free:
            free.bind(("", 0))
            return f"tcp://{ray.util.get_node_ip_address()}:{free.getsockname()[1]}"

    def fit(self, estimator: Any, address: str, checkpoint: Path | None, with_views: bool) -> dict[str, Any]:
        """What the estimator has learnt; of the first process alone."""
        from torch import distributed

        distributed.init_process_group(
            "gloo", init_method=address, rank=self._rank, world_size=self._n_workers, timeout=PATIENCE
        )
        try:
            estimator.fit(
                self._source.read(), views=self._source.views() if with_views else None, checkpoint=checkpoint
            )
        finally:
            distributed.destroy_process_group()
        return dict(vars(estimator)) if self._rank == 0 else {}
