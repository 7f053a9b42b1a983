"""Guard the cost of the main methods by counting, not timing: counts are the same on a busy machine and on a quiet one.

    python benchmarks/smoke.py             compare with benchmarks/results/smoke.csv; exit 1 where a count has grown
    python benchmarks/smoke.py --update    write the counts of this commit there

For a small fit of every method: floating-point operations of torch's products and convolutions, calls of Python
functions, and the most memory that NumPy and Python held at once. A forgotten loop over rows shows in the calls, an
n x n matrix in the memory, a second pass over the network in the operations.
"""

from __future__ import annotations

import argparse
import csv
import sys
import threading
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from kmeans import blobs
from provenance import write_rows
from torch.utils.flop_counter import FlopCounterMode, conv_flop_count

import kindfold as kf
from kindfold.embedding.backbone import load_backbone
from kindfold.embedding.efficientnet import FUSED
from kindfold.embedding.embed import embed

RESULTS = Path(__file__).parent / "results" / "smoke.csv"
ALLOWED = 1.25  # times the count that is on record
ROWS, DIMS, KINDS, PICTURES = 1000, 64, 10, 8


class Counts(NamedTuple):
    """Of one fit: operations in millions, calls of Python functions in thousands, memory in MiB."""

    mflop: float
    kcalls: float
    mib: float


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    found = {name: counted(work) for name, work in jobs().items()}
    if options.update:
        write_rows(RESULTS, [{"what": name, **counts._asdict()} for name, counts in found.items()])
    known = recorded()
    for name, counts in found.items():
        print(f"{name:18} {counts.mflop:10.1f} Mflop {counts.kcalls:8.1f} thousand calls {counts.mib:7.1f} MiB")
    grown = [line for name, counts in found.items() for line in growth(name, counts, known.get(name))]
    sys.exit("\n".join(grown) if grown else 0)


def jobs() -> dict[str, Callable[[], object]]:
    """A small piece of work for each method."""
    X = blobs(ROWS, DIMS, KINDS, seed=0)
    random = np.random.default_rng(0)
    views = X + 0.05 * random.normal(size=(2, *X.shape)).astype(np.float32)
    words = blobs(500, DIMS, KINDS, seed=1)
    pictures = random.integers(0, 256, size=(PICTURES, 300, 400, 3), dtype=np.uint8)
    network = load_backbone("builtin")
    pixels = torch.from_numpy(random.integers(0, 256, size=(PICTURES, 3, 260, 260), dtype=np.uint8))
    epochs = {"n_epochs": 3, "random_state": 0}
    return {
        "builtin": lambda: network.image(pixels),
        "embed": lambda: embed(pictures, network, cache=False, threads=1),
        "kmeans": lambda: kf.KMeans(KINDS, random_state=0).fit(X),
        "dp-mixture": lambda: kf.DPMixture(random_state=0).fit(X),
        "scp": lambda: kf.SCP(KINDS, **epochs).fit(X, views=views),
        "lowrank-dp": lambda: kf.LowRankDP(**epochs).fit(X, views=views),
        "model-reuse": lambda: kf.ModelReuse(KINDS, **epochs).fit(X, views=views),
        "tac": lambda: kf.TAC(KINDS, **epochs).fit(X, words=words),
        "ntk-spectral": lambda: kf.NTKSpectral(KINDS, random_state=0).fit(X, words=words),
    }


def counted(work: Callable[[], object]) -> Counts:
    """The counts of one run, after another that fills caches and imports what is imported late."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        work()
        with FlopCounterMode(display=False, custom_mapping=untold()) as operations:
            work()
        tracemalloc.start()
        n_calls = calls(work)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return Counts(round(operations.get_total_flops() / 1e6, 1), round(n_calls / 1e3, 1), round(peak / 2**20, 1))


def untold() -> dict[object, Callable[..., int]]:
    """Operations that torch does not know how to count, so that all processors give the same counts."""
    return {torch.ops.aten._int_mm: whole_numbers, **({FUSED: fused} if FUSED else {})}


def whole_numbers(a: list[int], b: list[int], *, out_shape: list[int]) -> int:
    """Operations of a product of bytes."""
    return 2 * a[0] * a[1] * b[1]


def fused(x: list[int], weight: list[int], *_: object, out_shape: list[int], **__: object) -> int:
    """Operations of a convolution with its activation."""
    return conv_flop_count(x, weight, out_shape)


def calls(work: Callable[[], object]) -> int:
    """Python functions called, in every thread that is started meanwhile."""
    n = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal n
        n += event == "call"

    threading.setprofile(count)
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return n


def growth(name: str, counts: Counts, known: Counts | None) -> list[str]:
    """What has grown beyond what is allowed, a line each."""
    if known is None:
        return [f"{name} is not on record: python benchmarks/smoke.py --update"]
    return [
        f"{name}: {field} was {before:,} and is {now:,}"
        for field, before, now in zip(Counts._fields, known, counts, strict=True)
        if now > ALLOWED * before + 1
    ]


def recorded() -> dict[str, Counts]:
    if not RESULTS.exists():
        return {}
    with RESULTS.open(newline="", encoding="utf-8") as file:
        return {row["what"]: Counts(*(float(row[field]) for field in Counts._fields)) for row in csv.DictReader(file)}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="record the counts of this commit")
    return parser.parse_args()


if __name__ == "__main__":
    main()
