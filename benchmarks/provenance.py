"""Where a measured number comes from: commit, machine and versions, as columns of every table of results."""

from __future__ import annotations

import csv
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path


def provenance(*packages: str) -> dict[str, str]:
    """Columns `commit`, `hardware` and `versions`."""
    names = ("torch", "numpy", "scikit-learn", *packages)
    return {
        "commit": _commit(),
        "hardware": f"{os.cpu_count()} x {_processor()}",
        "versions": " ".join([f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)]),
    }


def write_rows(path: str | Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows of equal keys as CSV."""
    rows = list(rows)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@cache  # as it was before results were written into the tree
def _commit() -> str:
    asked = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
