"""Minutes and peak memory of LowRankDP on frozen features, beside DPMixture and scikit-learn's k-means, in one run.

    python benchmarks/lowrank_dp_speed.py --out benchmarks/results/lowrank_dp_speed.csv

20,000 rows of 512 dimensions in 200 kinds, two noisy views of each. Every method runs in a process of its own, whose
largest resident memory is noted; the data are part of it. k-means is given the number, with ten starts. `--only NAME`
runs some of them, `--append` keeps the other rows of the table.
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from provenance import provenance, write_rows
from sklearn.cluster import KMeans

import kindfold as kf
from kindfold.bench.synthetic import make_features

Labels = NDArray[np.int64]
NOISE = 0.5  # of a view, over the spread of the rows


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    asked = options.only or list(METHODS)
    if options.append and options.out.exists():
        with options.out.open(newline="", encoding="utf-8") as file:
            rows += [row for row in csv.DictReader(file) if row["what"] not in asked]
    for what in asked:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            seconds, gigabytes, found, acc = alone.submit(run, what, options.rows, options.kinds).result()
        rows.append(
            {
                "rows": options.rows,
                "dims": 512,
                "true K": options.kinds,
                "what": what,
                "minutes": f"{seconds / 60:.2f}",
                "peak GiB": f"{gigabytes:.2f}",
                "K": found,
                "ACC": f"{100 * acc:.1f}",
                **provenance(),
            }
        )
        print({name: rows[-1][name] for name in ("what", "minutes", "peak GiB", "K", "ACC")}, flush=True)
        write_rows(options.out, rows)


def run(what: str, n: int, k: int) -> tuple[float, float, int, float]:
    """Seconds of the fit, the process's peak memory in GiB, clusters found, and accuracy."""
    X, y = make_features("medium", k, n, random_state=0)
    random = np.random.default_rng(0)
    spread = float(np.sqrt(X.var(axis=0).sum() / X.shape[1]))
    views = X + NOISE * spread * random.normal(size=(2, *X.shape)).astype(np.float32)
    start = time.perf_counter()
    labels = METHODS[what](X, views.astype(np.float32), k)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return seconds, peak, len(np.unique(labels)), kf.evaluate(labels, y).scores["acc"]


def lowrank(X: NDArray[np.float32], views: NDArray[np.float32], k: int) -> Labels:
    return kf.LowRankDP(random_state=0).fit(X, views=views).labels_


def lowrank_given(X: NDArray[np.float32], views: NDArray[np.float32], k: int) -> Labels:
    return kf.LowRankDP(k, random_state=0).fit(X, views=views).labels_


def mixture(X: NDArray[np.float32], views: NDArray[np.float32], k: int) -> Labels:
    return kf.DPMixture(random_state=0).fit(X).labels_


def plain_kmeans(X: NDArray[np.float32], views: NDArray[np.float32], k: int) -> Labels:
    labels: Labels = KMeans(k, n_init=10, random_state=0).fit(X).labels_.astype(np.int64)
    return labels


METHODS: dict[str, Callable[[NDArray[np.float32], NDArray[np.float32], int], Labels]] = {
    "LowRankDP": lowrank,
    "LowRankDP, K given": lowrank_given,
    "DPMixture": mixture,
    "k-means of scikit-learn, K given": plain_kmeans,
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--kinds", type=int, default=200)
    parser.add_argument("--only", nargs="*", choices=list(METHODS), metavar="NAME")
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/lowrank_dp_speed.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
