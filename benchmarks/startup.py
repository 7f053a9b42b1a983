"""Seconds until the command answers: `import kindfold`, `kindfold --help`, and the same with torch imported.

    python benchmarks/startup.py --out benchmarks/results/startup.csv

Whole processes, taken in turn so that whatever disturbs the machine disturbs all of them; medians over the repeats.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from provenance import provenance, write_rows

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import kindfold": [sys.executable, "-c", "import kindfold"],
    "kindfold --help": [sys.executable, "-m", "kindfold", "--help"],
    "import torch": [sys.executable, "-c", "import torch"],
    "import kindfold; kindfold.embed": [sys.executable, "-c", "import kindfold; kindfold.embed"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/startup.csv"))
    options = parser.parse_args()
    timed: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for _ in range(options.repeats):
        for name, command in COMMANDS.items():
            timed[name].append(run(command))
    rows = []
    for name, times in timed.items():
        wall, processor = (round(statistics.median(column), 3) for column in zip(*times, strict=True))
        rows.append({"command": name, "wall_s": wall, "processor_s": processor, "repeats": len(times), **provenance()})
        print(f"{name:<34} {wall:.3f} s wall, {processor:.3f} s processor")
    write_rows(options.out, rows)


def run(command: list[str]) -> tuple[float, float]:
    """Wall and processor seconds of one process."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()
