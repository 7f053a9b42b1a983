"""Speed and inertia of KMeans beside scikit-learn and faiss, on the same rows in the same run.

    python benchmarks/kmeans.py --repeats 5 --out benchmarks/results/kmeans.csv

Methods take turns within a repeat, so that whatever disturbs the machine disturbs all of them. Inertia is computed here
in float64 from the labels alone. faiss (optional) makes 25 iterations over all rows. On a machine that others use too,
`--threads 1` and the column of processor seconds are the ones to trust: threads that wait for each other burn time.
"""

from __future__ import annotations

import argparse
import csv
import platform
import statistics
import subprocess
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from kindfold.clustering.kmeans import KMeans

Fit = Callable[[NDArray[np.float32], int, int], NDArray[np.int64]]
CONTRAST = 2.33  # squared length of the noise over that of the centre; k-means on these rows has work to do


def blobs(n: int, d: int, k: int, *, seed: int) -> NDArray[np.float32]:
    """Unit rows around k random unit centres, (n, d)."""
    generator = torch.Generator().manual_seed(seed)
    centers = torch.nn.functional.normalize(torch.randn(k, d, generator=generator))
    rows = centers[torch.randint(k, (n,), generator=generator)]
    rows += (CONTRAST / d) ** 0.5 * torch.randn(n, d, generator=generator)
    return torch.nn.functional.normalize(rows).numpy()


def inertia(X: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Sum of squared distances to the means of the labels, in float64."""
    sums = np.zeros((labels.max() + 1, X.shape[1]))
    np.add.at(sums, labels, X)
    means = sums / np.maximum(np.bincount(labels), 1)[:, None]
    return float(sum(np.square(row - means[label]).sum() for row, label in zip(X, labels, strict=True)))


def fit_ours(X: NDArray[np.float32], k: int, seed: int) -> NDArray[np.int64]:
    return KMeans(k, spherical=False, random_state=seed).fit(X).labels_


def fit_ours_spherical(X: NDArray[np.float32], k: int, seed: int) -> NDArray[np.int64]:
    return KMeans(k, random_state=seed).fit(X).labels_


def fit_scikit_learn(X: NDArray[np.float32], k: int, seed: int) -> NDArray[np.int64]:
    from sklearn.cluster import KMeans as Peer

    return Peer(k, n_init=1, random_state=seed).fit(X).labels_.astype(np.int64)


def fit_faiss(X: NDArray[np.float32], k: int, seed: int) -> NDArray[np.int64]:
    import faiss

    peer = faiss.Kmeans(X.shape[1], k, niter=25, seed=seed + 1, max_points_per_centroid=len(X))
    peer.train(X)
    return peer.index.search(X, 1)[1][:, 0]


def measure(X: NDArray[np.float32], k: int, methods: dict[str, Fit], repeats: int) -> list[dict[str, object]]:
    """One row a method and repeat: wall and processor seconds, inertia."""
    rows: list[dict[str, object]] = []
    for fit in methods.values():
        fit(X[: 20 * k], k, 0)  # libraries load, thread pools start
    for seed in range(repeats):
        for name, fit in methods.items():
            wall, processor = time.perf_counter(), time.process_time()
            labels = fit(X, k, seed)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            found = inertia(X, labels)
            rows.append({"method": name, "seed": seed, "seconds": wall, "cpu_seconds": processor, "inertia": found})
            print(f"{name:20s} seed {seed}  {wall:7.2f} s  {processor:7.2f} cpu s  inertia {found:10.1f}", flush=True)
    return rows


def summary(rows: list[dict[str, object]], methods: dict[str, Fit]) -> None:
    """Medians, and their ratio to ours."""

    def median(name: str, column: str) -> float:
        return statistics.median(float(str(row[column])) for row in rows if row["method"] == name)

    ours = median("kindfold", "seconds"), median("kindfold", "cpu_seconds")
    for name in methods:
        wall, processor = median(name, "seconds"), median(name, "cpu_seconds")
        print(
            f"{name:20s} median {wall:7.2f} s ({wall / ours[0]:5.1f} x ours)  {processor:7.2f} cpu s "
            f"({processor / ours[1]:5.1f} x ours)  inertia {median(name, 'inertia'):10.1f}"
        )


def conditions() -> dict[str, object]:
    """What a figure depends on."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    peers = {name: version(name) for name in ("torch", "scikit-learn", "faiss-cpu") if find_spec(_module(name))}
    return {
        "commit": commit.stdout.strip(),
        "processor": platform.processor() or platform.machine(),
        "threads": torch.get_num_threads(),
        "bfloat16": torch.cpu._is_avx512_bf16_supported(),
        **peers,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--dims", type=int, default=512)
    parser.add_argument("--clusters", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, help="of every method; by default what each takes for itself")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    if given.threads:
        torch.set_num_threads(given.threads)
        threadpool_limits(given.threads)
    methods: dict[str, Fit] = {
        "kindfold": fit_ours,
        "kindfold spherical": fit_ours_spherical,
        "scikit-learn": fit_scikit_learn,
    }
    if find_spec("faiss"):
        methods["faiss"] = fit_faiss
        import faiss

        faiss.omp_set_num_threads(given.threads or faiss.omp_get_max_threads())
    X = blobs(given.rows, given.dims, given.clusters, seed=0)
    rows = measure(X, given.clusters, methods, given.repeats)
    summary(rows, methods)
    if given.out:
        shape = {"rows": given.rows, "dims": given.dims, "clusters": given.clusters}
        table = [{**row, **shape, **conditions()} for row in rows]
        with given.out.open("w", newline="") as file:
            writer = csv.DictWriter(file, table[0])
            writer.writeheader()
            writer.writerows(table)


def _module(package: str) -> str:
    return {"scikit-learn": "sklearn", "faiss-cpu": "faiss"}.get(package, package)


if __name__ == "__main__":
    main()
