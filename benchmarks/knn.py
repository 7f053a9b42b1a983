"""Seconds of finding the ten nearest rows of every row, beside scikit-learn, faiss and a plain loop, in one run.

    python benchmarks/knn.py --rows 20000 50000 --out benchmarks/results/knn.csv

Rows are unit, of 512 dimensions around 100 directions; all methods are exact. "by kernel" picks candidates in the fast
precision and lets float32 decide (`ops.kernel_neighbours`), "by tiles" multiplies in float32 alone (`ops.similarity`).
The plain loop multiplies 1,024 rows by all rows and sorts. Methods take turns within a repeat, medians count. The share
is that of the machine's float32 products (`benchmarks/ceilings.py`), at 2 n^2 d operations.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from ceilings import products
from kmeans import blobs
from numpy.typing import NDArray
from provenance import provenance, write_rows

from kindfold.ops.affinity import Features
from kindfold.ops.kernel_neighbours import nearest_by_kernel
from kindfold.ops.similarity import nearest_rows

E = 10
Search = Callable[[NDArray[np.float32]], NDArray[np.int64]]


def by_kernel(X: NDArray[np.float32]) -> NDArray[np.int64]:
    rows = Features(torch.from_numpy(X), ())
    return nearest_by_kernel(rows, rows, E, own=torch.arange(len(X)))[0].rows.numpy()


def by_tiles(X: NDArray[np.float32]) -> NDArray[np.int64]:
    rows = torch.from_numpy(X)
    return nearest_rows(rows, rows, E, own=torch.arange(len(X))).rows.numpy()


def scikit_learn(X: NDArray[np.float32]) -> NDArray[np.int64]:
    from sklearn.neighbors import NearestNeighbors

    return NearestNeighbors(n_neighbors=E, algorithm="brute").fit(X).kneighbors(return_distance=False)


def faiss_flat(X: NDArray[np.float32]) -> NDArray[np.int64]:
    import faiss

    index = faiss.IndexFlatIP(X.shape[1])
    index.add(X)
    return without_self(index.search(X, E + 1)[1])


def plain_loop(X: NDArray[np.float32]) -> NDArray[np.int64]:
    found = [np.argsort(-(X[i : i + 1024] @ X.T), axis=1)[:, : E + 1] for i in range(0, len(X), 1024)]
    return without_self(np.concatenate(found))


def without_self(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first E of E + 1 neighbours (n, E + 1) that are not the row itself."""
    others = found != np.arange(len(found))[:, None]
    others[others.all(axis=1), -1] = False
    return found[others].reshape(len(found), E)


def methods() -> dict[str, Search]:
    every: dict[str, Search] = {"kindfold, by kernel": by_kernel, "kindfold, by tiles": by_tiles}
    peers: dict[str, Search] = {"scikit-learn, brute": scikit_learn, "plain loop": plain_loop}
    return every | ({"faiss, flat": faiss_flat} if find_spec("faiss") else {}) | peers


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    for n in options.rows:
        X = blobs(n, options.dims, 100, seed=0)
        truth, seconds = by_tiles(X), dict[str, list[float]]()
        for search in methods().values():
            search(X[:2000])  # libraries load, thread pools start
        ceiling = products(torch.float32)
        for _ in range(options.repeats):
            for name, search in methods().items():
                start = time.perf_counter()
                found = search(X)
                seconds.setdefault(name, []).append(time.perf_counter() - start)
                check(name, found[::97], truth[::97])
        ours = statistics.median(seconds["kindfold, by kernel"])
        for name, every in seconds.items():
            median = statistics.median(every)
            measured = {"seconds": f"{median:.2f}", "ratio": f"{median / ours:.2f}"}
            share = f"{2 * n * n * options.dims / median / ceiling:.2f}"
            rows.append({"rows": n, "dims": options.dims, "what": name, **measured, "of_ceiling": share, **origin()})
            print(f"{n:>7,} rows  {name:22} {median:7.2f} s  {median / ours:5.2f} x ours  {share} of the ceiling")
    write_rows(options.out, rows)


def check(name: str, found: NDArray[np.int64], truth: NDArray[np.int64]) -> None:
    """Exact methods find the same neighbours, but for ties."""
    recall = np.mean([len({*a} & {*b}) / E for a, b in zip(found.tolist(), truth.tolist(), strict=True)])
    if recall < 0.999:
        raise AssertionError(f"{name} finds {recall:.3f} of the neighbours")


def origin() -> dict[str, object]:
    return {"threads": torch.get_num_threads(), **provenance()}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="*", type=int, default=[20_000, 50_000])
    parser.add_argument("--dims", type=int, default=512)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/knn.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
