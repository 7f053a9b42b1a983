"""How many kinds DPMixture finds, and how good they are, beside k-means that is told the number.

    python benchmarks/finding_k.py --features a.npz b.npz [--seeds 5] [--results benchmarks/results/finding_k.csv]

Each file holds `vectors` or `X` (n, d) and `labels` or `y` (n,); "digits" stands for scikit-learn's digits. Rows are
used as they are, but for `X`, which is scaled to unit length. Labels are seen by no fit.
"""

from __future__ import annotations

import argparse
import csv
import platform
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
import torch
from numpy.typing import NDArray

from kindfold.clustering.dp_mixture import DPMixture
from kindfold.clustering.kmeans import KMeans
from kindfold.evaluation.matched import evaluate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--features", nargs="+", required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results/finding_k.csv"))
    arguments = parser.parse_args()

    rows: list[dict[str, Any]] = []
    arguments.results.parent.mkdir(exist_ok=True)
    for path in arguments.features:
        rows += measure(path, arguments.seeds)
        with arguments.results.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    summarise(rows)


def measure(path: str, n_seeds: int) -> list[dict[str, Any]]:
    """One row per method and seed."""
    X, y = load(path)
    true_k, rows = len(np.unique(y)), []
    for seed in range(n_seeds):
        for name, method in {
            "dp-mixture": DPMixture(random_state=seed),
            "dp-mixture, K given": DPMixture(true_k, random_state=seed),
            "kmeans, K given": KMeans(true_k, random_state=seed),
        }.items():
            start = time.perf_counter()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a bound that was met stands in history_
                method.fit(X)
            rows.append(
                {"features": Path(path).stem, "n": len(X), "true_k": true_k, "method": name, "seed": seed}
                | scores(y, method, time.perf_counter() - start)
                | circumstances()
            )
        print(
            {key: rows[-3][key] for key in ("features", "seed", "k", "acc", "nmi", "reliable", "seconds")}, flush=True
        )
    return rows


def load(path: str) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    if path == "digits":
        from sklearn.datasets import load_digits

        return load_digits(return_X_y=True)
    with np.load(path) as file:
        if "vectors" in file:
            return file["vectors"], file["labels"]
        return file["X"] / np.linalg.norm(file["X"], axis=1, keepdims=True), file["y"]


def scores(y: NDArray[np.int64], method: Any, seconds: float) -> dict[str, Any]:
    found = evaluate(method.labels_, y).scores
    trust = method.history_.get("trust", {})
    return {
        "k": method.n_clusters_,
        "nmi": round(found["nmi"], 4),
        "acc": round(found["acc"], 4),
        "ari": round(found["ari"], 4),
        "stability": round(trust.get("stability", np.nan), 3),
        "reliable": trust.get("reliable"),
        "plausible": "-".join(map(str, trust.get("plausible", ()))),
        "seconds": round(seconds, 2),
    }


def circumstances() -> dict[str, str]:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return {
        "commit": commit.stdout.strip(),
        "hardware": f"{platform.machine()}, {torch.get_num_threads()} threads",
        "versions": f"torch {torch.__version__}, scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    }


def summarise(rows: list[dict[str, Any]]) -> None:
    """Mean and spread over seeds, as a table in Markdown."""
    print("| features | true K | method | K | NMI | ACC | ARI |\n|---|---|---|---|---|---|---|")
    for features, method in dict.fromkeys((row["features"], row["method"]) for row in rows):
        some = [row for row in rows if (row["features"], row["method"]) == (features, method)]
        cells = [_spread([row["k"] for row in some], 1)]
        cells += [_spread([100 * row[score] for row in some], 1) for score in ("nmi", "acc", "ari")]
        print(f"| {features} | {some[0]['true_k']} | {method} | " + " | ".join(cells) + " |")


def _spread(values: list[float], digits: int) -> str:
    return f"{np.mean(values):.{digits}f} ± {np.std(values):.{digits}f}"


if __name__ == "__main__":
    main()
