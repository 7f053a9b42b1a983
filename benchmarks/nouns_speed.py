"""Seconds and memory of the choice of nouns for many pictures out of a long list, beside faiss and one large softmax.

    python benchmarks/nouns_speed.py --rows 50000 --peer --out benchmarks/results/nouns_speed.csv
    python benchmarks/nouns_speed.py --rows 1000000 --append

Pictures of 512 dimensions around 1,000 directions lie in a file that is mapped, not read, into memory; 117,000 nouns
lie near these directions. The peer clusters with faiss, with as many seedings and passes, and scores all nouns at all
centres at once. Memory is what a process asks for beyond the mapped file, at its most.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from provenance import provenance, write_rows

from kindfold.ops.nouns import MAX_PASSES, N_NOUNS, SEEDINGS, fine_centers, n_fine, select_nouns

Floats = NDArray[np.float32]
DIMS, KINDS, NOUNS, CLUSTERS = 512, 1000, 117_000, 100
BLOCK = 2**15


def main() -> None:
    options = arguments()
    if options.child:
        print(json.dumps(measured(options.child, options.rows[0])))
        return
    rows: list[dict[str, object]] = []
    if options.append and options.out.exists():
        with options.out.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    for n in options.rows:
        for what in ("kindfold", "faiss and one softmax")[: 1 + options.peer]:
            command = [sys.executable, __file__, "--child", what, "--rows", str(n)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout.splitlines()[-1])
            rows.append({"rows": n, "what": what, **found, "threads": torch.get_num_threads(), **provenance()})
            print({key: rows[-1][key] for key in ("rows", "what", *found)}, flush=True)
            write_rows(options.out, rows)


def measured(what: str, n: int) -> dict[str, object]:
    """Seconds of both steps, nouns kept, and the most memory beyond what there was before."""
    with tempfile.TemporaryDirectory() as folder:
        X, words = pictures(Path(folder) / "pictures.f32", n), nouns()
        find, select = STEPS[what]
        with Watch() as watch:
            start = time.perf_counter()
            centers = find(X)
            middle = time.perf_counter()
            kept = select(words, centers)
            end = time.perf_counter()
    return {
        "centres": len(centers),
        "nouns": NOUNS,
        "kept": len(kept),
        "centres_seconds": round(middle - start, 1),
        "nouns_seconds": round(end - middle, 1),
        "MiB": round(watch.most),
    }


def centers_of(X: Floats) -> Floats:
    return fine_centers(torch.from_numpy(X), CLUSTERS, generator=torch.Generator().manual_seed(0)).numpy()


def nouns_of(words: Floats, centers: Floats) -> NDArray[np.int64]:
    return select_nouns(torch.from_numpy(words), torch.from_numpy(centers)).numpy()


def faiss_centers(X: Floats) -> Floats:
    import faiss

    c = n_fine(len(X), CLUSTERS)
    found = faiss.Kmeans(
        DIMS, c, niter=MAX_PASSES, nredo=SEEDINGS, spherical=True, seed=0, max_points_per_centroid=10**9
    )
    found.train(np.ascontiguousarray(X))
    return np.asarray(found.centroids)


def softmax_nouns(words: Floats, centers: Floats) -> NDArray[np.int64]:
    shares = torch.from_numpy(words @ centers.T).softmax(1)  # (m, c)
    score, owner = (found.numpy() for found in shares.max(1))
    kept = [np.flatnonzero(owner == c) for c in range(len(centers))]
    return np.concatenate([own[np.argsort(-score[own], kind="stable")[:N_NOUNS]] for own in kept])


Step = tuple[Callable[[Floats], Floats], Callable[[Floats, Floats], NDArray[np.int64]]]
STEPS: dict[str, Step] = {
    "kindfold": (centers_of, nouns_of),
    "faiss and one softmax": (faiss_centers, softmax_nouns),
}


class Watch:
    """The most memory (MiB) that the process holds for itself while this is open, less what it held before."""

    def __enter__(self) -> Watch:
        self.most, self._before, self._done = 0.0, own_memory(), threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.05):
            self.most = max(self.most, own_memory() - self._before)


def own_memory() -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 2**10


def pictures(path: Path, n: int) -> Floats:
    """Unit rows (n, d) in a mapped file."""
    random, corners = np.random.default_rng(0), directions()
    with path.open("wb") as file:
        for start in range(0, n, BLOCK):
            size = min(BLOCK, n - start)
            rows = corners[random.integers(KINDS, size=size)] + random.standard_normal((size, DIMS), dtype=np.float32)
            file.write((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32).tobytes())
    return np.memmap(path, dtype=np.float32, mode="r+", shape=(n, DIMS))


def nouns() -> Floats:
    random, corners = np.random.default_rng(1), directions()
    rows = corners[np.arange(NOUNS) % KINDS] + random.standard_normal((NOUNS, DIMS), dtype=np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def directions() -> Floats:
    return np.random.default_rng(2).standard_normal((KINDS, DIMS), dtype=np.float32)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="*", type=int, default=[50_000])
    parser.add_argument("--peer", action="store_true", help="measure faiss and one softmax too")
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--child", choices=list(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/nouns_speed.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
