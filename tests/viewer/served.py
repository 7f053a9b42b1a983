"""A run of small synthetic pictures, and a viewer that serves it."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import uvicorn
from PIL import Image

from kindfold.data.clustering import Clustering, Name
from kindfold.data.embeddings import Embeddings
from kindfold.data.folder import staged
from kindfold.data.report import Report
from kindfold.data.run import Run
from kindfold.embedding import embed
from kindfold.viewer.access import Access
from kindfold.viewer.app import application
from kindfold.viewer.server import address_of, listen
from kindfold.viewer.session import Session

N_DISTINCT = 60
D = 16


def make_pictures(folder: Path, ids: Sequence[str]) -> None:
    """Many names for few files, so that ten thousand pictures take a second."""
    masters = folder.parent / "masters"
    masters.mkdir(parents=True)
    for i in range(N_DISTINCT):
        Image.new("RGB", (48, 32), (4 * i % 256, 250 - 4 * i, 37 * i % 256)).save(masters / f"{i}.jpg")
    for row, name in enumerate(ids):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        os.link(masters / f"{row % N_DISTINCT}.jpg", path)


def make_run(
    folder: Path, n: int, k: int, *, ids: Sequence[str] = (), names: Sequence[str] = (), encoder: str = ""
) -> Path:
    """A saved run: cluster c holds the rows that are c modulo k, each cluster is two blobs, row k repeats row 0.

    With an encoder the vectors are true ones.
    """
    ids = ids or [f"{row:05d}.jpg" for row in range(n)]
    make_pictures(folder / "pictures", ids)
    rng = np.random.default_rng(0)
    labels = np.arange(n) % k
    blob = labels + k * (np.arange(n) // k % 2)
    vectors = rng.normal(size=(2 * k, D))[blob] + 0.05 * rng.normal(size=(n, D))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    made = Embeddings(vectors, tuple(ids), "made@0")
    nouns = names or [f"kind {chr(97 + c)}" for c in range(k)]
    repeated = np.full(n, -1)
    repeated[k] = 0
    run = Run(
        source=str(folder / "pictures"),
        embeddings=embed(folder / "pictures", encoder, cache=False) if encoder else made,
        clustering=Clustering(
            labels,
            confidence=rng.uniform(0.3, 1, n).astype(np.float32),
            outliers=np.arange(n) == 2,
            names=tuple(Name(noun, (("thing", 0.3), ("object", 0.2))) for noun in nouns),
            method="kmeans",
            levels=(
                {"n_clusters": 2, "stability": 0.9, "labels": np.arange(n) % 2},
                {"n_clusters": k, "stability": 0.8, "labels": labels},
            ),
        ),
        report=Report({}, {"seed": 0, "model": encoder}, {"kindfold": "0"}, {}),
        duplicate_of=repeated,
        cohesion=np.full(k, 0.8, np.float32),
        exemplars=tuple(tuple(range(c, n, k))[:5] for c in range(k)),
    )
    with staged(folder / "run") as stage:
        run.write(stage)
    return folder / "run"


@contextlib.contextmanager
def served(folder: Path, points: np.ndarray | None = None) -> Iterator[str]:
    """The address of a viewer in a thread of this process; no map is laid out: all `points` lie at zero."""
    session = Session(folder, cache=False)
    session.layout.points = np.zeros((len(session.run), 2), np.float32) if points is None else points.astype(np.float32)
    listening = listen("127.0.0.1", 0)
    access = Access("127.0.0.1", listening.getsockname()[1])
    server = uvicorn.Server(
        uvicorn.Config(application(session, access), lifespan="off", log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield address_of(access)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
        session.close()
