"""Which rule reads the number of kinds best off the eigenvalues of a graph of neighbours: the gap or another.

    python benchmarks/gap_rules.py moco=moco_imagenet50_val.npz caltech25=caltech25/ --out gap_rules.csv

Collections are folders of pictures, folder = label, or npz files of `vectors` and `labels`; digits and mixtures drawn
at random come with it. Graphs are those of `NTKSpectral` by looks alone, and the same 64 eigenvalues are given to all
rules: `gap`, the largest drop after the first; `ratio` of distances from one, (1 - next) / (1 - this); `power`, the gap
of eigenvalues to the power 4, four steps of diffusion; `alignment`, the number of eigenvectors whose rows can be turned
nearest to the axes (Zelnik-Manor & Perona, 2004), at the least mean of |row|^2 over its largest square.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from provenance import provenance, write_rows
from sklearn.datasets import load_digits
from torch import Tensor

import kindfold as kf
from kindfold.ops.affinity import Features
from kindfold.ops.affinity_graphs import affinity_graphs
from kindfold.ops.blocks import unit_rows
from kindfold.ops.graphs import normalised, operator
from kindfold.ops.spectral import Pairs, cut_by_rotation, eigengap, leading_pairs

AMONG = 64  # eigenvalues
POWER = 4
SPREADS = ((5, 0.8), (12, 1.2), (30, 1.0), (8, 2.0))  # kinds and noise of mixtures in 32 dimensions


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    for name, X, k in [*drawn(), *given(options)]:
        for q in options.neighbors:
            found = eigenpairs(unit_rows(torch.from_numpy(np.unique(X, axis=0))), q)
            values = found.values.cpu().numpy()[:AMONG]
            rules = {
                "gap": eigengap(values),
                "ratio": int(np.argmax((1 - values[2:]) / np.maximum(1 - values[1:-1], 1e-6))) + 2,
                "power": eigengap(np.maximum(values, 0) ** POWER),
                "alignment": aligned(found.vectors[:, :AMONG]),
            }
            rows.append({"data": name, "n": len(X), "kinds": k, "neighbors": q, **rules, **provenance()})
            print({key: rows[-1][key] for key in ("data", "kinds", "neighbors", *rules)}, flush=True)
            write_rows(options.out, rows)


def eigenpairs(X: Tensor, q: int) -> Pairs:
    generator = torch.Generator().manual_seed(0)
    graph = affinity_graphs(Features(X, ()), q, mutual=False, generator=generator).graphs[0]
    start = torch.randn(len(X), min(len(X), AMONG + AMONG // 4), generator=generator)
    return leading_pairs(operator(normalised(graph.weights), X.device), start, min(AMONG, len(X) - 1))


def aligned(V: Tensor) -> int:
    """The number of leading columns of V (n, k) whose rows can be turned nearest to the axes."""
    return min(range(2, V.shape[1] + 1), key=lambda k: misalignment(V[:, :k]))


def misalignment(V: Tensor) -> float:
    k, U = V.shape[1], unit_rows(V).double()
    labels = cut_by_rotation(V, torch.Generator().manual_seed(0))
    left, _, right = torch.linalg.svd(torch.zeros(k, k, dtype=torch.float64).index_add_(0, labels, U))
    squares = (U @ (left @ right).T).square()
    return float((squares.sum(1) / squares.amax(1)).mean())


def drawn() -> Iterator[tuple[str, NDArray[np.float32], int]]:
    yield "digits", load_digits().data.astype(np.float32), 10
    random = np.random.default_rng(0)
    for k, noise in SPREADS:
        centers = random.normal(size=(k, 32))
        X = centers[random.integers(k, size=1500)] + noise * random.normal(size=(1500, 32))
        yield f"mixture of {k}, noise {noise}", X.astype(np.float32), k


def given(options: argparse.Namespace) -> Iterator[tuple[str, NDArray[np.float32], int]]:
    for name, path in (item.split("=", 1) for item in options.collections):
        if path.endswith(".npz"):
            held = np.load(path)
            yield name, held["vectors"].astype(np.float32), len(np.unique(held["labels"]))
        else:
            pictures = kf.images(path)
            vectors = kf.embed(pictures, options.model, cache=options.cache).vectors
            yield name, vectors, len(set(pictures.labels or ()))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="*", metavar="NAME=FOLDER|NPZ")
    parser.add_argument("--neighbors", nargs="*", type=int, default=[10, 30])
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/gap_rules.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
