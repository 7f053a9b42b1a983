"""Into how many parts a cluster is split: by the mixture's own count, and with prediction strength, as the viewer does.

    python benchmarks/splits.py caltech.kindfold fruit.kindfold

Clusters are joined by hand from the folders of a run, each of the same number of pictures, all of one size; the labels
are seen by the scores alone. `right` is the share of draws whose number of parts is that of the folders.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from provenance import provenance, write_rows
from sklearn.metrics import adjusted_rand_score

import kindfold as kf
from kindfold.data.run import Run
from kindfold.errors import FitError
from kindfold.pipeline.parts import parts

SIZES, JOINED = (24, 80), (1, 2, 3)
Rows = NDArray[np.float32]


def by_the_mixture(X: Rows, seed: int) -> NDArray[np.int64]:
    return kf.DPMixture(random_state=seed).fit(X).labels_


def by_both(X: Rows, seed: int) -> NDArray[np.int64]:
    try:
        return parts(X, seed=seed)
    except FitError:  # it says that there are none
        return np.zeros(len(X), np.int64)


RULES: dict[str, Callable[[Rows, int], NDArray[np.int64]]] = {
    "mixture": by_the_mixture,
    "both": by_both,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/splits.csv"))
    options = parser.parse_args()
    rows: list[dict[str, object]] = []
    for folder, n, joined, rule in product(options.runs, SIZES, JOINED, RULES):
        rows.append(measure(Run.load(folder), folder.stem, n, joined, rule, options.draws) | provenance())
        print(
            {key: rows[-1][key] for key in ("data", "pictures", "joined", "rule", "parts", "right", "ARI")}, flush=True
        )
        write_rows(options.out, rows)


def measure(run: Run, name: str, n: int, joined: int, rule: str, draws: int) -> dict[str, object]:
    truth, found = np.array(run.truth), []
    for seed in range(draws):
        random = np.random.default_rng(seed)
        chosen = random.choice(np.unique(truth), joined, replace=False)
        picked = [random.permutation(np.flatnonzero(truth == folder))[: n // joined] for folder in chosen]
        mine = np.sort(np.concatenate(picked))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            labels = RULES[rule](run.embeddings.vectors[mine], seed)
        found.append((labels.max() + 1, labels.max() + 1 == joined, 100 * adjusted_rand_score(truth[mine], labels)))
    (k, right, ari), spread = np.mean(found, axis=0), np.std(found, axis=0, ddof=1)
    return {
        "data": name,
        "pictures": n,
        "joined": joined,
        "rule": rule,
        "draws": draws,
        "parts": f"{k:.1f} ± {spread[0]:.1f}",
        "right": round(float(right), 2),
        "ARI": f"{ari:.1f} ± {spread[2]:.1f}",
    }


if __name__ == "__main__":
    main()
