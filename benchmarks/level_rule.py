"""How well the level rule does on data whose family took no part in setting its limits.

    python benchmarks/level_rule.py --features moco_in50.npz caltech25_dino.npz ... [--results FILE.csv]

Every file gives four sets: all classes, two random halves of them, and a long tail (largest class ten times the
smallest). Files whose names begin alike, up to the first "_", are a family. For each family the limits of the rulers
are set on the others (families weigh the same, an error counts up to 1): K is read by limits never fitted to it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from finding_k import load
from numpy.typing import NDArray
from provenance import provenance, write_rows

from kindfold.ops.granularity import RULERS, Profile, count, profile
from kindfold.ops.halves import halved, stability
from kindfold.ops.levels import PLAIN, READINGS, WHITENED, _cells, _spaces
from kindfold.ops.whitening import principal

LIMITS = np.geomspace(0.05, 40, 140)
N_CUTS = 24  # numbers of clusters on which halves are asked to agree; in between by interpolation
MAX_ROWS = 3000


class Case(NamedTuple):
    """One set: what every ruler reads at every limit, (rulers, limits), and the agreement of halves at `log_k`."""

    name: str
    family: str
    true_k: int
    readings: NDArray[np.int64]
    log_k: NDArray[np.float64]
    agreed: NDArray[np.float64]


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
            | provenance()
        )
    write_rows(arguments.results, rows)
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
    """Readings as `kindfold.ops.levels` takes them: medians over over-clusterings, a halving in each whitened space."""
    Z, Y = principal(X, PLAIN)(X), principal(X, WHITENED)(X)
    cells, read, halvings = _cells(len(X), 0), np.empty((READINGS, len(RULERS), len(LIMITS))), []
    for i in range(READINGS):
        spaces = _spaces(Z, Y, cells, k=None, seed=10 * i, device="cpu")
        profiles = {space: profile(view) for space, view in spaces.views.items()}
        read[i] = [counts(ruler.measure(profiles[ruler.space]), profiles[ruler.space]) for ruler in RULERS]
        halvings += halved(spaces.rows["whitened"], cells, repeats=1, seed=i)
    ks = np.unique(np.geomspace(2, cells, N_CUTS).astype(int))
    true_k = len(np.unique(y))
    print(name, true_k, flush=True)
    medians = np.median(read, axis=0).astype(int)
    return Case(name, Path(path).stem.split("_")[0], true_k, medians, np.log(ks), stability(halvings, ks.tolist()))


def counts(height: NDArray[np.float64], p: Profile) -> NDArray[np.int64]:
    """Clusters that are left at each of the limits."""
    return np.append(p.n_clusters, 1)[np.searchsorted(np.maximum.accumulate(height), LIMITS, side="right")]


def limits(cases: list[Case]) -> list[int]:
    """For each ruler the limit of least error, families weighing the same."""
    families = [case.family for case in cases]
    weight = np.array([1 / families.count(family) for family in families])
    error = np.array([np.minimum(np.abs(np.log(case.readings / case.true_k)), 1) for case in cases])
    return [int(i) for i in np.einsum("s,srl->rl", weight, error).argmin(axis=1)]


def error(case: Case, chosen: list[int]) -> float:
    """log(K / true K) of the rule."""
    readings = case.readings[range(len(RULERS)), chosen].tolist()
    return float(np.log(count(readings, lambda ks: np.interp(np.log(ks), case.log_k, case.agreed)) / case.true_k))


if __name__ == "__main__":
    main()
