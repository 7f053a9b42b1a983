"""Draw what NTKSpectral does: affinity before and after diffusion, its course, and what two settings do, as one JPEG.

    python scripts/picture_of_ntk_spectral.py caltech25=caltech25/ cifar10=cifar10/ --out ntk-spectral.jpg \\
        --settings benchmarks/results/ntk_spectral_settings.csv

Pictures must lie in folders named after what they show: the names order the rows and score the steps, and no fit sees
them. The settings are those that `benchmarks/ntk_spectral.py --variants tau q` measured.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from numpy.typing import NDArray

import kindfold as kf
from kindfold.ops.affinity import Anchor, overlaps_of
from kindfold.ops.affinity_graphs import affinity_graphs
from kindfold.ops.diffusion import Diffused, diffuse, factor
from kindfold.ops.graphs import normalised, operator
from kindfold.ops.spectral import cut_by_kmeans, leading_pairs, mixed, pairs_of_factor

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
from ntk_spectral import Data, load

MU, BALANCE = 0.1, 1e-3
STEPS = 40
BLOCK = 6  # pictures


class Course(NamedTuple):
    """One prompt's graph and what diffusion ends with, (n, n), pictures by kind; objective and NMI after every step."""

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    steps: list[tuple[float, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pictures", metavar="NAME=FOLDER", nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--vocabulary", default="everyday")
    given = parser.parse_args()
    mpl.use("Agg")
    n_rows = len(given.pictures) + bool(given.settings)
    figure, axes = plt.subplots(n_rows, 3, figsize=(14, 4.5 * n_rows), layout="constrained", squeeze=False)
    backbone = kf.load_backbone("builtin")
    for row, item in zip(axes, given.pictures, strict=False):
        name, folder = item.split("=", 1)
        course = diffusion_course(load(name, folder, backbone, given))
        show_affinity(row[0], course.before, f"{name}: one prompt's graph, pictures by kind")
        show_affinity(row[1], course.after, f"{name}: after diffusion")
        show_course(row[2], name, [objective for objective, _ in course.steps], [nmi for _, nmi in course.steps])
    if given.settings:
        rows = list(csv.DictReader(given.settings.open(newline="", encoding="utf-8")))
        show_setting(axes[-1, 0], rows, " x temperature", "temperature, times that of five nouns a picture")
        show_setting(axes[-1, 1], rows, " neighbours", "neighbours, looks and nouns")
        show_setting(axes[-1, 2], rows, " neighbours, looks alone", "neighbours, looks alone")
    figure.savefig(given.out, dpi=72, pil_kwargs={"quality": 80})


def diffusion_course(data: Data) -> Course:
    """Diffusion of 1 to 40 steps in one basis."""
    model = kf.NTKSpectral(data.k, random_state=0).fit(data.X, words=data.words).model_
    X, n = torch.from_numpy(model.pictures), len(model.pictures)
    tau = float(model.temperature[0])
    anchors = [
        Anchor(torch.from_numpy(w), tau, torch.from_numpy(a), 0.0) for w, a in zip(model.nouns, model.axes, strict=True)
    ]
    generator = torch.Generator().manual_seed(0)
    graphs = affinity_graphs(overlaps_of(X, anchors), 30, mutual=False, generator=generator).graphs
    S = [normalised(graph.weights) for graph in graphs]
    products = [operator(s, X.device) for s in S]
    start = torch.randn(n, 4 * data.k, generator=generator)
    basis = leading_pairs(mixed(products, [1 / len(S)] * len(S)), start, data.k).vectors
    squares = [float(np.square(s.data).sum()) for s in S]
    y = kinds_of(model.pictures, data)
    course = []
    for steps in range(1, STEPS + 1):
        one = diffuse(products, squares, basis, mu=MU, balance=BALANCE, turns=1, steps=steps)
        labels = cut_by_kmeans(pairs_of_factor(factor(one)).vectors[:, : data.k], torch.Generator().manual_seed(0))
        nmi = kf.evaluate(labels.numpy(), [str(kind) for kind in y]).scores["nmi"]
        course.append((one.objective[-1], 100 * nmi))
    return Course(by_kind(S[0].toarray(), y), by_kind(dense(one), y), course)


def kinds_of(pictures: NDArray[np.float32], data: Data) -> NDArray[np.int64]:
    """The kind of each distinct picture."""
    nearest = (pictures @ (data.X / np.linalg.norm(data.X, axis=1, keepdims=True)).T).argmax(axis=1)
    return data.y[nearest]


def dense(found: Diffused) -> NDArray[np.float64]:
    Q = found.basis.double()
    return (Q @ found.core @ Q.T).numpy()


def by_kind(A: NDArray[np.float64], y: NDArray[np.int64]) -> NDArray[np.float64]:
    order = np.argsort(y, kind="stable")
    return A[np.ix_(order, order)]


def show_affinity(axes: Axes, A: NDArray[np.float64], title: str) -> None:
    """Means of blocks of pictures, as roots: single edges would be thinner than a dot."""
    m = len(A) // BLOCK * BLOCK
    means = np.sqrt(np.clip(A[:m, :m], 0, None).reshape(m // BLOCK, BLOCK, -1, BLOCK).mean(axis=(1, 3)))
    axes.imshow(means, cmap="magma", vmax=float(np.quantile(means, 0.99)))
    axes.set(title=title, xticks=[], yticks=[])


def show_course(axes: Axes, name: str, objective: list[float], nmi: list[float]) -> None:
    steps = range(1, len(objective) + 1)
    axes.plot(steps, objective, color="#555555")
    axes.set(title=f"{name}: diffusion, step by step", xlabel="step", ylabel="objective, a picture (grey)")
    other = axes.twinx()
    other.plot(steps, nmi, color="#c0392b")
    other.set(ylabel="NMI (red)", ylim=(min(nmi) - 2, max(nmi) + 2))


def show_setting(axes: Axes, rows: list[dict[str, str]], ending: str, title: str) -> None:
    """NMI with its spread over the values of a setting, for each collection."""
    for name in dict.fromkeys(row["data"] for row in rows):
        mine = [row for row in rows if row["data"] == name and row["variant"].endswith(ending)]
        x = [float(row["variant"].removesuffix(ending)) for row in mine]
        mean, spread = zip(*([float(part) for part in row["NMI"].split(" ± ")] for row in mine), strict=True)
        axes.errorbar(x, mean, spread, marker="o", label=name)
    axes.set(title=title, ylabel="NMI", xscale="log")
    axes.legend()


if __name__ == "__main__":
    main()
