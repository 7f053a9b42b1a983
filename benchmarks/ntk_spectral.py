"""NTKSpectral, what it is without each of its parts, and its rivals: mean and spread over seeds, given how many kinds.

    python benchmarks/ntk_spectral.py caltech25=caltech25/ fruit14=fruit14/ --variants rivals parts
    python benchmarks/ntk_spectral.py fruit14=fruit14/ --variants tau q --seeds 3 --out ntk_spectral_settings.csv

Labels are the names of the folders, which only the scores see. Every variant is given the same vectors and nouns.
"""

from __future__ import annotations

import argparse
import csv
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from provenance import provenance, write_rows
from sklearn.cluster import SpectralClustering

import kindfold as kf
from kindfold.pipeline.words import one_direction, prompted_vectors

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]
Fit = Callable[[int], Labels]  # seed -> labels (n,)
MEASURES = ("used", "NMI", "ACC", "ARI")
FACTORS = (1, 2, 4, 8, 16)  # of the temperature at which the median picture is made of five nouns
NEIGHBORS = (5, 10, 20, 30, 50, 100)


class Data(NamedTuple):
    """Rows (n, d), labels (n,), how many kinds, and vectors of nouns, (7, m, d) in seven prompts, (m, d) in the own."""

    name: str
    X: Floats
    y: Labels
    k: int
    words: Floats
    own: Floats


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    if options.append and options.out.exists():
        with options.out.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    backbone = kf.load_backbone(options.model)
    for name, folder in (item.split("=", 1) for item in options.pictures):
        data = load(name, folder, backbone, options)
        head = {"data": name, "encoder": options.model, "n": len(data.y), "k": data.k}
        for group in options.variants:
            for variant, fit in GROUPS[group](data).items():
                if options.only and variant not in options.only:
                    continue
                rows.append({**head, "variant": variant, **measure(fit, data.y, options.seeds), **provenance()})
                print({key: rows[-1][key] for key in ("data", "variant", *MEASURES)}, flush=True)
                write_rows(options.out, rows)


def ntk(data: Data, words: Floats | None, **settings: object) -> Fit:
    return lambda seed: kf.NTKSpectral(data.k, random_state=seed, **settings).fit(data.X, words=words).labels_  # type: ignore[arg-type]


def rivals(data: Data) -> dict[str, Fit]:
    def peer(affinity: str, q: int) -> Fit:
        return lambda seed: SpectralClustering(data.k, affinity=affinity, n_neighbors=q, random_state=seed).fit_predict(
            data.X
        )

    def tac(seed: int) -> Labels:
        return kf.TAC(data.k, train=False, random_state=seed).fit(data.X, words=data.own).labels_

    return {
        "k-means": lambda seed: kf.KMeans(data.k, random_state=seed).fit(data.X).labels_,
        "scikit-learn spectral, 10 neighbours": peer("nearest_neighbors", 10),
        "scikit-learn spectral, 30 neighbours": peer("nearest_neighbors", 30),
        "scikit-learn spectral, RBF": peer("rbf", 10),
        "tac, untrained": tac,
    }


def parts(data: Data) -> dict[str, Fit]:
    return {
        "ntk-spectral": ntk(data, data.words),
        "mean of the graphs for diffusion": ntk(data, data.words, ensemble="mean"),
        "one prompt": ntk(data, data.own),
        "looks alone": ntk(data, None),
        "temperature 0.04": ntk(data, data.words, temperature=0.04),
        "mutual graph": ntk(data, data.words, graph="mutual"),
        "published balance": ntk(data, data.words, balance_mode="published"),
        "discretize": ntk(data, data.words, assignment="discretize"),
        "cluster_qr": ntk(data, data.words, assignment="cluster_qr"),
    }


def tau(data: Data) -> dict[str, Fit]:
    """The temperature as a multiple of that which makes the median picture of five nouns."""
    found = kf.NTKSpectral(data.k, random_state=0).fit(data.X, words=data.words)
    unit = float(found.history_["temperature"]) / 8
    return {f"{f} x temperature": ntk(data, data.words, temperature=f * unit) for f in FACTORS}


def q(data: Data) -> dict[str, Fit]:
    found = {f"{q} neighbours": ntk(data, data.words, n_neighbors=q) for q in NEIGHBORS}
    return {**found, **{f"{q} neighbours, looks alone": ntk(data, None, n_neighbors=q) for q in NEIGHBORS}}


def gap(data: Data) -> dict[str, Fit]:
    """How many kinds the gap of eigenvalues finds, beside what `DPMixture` counts."""
    return {
        "as many as the eigengap says": lambda seed: (
            kf.NTKSpectral(random_state=seed).fit(data.X, words=data.words).labels_
        ),
        "dp-mixture": lambda seed: kf.DPMixture(random_state=seed).fit(data.X).labels_,
    }


GROUPS = {"rivals": rivals, "parts": parts, "tau": tau, "q": q, "gap": gap}


def measure(fit: Fit, y: Labels, n_seeds: int) -> dict[str, object]:
    """Each measure as "mean ± standard deviation" over the seeds."""
    runs = []
    for seed in range(n_seeds):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            labels = fit(seed)
        scores = kf.evaluate(np.asarray(labels, np.int64), y).scores
        runs.append([len(np.unique(labels)), *(100 * scores[key] for key in ("nmi", "acc", "ari"))])
    mean, spread = np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1 if n_seeds > 1 else 0)
    return {"seeds": n_seeds} | {key: f"{m:.1f} ± {s:.1f}" for key, m, s in zip(MEASURES, mean, spread, strict=True)}


def load(name: str, folder: str, backbone: kf.Backbone, options: argparse.Namespace) -> Data:
    pictures = kf.images(folder)
    embeddings = kf.embed(pictures, backbone, cache=options.cache)
    label_of = dict(zip(pictures.ids, pictures.labels or (), strict=True))
    folders, y = np.unique([label_of[id] for id in embeddings.ids], return_inverse=True)
    order = np.argsort(embeddings.hashes, kind="stable")  # as `cluster` does
    nouns = kf.load_vocabulary(options.vocabulary)
    words = prompted_vectors(nouns, backbone, cache=options.cache)
    own = one_direction(prompted_vectors(nouns, backbone, prompts="own", cache=options.cache))
    return Data(name, embeddings.vectors[order], y[order], len(folders), words, own)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--variants", nargs="*", default=["rivals", "parts", "gap"], choices=list(GROUPS))
    parser.add_argument("--only", nargs="*", help="variants by name; by default all of the groups")
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--vocabulary", default="everyday")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/ntk_spectral.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
