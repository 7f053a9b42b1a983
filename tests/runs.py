"""Small saved runs without an encoder: groups of rows around the axes, sorted by k-means."""

from pathlib import Path

import numpy as np

from kindfold.clustering.kmeans import KMeans
from kindfold.data.centres import centre, members
from kindfold.data.clustering import Clustering, Name
from kindfold.data.embeddings import Embeddings
from kindfold.data.folder import staged
from kindfold.data.images import Skip
from kindfold.data.report import Report
from kindfold.data.run import Run
from kindfold.errors import Reason

NOUNS = ("cat", "dog", "horse", "cow", "sheep", "goat", "pig", "hen")


def a_run(n: int = 48, k: int = 4, *, seed: int = 0, ids: tuple[str, ...] = (), source: str = "/pictures") -> Run:
    """n rows in k groups that overlap a little, with two levels, a copy, and folder labels."""
    rng = np.random.default_rng(seed)
    truth = np.arange(n) % k
    X = np.eye(k, 2 * k)[truth] + 0.25 * rng.normal(size=(n, 2 * k))
    X = (X / np.linalg.norm(X, axis=1, keepdims=True)).astype(np.float32)
    X[1] = X[1 + k]
    fitted = KMeans(k, random_state=0, device="cpu").fit(X)
    labels = fitted.labels_
    duplicate_of = np.full(n, -1)
    duplicate_of[1 + k] = 1
    found = [centre(X, rows, duplicate_of >= 0) for rows in members(labels)]
    ids = ids or tuple(f"{NOUNS[truth[i] % 8]}/{i:04d}.jpg" for i in range(n))
    return Run(
        source=source,
        embeddings=Embeddings(
            X,
            ids,
            encoder="none@0-float32",
            hashes=tuple(f"{i:08x}" for i in range(n)),
            skipped=(Skip("broken.jpg", Reason.TRUNCATED, "ends early"),),
        ),
        clustering=Clustering(
            labels=labels,
            confidence=fitted.confidence_,
            outliers=fitted.outliers_,
            names=tuple(Name(NOUNS[c % 8], (("animal", 0.5), ("pet", 0.25))) for c in range(k)),
            method="kmeans",
            parameters={"n_clusters": k},
            levels=(
                {"n_clusters": 2, "stability": 0.9, "labels": (labels % 2).astype(np.int64)},
                {"n_clusters": k, "stability": 0.8, "labels": labels},
            ),
        ),
        report=Report({}, {"model": "none", "vocabulary": "none", "seed": 0}, {"kindfold": "0"}),
        duplicate_of=duplicate_of,
        cohesion=np.array([one.cohesion for one in found], np.float32),
        exemplars=tuple(one.exemplars for one in found),
        truth=tuple(NOUNS[t % 8] for t in truth),
    )


def saved(run: Run, folder: Path) -> Path:
    """Write a run with its model."""
    with staged(folder) as stage:
        run.write(stage)
        KMeans(run.clustering.n_clusters, random_state=0, device="cpu").fit(run.embeddings.vectors).save(
            stage / "model"
        )
    return folder
