"""What this machine can do at best: products of matrices, and numbers moved to and from memory.

    python benchmarks/ceilings.py --out benchmarks/results/ceilings.csv

No program that multiplies matrices is faster than the products, and none that reads rows once is faster than memory
hands them over. The other scripts measure both beside what they time, in the same run, and say what share of the
nearer ceiling is reached. Every figure is the best of several repeats: disturbances only ever make it smaller.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import torch
from provenance import provenance, write_rows

SIDE = 2048  # of the matrices: large enough to hide what a call costs, small enough to stay near the cores
MOVED = 2**26  # float32 numbers, 256 MiB: more than any cache holds
REPEATS = 7


class Ceilings(NamedTuple):
    """Floating-point operations a second of products in each precision, and bytes a second to and from memory."""

    float32: float
    bfloat16: float
    float64: float
    memory: float


def ceilings() -> Ceilings:
    """Measure this machine with as many threads as torch has."""
    return Ceilings(*(products(dtype) for dtype in (torch.float32, torch.bfloat16, torch.float64)), memory())


def products(dtype: torch.dtype) -> float:
    """Operations a second of the product of two square matrices; an addition and a multiplication each count."""
    a, b = (torch.randn(SIDE, SIDE).to(dtype) for _ in range(2))
    out = torch.empty(SIDE, SIDE, dtype=dtype)
    return 2 * SIDE**3 / best_seconds(lambda: torch.mm(a, b, out=out))


def memory() -> float:
    """Bytes a second of a scaled copy: one number read, one written."""
    source, target = torch.ones(MOVED), torch.empty(MOVED)
    return 8 * MOVED / best_seconds(lambda: torch.mul(source, 2, out=target))


def best_seconds(work: Callable[[], object]) -> float:
    """The least of several repeats, after one that warms up."""
    work()
    found = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, help="by default what torch takes for itself")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/ceilings.csv"))
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    found = ceilings()
    units = {"float32": "Gflop/s", "bfloat16": "Gflop/s", "float64": "Gflop/s", "memory": "GB/s"}
    origin = {"threads": torch.get_num_threads(), **provenance()}
    rows = [{"what": n, "rate": f"{v / 1e9:.1f}", "unit": units[n], **origin} for n, v in found._asdict().items()]
    for row in rows:
        print(f"{row['what']:10} {row['rate']:>8} {row['unit']}")
    write_rows(options.out, rows)


if __name__ == "__main__":
    main()
