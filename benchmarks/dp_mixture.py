"""Seconds and memory of DPMixture, over one k-means run with as many clusters as it over-clusters into.

    python benchmarks/dp_mixture.py [--rows 50000] [--repeats 3] [--threads 1] [--append] [--out FILE.csv]

The rows are those of `benchmarks/kmeans.py`. Every fit is a process of its own: memory is the highest resident size
during the fit less what was resident before it, which the rows were (Linux only). On a machine that others use too,
read the processor seconds and the ratios.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import time
import warnings
from pathlib import Path

import torch
from kmeans import blobs
from provenance import provenance, write_rows
from threadpoolctl import threadpool_limits

from kindfold.clustering.dp_mixture import DPMixture
from kindfold.clustering.kmeans import KMeans
from kindfold.ops.levels import _cells

FITS = ("k-means at K0", "dp-mixture")


def main() -> None:
    given = arguments()
    if given.fit:
        print(json.dumps(measured(given.fit, given)))
        return
    rows: list[dict[str, object]] = []
    for seed in range(given.repeats):
        runs = {name: in_a_process(name, seed) for name in FITS}
        for name, run in runs.items():
            ratios = {
                f"{key}_over_kmeans": round(run[key] / runs[FITS[0]][key], 2) for key in ("seconds", "cpu_seconds")
            }
            rows.append({"method": name, "seed": seed, **run, **ratios, "threads": given.threads or ""} | provenance())
            print({key: rows[-1][key] for key in ("method", "seed", *run, *ratios)}, flush=True)
    if given.append and given.out.exists():
        with given.out.open(newline="", encoding="utf-8") as file:
            rows = [*csv.DictReader(file), *rows]
    write_rows(given.out, rows)


def in_a_process(name: str, seed: int) -> dict[str, float]:
    command = [sys.executable, __file__, *sys.argv[1:], "--fit", name, "--seed", str(seed)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def measured(name: str, given: argparse.Namespace) -> dict[str, float]:
    """One fit: its shape, seconds, and growth of the resident memory in MiB."""
    warnings.simplefilter("ignore")
    if given.threads:
        torch.set_num_threads(given.threads)
        threadpool_limits(given.threads)
    cells = _cells(given.rows, 0)
    X = blobs(given.rows, given.dims, given.kinds, seed=0)
    method = DPMixture(random_state=given.seed) if name == "dp-mixture" else KMeans(cells, random_state=given.seed)
    type(method)(4, random_state=0).fit(X[:400])  # libraries load, thread pools start
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts again from here
    before, wall, processor = resident("VmRSS"), time.perf_counter(), time.process_time()
    method.fit(X)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    return {
        "rows": given.rows,
        "dims": given.dims,
        "kinds": given.kinds,
        "K": method.n_clusters_,
        "seconds": round(wall, 2),
        "cpu_seconds": round(processor, 2),
        "rows_mib": round(X.nbytes / 2**20),
        "growth_mib": round(resident("VmHWM") - before),
    }


def resident(key: str) -> float:
    """Resident memory in MiB: "VmRSS" now, "VmHWM" at most."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{key}:"))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--dims", type=int, default=512)
    parser.add_argument("--kinds", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, help="of linear algebra; by default what each takes for itself")
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/dp_mixture.csv"))
    parser.add_argument("--fit", choices=FITS, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
