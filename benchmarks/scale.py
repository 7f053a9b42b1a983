"""Seconds and memory of each method from 10,000 to 1,000,000 rows that lie in a file, and how they grow.

    python benchmarks/scale.py [--methods kmeans,dp-mixture] [--sizes 10000,100000] [--folder FOLDER] [--append]

The rows are float32 of unit length around `--kinds` centres of unequal size, written once to a file in `--folder` (2
GiB at 1,000,000 x 512) and mapped from it. Every fit is a process of its own, in a control group that may not use more
than `--gib` of memory, pages of the file included, where this system lets us make one (Linux, as root). `own_mib` is
the most that the process held for itself during the fit, less what it held before; pages of the file come and go, and
do not count. `exponent` is the slope of log processor seconds over log rows between a size and the one before: on a
machine that others use too (`load`), these are the seconds to trust.

scp is trained for two epochs of the usual 30; `seconds` are for one of them and the placing of all rows, and its
views are the rows with noise. ntk-spectral has no words, and takes 50,000 landmarks above 200,000 rows. naming gives
the true kinds nouns of the vocabulary `everyday`, whose vectors are drawn by chance.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from provenance import provenance, write_rows

NOISE = 1.5  # squared length of the noise over that of the centre
BLOCK = 50_000
METHODS = ("kmeans", "dp-mixture", "scp", "ntk-spectral", "naming")
GROUPS = (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup"))


def main() -> None:
    given = arguments()
    if given.fit:
        print(json.dumps(measured(given.fit, given)))
        return
    folder = given.folder or Path(tempfile.mkdtemp())
    given.sizes = sorted(map(int, given.sizes.split(",")))
    prepare(folder, max(given.sizes), given.dims, given.kinds)
    rows: list[dict[str, object]] = []
    if given.append and given.out.exists():
        with given.out.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    for method in given.methods.split(","):
        before: dict[str, float] | None = None
        for n in given.sizes:
            run = in_a_process(method, n, folder, given)
            exponent = math.log(run["cpu_seconds"] / before["cpu_seconds"], n / before["rows"]) if before else ""
            exponent = round(exponent, 2) if exponent != "" else ""
            rows.append({"method": method, **run, "exponent": exponent, "limit_gib": given.gib} | provenance())
            print({key: rows[-1][key] for key in ("method", *run, "exponent")}, flush=True)
            before = run
            write_rows(given.out, rows)


def prepare(folder: Path, n: int, d: int, k: int) -> None:
    """Write rows (n, d) and their kinds, unless they are there."""
    if (folder / "labels.npy").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    centers = random.normal(size=(k, d)).astype(np.float32)
    centers /= np.linalg.norm(centers, axis=1, keepdims=True)
    labels = random.choice(k, n, p=random.dirichlet(np.full(k, 3.0)))
    rows = np.lib.format.open_memmap(folder / "rows.npy", "w+", np.float32, (n, d))
    for start in range(0, n, BLOCK):
        some = labels[start : start + BLOCK]
        block = centers[some] + np.float32((NOISE / d) ** 0.5) * random.standard_normal((len(some), d), np.float32)
        rows[start : start + BLOCK] = block / np.linalg.norm(block, axis=1, keepdims=True)
    np.save(folder / "labels.npy", labels)


def in_a_process(method: str, n: int, folder: Path, given: argparse.Namespace) -> dict[str, float]:
    command = [sys.executable, __file__, "--fit", method, "--sizes", str(n), "--folder", str(folder)]
    command += ["--kinds", str(given.kinds), "--gib", str(given.gib)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{method} on {n:,} rows ended with {done.returncode}: {done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measured(method: str, given: argparse.Namespace) -> dict[str, float]:
    """One fit: its shape, seconds, memory, and agreement with the kinds."""
    warnings.simplefilter("ignore")
    limited = confine(given.gib)
    n = int(given.sizes)
    X = np.load(given.folder / "rows.npy", mmap_mode="r")[:n]
    truth = np.load(given.folder / "labels.npy")[:n]
    fit = FITS[method]
    fit(X[:2000], truth[:2000], 4)  # libraries load, thread pools start
    with Watch() as watch:
        wall, processor = time.perf_counter(), time.process_time()
        seconds_of, found, labels = fit(X, truth, given.kinds)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    from sklearn.metrics import normalized_mutual_info_score

    return {
        "rows": n,
        "dims": X.shape[1],
        "kinds": given.kinds,
        "found": found,
        "nmi": round(100 * float(normalized_mutual_info_score(truth, labels)), 1),
        "seconds": round(seconds_of or wall, 2),
        "cpu_seconds": round(processor, 2),
        "own_mib": round(watch.peak - watch.before),
        "load": round(os.getloadavg()[0], 1),
        "confined": limited,
    }


Fitted = tuple[float | None, int, NDArray[np.int64]]


def fit_kmeans(X: NDArray[np.float32], truth: NDArray[np.int64], k: int) -> Fitted:
    from kindfold.clustering.kmeans import KMeans

    found = KMeans(k, random_state=0).fit(X)
    return None, found.n_clusters_, found.labels_


def fit_dp_mixture(X: NDArray[np.float32], truth: NDArray[np.int64], k: int) -> Fitted:
    from kindfold.clustering.dp_mixture import DPMixture

    found = DPMixture(random_state=0).fit(X)
    return None, found.n_clusters_, found.labels_


def fit_scp(X: NDArray[np.float32], truth: NDArray[np.int64], k: int) -> Fitted:
    from kindfold.clustering.scp import SCP

    ends: list[float] = []
    start = time.perf_counter()
    found = SCP(k, n_epochs=2, jitter=2.5, random_state=0).fit(X, progress=lambda *_: ends.append(time.perf_counter()))
    return time.perf_counter() - start - (ends[1] - ends[0]), found.n_clusters_, found.labels_


def fit_ntk_spectral(X: NDArray[np.float32], truth: NDArray[np.int64], k: int) -> Fitted:
    from kindfold.clustering.ntk_spectral import NTKSpectral

    found = NTKSpectral(k, random_state=0).fit(X)
    return None, found.n_clusters_, found.labels_


def fit_naming(X: NDArray[np.float32], truth: NDArray[np.int64], k: int) -> Fitted:
    from kindfold.naming.describe import describe
    from kindfold.naming.vocabulary import load_vocabulary

    vocabulary = load_vocabulary("everyday")
    words = np.random.default_rng(0).normal(size=(len(vocabulary), X.shape[1])).astype(np.float32)
    words /= np.linalg.norm(words, axis=1, keepdims=True)
    start = time.perf_counter()
    names = describe(X, truth, words, vocabulary)
    return time.perf_counter() - start, len({name.noun for name in names}), truth


FITS: dict[str, Callable[[NDArray[np.float32], NDArray[np.int64], int], Fitted]] = dict(
    zip(METHODS, (fit_kmeans, fit_dp_mixture, fit_scp, fit_ntk_spectral, fit_naming), strict=True)
)


class Watch:
    """The most memory of its own that this process holds, in MiB, looked at twenty times a second."""

    def __enter__(self) -> Watch:
        self.before = self.peak = anonymous()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self.peak = max(self.peak, anonymous())


def anonymous() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon:"))


def confine(gib: float) -> bool:
    """Put this process into a control group with so much memory; False where that is not allowed."""
    for root in GROUPS:
        group = root / f"kindfold-scale-{os.getpid()}"
        limit = "memory.limit_in_bytes" if root.name == "memory" else "memory.max"
        try:
            group.mkdir()
            (group / limit).write_text(str(int(gib * 2**30)))
            (group / "cgroup.procs").write_text(str(os.getpid()))
        except OSError:
            continue
        return True
    return False


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--dims", type=int, default=512)
    parser.add_argument("--kinds", type=int, default=300)
    parser.add_argument("--gib", type=float, default=8)
    parser.add_argument("--folder", type=Path, help="where the rows are kept; a new one by default")
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/scale.csv"))
    parser.add_argument("--fit", choices=METHODS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
