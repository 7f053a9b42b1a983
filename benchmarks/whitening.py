"""Ways to whiten rows before a student learns: neighbours of the same kind, and k-means given the number of kinds.

    python benchmarks/whitening.py --features moco50=moco.npz hard fine --pictures fruit14=fruit14/

"first cut" whitens by the covariance within a k-means of three times as many clusters as there are kinds; "neighbours"
as LowRankDP does, after one, two and three looks for them. Only the scores see labels; `hard` and `fine` are drawn.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from lowrank_dp import N_SYNTHETIC
from numpy.typing import NDArray
from provenance import provenance, write_rows
from scp import Labels, embedded

import kindfold as kf
from kindfold.bench.synthetic import make_features
from kindfold.ops.blocks import unit_rows
from kindfold.ops.neighbour_whitening import PASSES, neighbour_whitening
from kindfold.ops.seeding import kmeans
from kindfold.ops.similarity import nearest_rows
from kindfold.ops.whitening import Reduction, principal, whitener, within_covariance

N_DIMS = 128
SHRINK = 0.2
NEAR = (10, 50)


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    for name, X, y in collections(options):
        for how, (mean, basis) in maps(X, y).items():
            found = measure(unit_rows(torch.from_numpy((X - mean) @ basis).float()), y, options.seeds)
            rows.append({"data": name, "whitened by": how, "seeds": options.seeds, **found, **provenance()})
            print({key: rows[-1][key] for key in ("data", "whitened by", *found)}, flush=True)
            write_rows(options.out, rows)


def maps(X: NDArray[np.float32], y: Labels) -> dict[str, Reduction]:
    """Every way, as the linear map of rows X (n, d); of the labels only their number is used."""
    mean, basis = principal(X, N_DIMS)
    Y = (X - mean) @ basis
    generator = torch.Generator().manual_seed(0)
    first = kmeans(torch.from_numpy(Y), 3 * len(np.unique(y)), generator=generator).labels.numpy()
    cut = basis @ whitener(within_covariance(Y, first, shrink=SHRINK))
    looks = {f"neighbours, {n}": neighbour_whitening(X, N_DIMS, n_passes=n) for n in range(1, PASSES + 1)}
    return {"nothing": Reduction(mean, basis), "first cut": Reduction(mean, cut), **looks}


def measure(Z: torch.Tensor, y: Labels, n_seeds: int) -> dict[str, object]:
    """Share of the nearest unit rows (n, q) that are of the same kind, and NMI and ACC of k-means, in percent."""
    near = nearest_rows(Z, Z, max(NEAR), own=torch.arange(len(Z))).rows.numpy()
    same = y[near] == y[:, None]
    scores = [kf.evaluate(labels, y).scores for labels in clustered(Z, y, n_seeds)]
    shares = {f"same of {n}": f"{100 * same[:, :n].mean():.1f}" for n in NEAR}
    return {**shares, **{key.upper(): spread([100 * score[key] for score in scores]) for key in ("nmi", "acc")}}


def clustered(Z: torch.Tensor, y: Labels, n_seeds: int) -> Iterator[Labels]:
    for seed in range(n_seeds):
        yield kf.KMeans(len(np.unique(y)), random_state=seed).fit(Z.numpy()).labels_


def spread(values: list[float]) -> str:
    return f"{np.mean(values):.1f} ± {np.std(values, ddof=1 if len(values) > 1 else 0):.1f}"


def collections(options: argparse.Namespace) -> Iterator[tuple[str, NDArray[np.float32], Labels]]:
    for item in options.features:
        name, _, path = item.partition("=")
        if not path:
            yield name, *make_features(name, *N_SYNTHETIC, random_state=0)
            continue
        with np.load(path, allow_pickle=False) as file:
            yield name, file["vectors"].astype(np.float32), file["labels"].astype(np.int64)
    for item in options.pictures:
        name, _, path = item.partition("=")
        data = embedded(name, path, "builtin", options)
        yield name, data.X, data.y


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", nargs="*", default=[], metavar="NAME[=FILE]")
    parser.add_argument("--pictures", nargs="*", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--views", default="weak:8", help="as for benchmarks/lowrank_dp.py, so that its cache serves")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/whitening.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
