"""Quality of every method on real pictures and features: mean and spread over seeds, labels seen by the scores alone.

    python benchmarks/quality.py --features moco50=moco.npz digits --out benchmarks/results/quality.csv
    python benchmarks/quality.py --pictures caltech25=caltech25/ --model builtin --append

Methods that cannot find the number of kinds are given the true one, and say so in the column `given_k`; so is SCP.
Methods that learn from views make them from the vectors here (`benchmarks/scp.py` has views of the pictures). `digits`
is scikit-learn's; a features file holds `vectors` and `labels`.
"""

from __future__ import annotations

import argparse
import csv
import time
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from provenance import provenance, write_rows
from sklearn.datasets import load_digits

import kindfold as kf

MEASURES = ("K", "NMI", "ACC", "ARI", "seconds")
SLOW_ABOVE = 5_000  # rows beyond which methods that compare all pairs are left out
SETTINGS: dict[str, dict[str, float]] = {"scp": {"jitter": 2.5}, "lowrank-dp": {"jitter": 1.0}}

Features = tuple[NDArray[np.float32], NDArray[np.int64]]


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    if options.append and options.out.exists():
        with options.out.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    for name, encoder, (X, y) in collections(options):
        for method in options.methods or kf.METHODS:
            if len(X) > SLOW_ABOVE and method in {"agglomerative", "hdbscan", "spectral"}:
                continue
            row = {"data": name, "encoder": encoder, "n": len(X), "true_k": len(set(y.tolist())), "method": method}
            rows.append({**row, **measure(method, X, y, seeds=range(options.seeds)), **provenance()})
            write_rows(options.out, rows)
            print(
                {key: rows[-1][key] for key in ("data", "encoder", "method", "K", "NMI", "ACC", "ARI", "seconds")},
                flush=True,
            )


def collections(options: argparse.Namespace) -> list[tuple[str, str, Features]]:
    """(name, encoder, (vectors, labels)) of everything that was named."""
    found = []
    for item in options.features:
        name, _, path = item.partition("=")
        found.append((name, "features", digits() if name == "digits" else from_file(Path(path))))
    for item in options.pictures:
        name, _, path = item.partition("=")
        for model in options.model:
            pictures = kf.images(path)
            embeddings = kf.embed(pictures, model, cache=options.cache)
            label_of = dict(zip(pictures.ids, pictures.labels or (), strict=True))
            y = np.unique([label_of[id] for id in embeddings.ids], return_inverse=True)[1]
            found.append((name, model.rpartition("/")[2], (embeddings.vectors, y)))
    return found


def digits() -> Features:
    X, y = load_digits(return_X_y=True)
    return X.astype(np.float32), y


def from_file(path: Path) -> Features:
    with np.load(path, allow_pickle=False) as file:
        return file["vectors"].astype(np.float32), file["labels"].astype(np.int64)


def measure(method: str, X: NDArray[np.float32], y: NDArray[np.int64], *, seeds: range) -> dict[str, object]:
    """Each measure as "mean ± standard deviation" over the seeds."""
    cls = kf.load_method(method)
    given = None if cls().get_params()["n_clusters"] == "auto" and method != "scp" else len(set(y.tolist()))
    settings = SETTINGS.get(method, {}) | ({} if given is None else {"n_clusters": given})
    runs = []
    for seed in seeds:
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = cls(**settings, random_state=seed).fit(X)
        seconds = time.perf_counter() - start
        scores = kf.evaluate(fitted.labels_, y).scores
        runs.append([fitted.n_clusters_, *(100 * scores[key] for key in ("nmi", "acc", "ari")), seconds])
    mean, spread = np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1 if len(runs) > 1 else 0)
    cells = {key: f"{m:.1f} ± {s:.1f}" for key, m, s in zip(MEASURES, mean, spread, strict=True)}
    return {"given_k": given or "", "seeds": len(runs), **cells}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", nargs="*", default=[], metavar="NAME=FILE")
    parser.add_argument("--pictures", nargs="*", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--model", nargs="*", default=["builtin"])
    parser.add_argument("--methods", nargs="*")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/quality.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
