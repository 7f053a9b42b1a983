"""How well the level rule does on data whose family took no part in setting its limits.

    python benchmarks/level_rule.py --features moco_in50.npz caltech25_dino.npz ... [--results FILE.csv]

Every file gives four sets: all classes, two random halves of them, and a long tail (largest class ten times the
smallest). Files whose names begin alike, up to the first "_", are a family. For each family the limits of the rulers
are set on the others (families weigh the same, an error counts up to 1): K is read by limits never fitted to it.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from finding_k import circumstances, load
from numpy.typing import NDArray

from kindfold.ops.granularity import RULERS, Profile, profile
from kindfold.ops.levels import PLAIN, WHITENED, _cells, _spaces
from kindfold.ops.whitening import principal

READINGS = 3
LIMITS = np.geomspace(0.05, 40, 140)
MAX_ROWS = 3000


class Case(NamedTuple):
    """One set: log(K / true K) of every reading (READINGS, rulers, limits)."""

    name: str
    family: str
    true_k: int
    errors: NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--features", nargs="+", required=True)
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results/level_rule.csv"))
    arguments = parser.parse_args()

    cases = [measure(name, path, X, y) for path in arguments.features for name, X, y in subsets(path)]
    shipped = [int(np.abs(LIMITS - ruler.limit).argmin()) for ruler in RULERS]
    rows = []
    for case in cases:
        others = [other for other in cases if other.family != case.family]
        held_out, fixed = error(case, limits(others)), error(case, shipped)
        rows.append(
            {"set": case.name, "family": case.family, "true_k": case.true_k}
            | {"log_error_held_out": round(held_out, 3), "log_error_shipped": round(fixed, 3)}
            | circumstances()
        )
    with arguments.results.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    for column in ("log_error_held_out", "log_error_shipped"):
        errors = np.abs([row[column] for row in rows])
        print(f"{column}: {len(rows)} sets, median {np.median(errors):.2f}, 80 % within {np.quantile(errors, 0.8):.2f}")


def subsets(path: str) -> Iterator[tuple[str, NDArray[np.float32], NDArray[np.int64]]]:
    X, y = load(path)
    random, stem = np.random.default_rng(0), Path(path).stem
    classes = np.unique(y)
    share = dict(zip(random.permutation(classes), np.geomspace(1, 0.1, len(classes)), strict=True))
    keep = {"all": np.ones(len(y), dtype=bool), "tail": random.random(len(y)) < np.array([share[c] for c in y])}
    for i in (1, 2):
        keep[f"half {i}"] = np.isin(y, random.choice(classes, len(classes) // 2, replace=False))
    for name, mask in keep.items():
        rows = np.flatnonzero(mask)
        rows = np.sort(random.choice(rows, min(len(rows), MAX_ROWS), replace=False))
        yield f"{stem}, {name}", X[rows].astype(np.float32), y[rows]


def measure(name: str, path: str, X: NDArray[np.float32], y: NDArray[np.int64]) -> Case:
    Z, Y = principal(X, PLAIN)(X), principal(X, WHITENED)(X)
    true_k, errors = len(np.unique(y)), np.empty((READINGS, len(RULERS), len(LIMITS)))
    for reading in range(READINGS):
        spaces = _spaces(Z, Y, _cells(len(X), 0), k=None, seed=10 * reading, device="cpu")
        profiles = {space: profile(view) for space, view in spaces.views.items()}
        for i, ruler in enumerate(RULERS):
            errors[reading, i] = np.log(counts(ruler.measure(profiles[ruler.space]), profiles[ruler.space]) / true_k)
    print(name, true_k, flush=True)
    return Case(name, Path(path).stem.split("_")[0], true_k, errors)


def counts(height: NDArray[np.float64], p: Profile) -> NDArray[np.int64]:
    """Clusters that are left at each of the limits."""
    return np.append(p.n_clusters, 1)[np.searchsorted(np.maximum.accumulate(height), LIMITS, side="right")]


def limits(cases: list[Case]) -> list[int]:
    """For each ruler the limit of least error, families weighing the same."""
    families = [case.family for case in cases]
    weight = np.array([1 / families.count(family) for family in families])
    error = np.array([np.minimum(np.abs(np.median(case.errors, axis=0)), 1) for case in cases])
    return [int(i) for i in np.einsum("s,srl->rl", weight, error).argmin(axis=1)]


def error(case: Case, chosen: list[int]) -> float:
    """log(K / true K) of the rule: median of the rulers, mean of the readings."""
    return float(np.median(case.errors[:, range(len(RULERS)), chosen], axis=1).mean())


if __name__ == "__main__":
    main()
