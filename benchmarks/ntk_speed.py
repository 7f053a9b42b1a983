"""Seconds and memory of NTKSpectral beside scikit-learn's SpectralClustering, each fit in a process of its own.

    python benchmarks/ntk_speed.py --rows 2000 10000 --out benchmarks/results/ntk_speed.csv
    python benchmarks/ntk_speed.py --rows 50000 200000 --what one seven --append

Rows of 512 dimensions around 100 directions, 2,000 nouns near these in seven prompts. Processor seconds are those of
all threads; with OMP_NUM_THREADS=1 they hardly depend on what else the machine does. The exponent is that of a power of
the number of rows, fitted to the processor seconds of all rows of a method in the table.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from provenance import provenance, write_rows

DIMS, KINDS, NOUNS, PROMPTS = 512, 100, 2000, 7
WHAT = {
    "looks": "ntk-spectral, no words",
    "one": "ntk-spectral, one prompt",
    "seven": "ntk-spectral, seven prompts",
    "neighbours": "scikit-learn, 10 nearest neighbours",
    "rbf": "scikit-learn, dense RBF",
}


def main() -> None:
    options = arguments()
    if options.child:
        print(json.dumps(measured(options.what[0], options.rows[0])))
        return
    rows: list[dict[str, object]] = []
    if options.append and options.out.exists():
        with options.out.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    for n in options.rows:
        for what in options.what:
            command = [sys.executable, __file__, "--child", "--rows", str(n), "--what", what]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found = json.loads(done.stdout.splitlines()[-1])
            rows.append({"rows": n, "kinds": KINDS, "what": WHAT[what], **found, "exponent": "", **provenance()})
            print({key: rows[-1][key] for key in ("rows", "what", *found)}, flush=True)
            with_exponents(rows)
            write_rows(options.out, rows)


def measured(what: str, n: int) -> dict[str, object]:
    """Seconds of one fit, and the most memory that the process had beyond what it started the fit with."""
    import torch

    import kindfold as kf

    X, y, words = blobs(n)
    kf.NTKSpectral(2, random_state=0).fit(X[:100])  # imports do not count
    before, start, processor = peak(), time.perf_counter(), time.process_time()
    if what in ("neighbours", "rbf"):
        from sklearn.cluster import SpectralClustering

        affinity = "nearest_neighbors" if what == "neighbours" else "rbf"
        labels = SpectralClustering(KINDS, affinity=affinity, gamma=1.0, random_state=0).fit_predict(X)
    else:
        given = {"looks": None, "one": words[0], "seven": words}[what]
        labels = kf.NTKSpectral(KINDS, random_state=0).fit(X, words=given).labels_
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    nmi = kf.evaluate(np.asarray(labels, np.int64), [str(kind) for kind in y]).scores["nmi"]
    return {
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor, 2),
        "MiB": round(peak() - before),
        "NMI": round(100 * nmi, 1),
        "threads": torch.get_num_threads(),
    }


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def with_exponents(rows: list[dict[str, object]]) -> None:
    for what in {str(row["what"]) for row in rows}:
        mine = [row for row in rows if row["what"] == what and row["processor_seconds"]]
        if len({str(row["rows"]) for row in mine}) > 1:
            n, seconds = (np.log([float(str(row[key])) for row in mine]) for key in ("rows", "processor_seconds"))
            for row in mine:
                row["exponent"] = round(float(np.polyfit(n, seconds, 1)[0]), 2)


def blobs(n: int) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]:
    """Unit rows (n, d), their kinds, and nouns (7, m, d) near the kinds."""
    random = np.random.default_rng(0)
    corners = random.normal(size=(KINDS, DIMS))
    y = random.integers(KINDS, size=n)
    X = (corners[y] + 1.5 * random.normal(size=(n, DIMS))).astype(np.float32)
    nouns = np.repeat(corners, NOUNS // KINDS, axis=0) + random.normal(size=(NOUNS, DIMS))
    words = (nouns + 0.3 * random.normal(size=(PROMPTS, NOUNS, DIMS))).astype(np.float32)
    return X / np.linalg.norm(X, axis=1, keepdims=True), y, words


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="*", type=int, default=[2000, 10_000])
    parser.add_argument("--what", nargs="*", default=list(WHAT), choices=list(WHAT))
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/ntk_speed.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
