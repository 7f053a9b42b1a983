"""What decides how many clusters the stick-breaking prior leaves: how few can give every picture one that is named.

    python benchmarks/pruning.py fruit14=fruit14/ --views weak:8

The teacher names some clusters, out of all that it has, for each picture, and the guidance keeps the picture in one of
them. So no fewer clusters can be left than hit every picture's set; `fewest` is how many a greedy choice needs.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from provenance import provenance, write_rows
from scp import embedded

import kindfold as kf
from kindfold.clustering.lessons import directions
from kindfold.clustering.teachers import Reading

NAMED = ((102, 3), (102, 8), (102, 15), (30, 3))  # clusters of the teacher, and those named for a picture


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    for item in options.pictures:
        name, _, path = item.partition("=")
        data = embedded(name, path, "builtin", options)
        for t, named in NAMED:
            runs = []
            for seed in range(options.seeds):
                method = kf.LowRankDP(coupling="prior", truncation=t, top_k=named, random_state=seed)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    found = method.fit(data.X, views=data.views)
                scores = kf.evaluate(found.labels_, data.y).scores
                few = fewest(data.X, t, named, seed)
                runs.append([few, found.n_clusters_, 100 * scores["nmi"], 100 * scores["acc"]])
            mean, spread = np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1)
            measured = {
                key: f"{m:.1f} ± {s:.1f}" for key, m, s in zip(("fewest", "K", "NMI", "ACC"), mean, spread, strict=True)
            }
            rows.append(
                {"data": name, "clusters": t, "named": named, "seeds": options.seeds, **measured, **provenance()}
            )
            print({key: rows[-1][key] for key in ("data", "clusters", "named", *measured)}, flush=True)
            write_rows(options.out, rows)


def fewest(X: NDArray[np.float32], t: int, named: int, seed: int) -> int:
    """Clusters that a greedy choice needs so that every picture has one that is named for it."""
    generator = torch.Generator().manual_seed(seed)
    sets = Reading.of_clusters(directions(X, "cpu"), t, named, generator=generator).targets.indices.numpy()
    left, n_chosen = np.ones(len(sets), bool), 0
    while left.any():
        best = np.bincount(sets[left].ravel(), minlength=t).argmax()
        left &= (sets != best).all(axis=1)
        n_chosen += 1
    return n_chosen


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="+", help="NAME=FOLDER, one sub-folder a kind")
    parser.add_argument("--views", default="weak:8")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/pruning.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
