"""Draw what SCP learns: a search among features and among logits, and a map of both, as one JPEG.

    python scripts/picture_of_scp.py fruit.kindfold docs/images/scp.jpg --query 100

The run must be one of `--method scp`, and its pictures must lie in folders named after what they show: the names colour
the map and frame the hits, and were not seen by the fit. The pictures in the documents are those of `kindfold demo`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray
from PIL import Image

from kindfold.clustering import load_method
from kindfold.clustering.kmeans import KMeans
from kindfold.data.run import Run
from kindfold.evaluation.matched import evaluate
from kindfold.ops.projection import map_2d
from kindfold.pipeline.search import search

N_HITS = 8
RIGHT, WRONG = "#2a7f3e", "#c0392b"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--query", type=int, default=0, help="number of the picture to search with")
    given = parser.parse_args()
    mpl.use("Agg")
    draw(Run.load(given.run), given.query).savefig(given.out, dpi=80, pil_kwargs={"quality": 82})


def draw(run: Run, query: int) -> plt.Figure:
    """Two rows of hits, then two maps."""
    assert run.truth is not None, "the pictures must lie in folders"
    assert run.folder is not None
    figure = plt.figure(figsize=(13, 9.5), layout="constrained")
    grid = figure.add_gridspec(4, N_HITS + 1, height_ratios=[1, 1, 1.6, 1.6])
    for row, space in enumerate(("features", "cluster")):
        hits = [hit for hit in search(run, run.ids[query], top=N_HITS + 1, space=space) if hit.row != query][:N_HITS]
        found = [run.truth[hit.row] == run.truth[query] for hit in hits]
        show(figure.add_subplot(grid[row, 0]), run, query, "black", f"query, by {space}")
        for column, (hit, right) in enumerate(zip(hits, found, strict=True), start=1):
            show(figure.add_subplot(grid[row, column]), run, hit.row, RIGHT if right else WRONG, "")
        print(f"{space}: {sum(found)} of {len(found)} hits show {run.truth[query]}")
    logits = load_method("scp").load(run.folder / "model").decision_function(run.embeddings.vectors)
    kmeans = KMeans(run.clustering.n_clusters, random_state=0).fit(run.embeddings.vectors).labels_
    left, right = figure.add_subplot(grid[2:, : (N_HITS + 1) // 2]), figure.add_subplot(grid[2:, (N_HITS + 1) // 2 :])
    scatter(left, run.embeddings.vectors, run.truth, f"features: k-means ACC {accuracy(kmeans, run):.1f}")
    scatter(right, logits, run.truth, f"logits: SCP ACC {accuracy(run.clustering.labels, run):.1f}")
    return figure


def show(axes: Axes, run: Run, row: int, colour: str, title: str) -> None:
    with Image.open(Path(run.source) / run.ids[row]) as picture:
        axes.imshow(picture.convert("RGB").resize((160, 160)))
    axes.set_title(title, fontsize=9)
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(color=colour, linewidth=3)


def scatter(axes: Axes, rows: NDArray[np.float32], truth: tuple[str, ...], title: str) -> None:
    points = map_2d(rows).points
    kinds = np.unique(truth, return_inverse=True)[1]
    axes.scatter(*points.T, c=kinds, s=7, cmap="tab20", linewidths=0)
    axes.set_title(title, fontsize=11)
    axes.set(xticks=[], yticks=[])


def accuracy(labels: NDArray[np.int64], run: Run) -> float:
    assert run.truth is not None
    return 100 * evaluate(labels, run.truth).scores["acc"]


if __name__ == "__main__":
    main()
