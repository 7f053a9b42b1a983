"""SCP beside k-means on the same vectors: mean and spread over seeds, both given the true number of kinds.

    python benchmarks/scp.py caltech25=caltech25/ fruit14=fruit14/ --model builtin onnx:dinov2.onnx --mix --views weak:2
    python benchmarks/scp.py fruit14=fruit14/ --ablation --sweep 0.25 0.5 1 2 3 5 10 --out scp_ablation.csv

Labels are the names of the folders; only the scores see them. `kmeans, mean of views` clusters the mean of the views,
which is what views are worth without a head. `--mix` puts the vectors and views of all models side by side.
"""

from __future__ import annotations

import argparse
import csv
import warnings
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from provenance import provenance, write_rows

import kindfold as kf
from kindfold.clustering.scp import TERMS
from kindfold.errors import FitError

Labels = NDArray[np.int64]
MEASURES = ("used", "NMI", "ACC", "ARI")


class Data(NamedTuple):
    """Rows (n, d), views (v, n, d) and labels (n,) of one collection under one encoder."""

    name: str
    encoder: str
    X: NDArray[np.float32]
    views: NDArray[np.float32]
    y: Labels


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    if options.append and options.out.exists():
        with options.out.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    for data in collections(options):
        k = len(np.unique(data.y))
        head = {"data": data.name, "encoder": data.encoder, "views": options.views, "n": len(data.y), "k": k}
        for variant, fit in variants(data, k, options).items():
            rows.append({**head, "variant": variant, **measure(fit, data.y, options.seeds), **provenance()})
            print({key: rows[-1][key] for key in ("data", "encoder", "variant", *MEASURES)}, flush=True)
            write_rows(options.out, rows)


def variants(data: Data, k: int, options: argparse.Namespace) -> dict[str, Callable[[int], Labels]]:
    """Name -> labels (n,) of a seed."""

    def kmeans(X: NDArray[np.float32]) -> Callable[[int], Labels]:
        return lambda seed: kf.KMeans(k, random_state=seed).fit(X).labels_

    def scp(**settings: Any) -> Callable[[int], Labels]:
        return lambda seed: kf.SCP(k, random_state=seed, **settings).fit(data.X, views=data.views).labels_

    found = {"kmeans": kmeans(data.X), "kmeans, mean of views": kmeans(data.views.mean(axis=0)), "scp": scp()}
    if options.ablation:
        subsets = [subset for size in (1, 2) for subset in combinations(TERMS, size)]
        found |= {f"scp, only {' + '.join(subset)}": scp(terms=subset) for subset in subsets}
        found["scp, no hidden layer"] = scp(hidden=())
    return found | {f"scp, lambda {weight:g}": scp(entropy_weight=weight) for weight in options.sweep}


def measure(fit: Callable[[int], Labels], y: Labels, n_seeds: int) -> dict[str, object]:
    """Each measure as "mean ± standard deviation" over the seeds; one cluster for all counts as it scores."""
    runs = []
    for seed in range(n_seeds):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                labels = fit(seed)
            except FitError:  # all pictures in one cluster
                labels = np.zeros(len(y), dtype=np.int64)
        scores = kf.evaluate(labels, y).scores
        runs.append([len(np.unique(labels)), *(100 * scores[key] for key in ("nmi", "acc", "ari"))])
    mean, spread = np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1 if n_seeds > 1 else 0)
    return {"seeds": n_seeds} | {key: f"{m:.1f} ± {s:.1f}" for key, m, s in zip(MEASURES, mean, spread, strict=True)}


def collections(options: argparse.Namespace) -> Iterator[Data]:
    """Every collection under every model, and under all of them side by side."""
    for item in options.pictures:
        name, _, path = item.partition("=")
        found = [embedded(name, path, model, options) for model in options.model]
        yield from found
        if options.mix:
            scale = np.float32(len(found) ** -0.5)
            X = np.concatenate([data.X for data in found], axis=1) * scale
            views = np.concatenate([data.views for data in found], axis=2) * scale
            yield Data(name, "+".join(data.encoder for data in found), X, views, found[0].y)


def embedded(name: str, path: str, model: str, options: argparse.Namespace) -> Data:
    pictures = kf.images(path)
    embeddings = kf.embed(pictures, model, views=options.views, cache=options.cache)
    assert embeddings.views is not None
    label_of = dict(zip(pictures.ids, pictures.labels or (), strict=True))
    y = np.unique([label_of[id] for id in embeddings.ids], return_inverse=True)[1]
    order = np.argsort(embeddings.hashes, kind="stable")  # as `cluster` does
    encoder = Path(model).stem if model.startswith("onnx:") else model
    return Data(name, encoder, embeddings.vectors[order], embeddings.views[:, order], y[order])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--model", nargs="*", default=["builtin"])
    parser.add_argument("--mix", action="store_true")
    parser.add_argument("--views", default="weak:8")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--sweep", nargs="*", type=float, default=[])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/scp.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
