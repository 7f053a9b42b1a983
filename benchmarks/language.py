"""Methods that words guide beside k-means on the same vectors: mean and spread over seeds, given the number of kinds.

    python benchmarks/language.py caltech25=caltech25/ fruit14=fruit14/ --methods kmeans zero-shot tac
    python benchmarks/language.py fruit14=fruit14/ --methods untrained --temperatures 0.005 0.01 0.02 0.04 0.08

Labels are the names of the folders; only the scores see them, and zero-shot, which is told all names but of no picture
which one is its own. Two controls say where a difference comes from: `centres for nouns` gives k-means centres of the
pictures in place of words, the form of the method without any language; `true names for nouns` gives the names of the
classes, a vocabulary of which nothing is superfluous.
"""

from __future__ import annotations

import argparse
import csv
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from provenance import provenance, write_rows

import kindfold as kf
from kindfold.errors import FitError
from kindfold.naming.vocabulary import Vocabulary, from_words
from kindfold.ops.nouns import fine_centers
from kindfold.pipeline.words import word_vectors
from naming import NOUNS

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]
Fit = Callable[[int], Labels]  # seed -> labels (n,)
MEASURES = ("used", "NMI", "ACC", "ARI")


class Data(NamedTuple):
    """Rows (n, d), views (v, n, d) if wanted, labels (n,), words (m, d), and words of the classes (k, d)."""

    name: str
    X: Floats
    views: Floats | None
    y: Labels
    words: Floats
    classes: Floats
    backbone: kf.Backbone


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    if options.append and options.out.exists():
        with options.out.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    backbone = kf.load_backbone(options.model)
    for name, folder in (item.split("=", 1) for item in options.pictures):
        data = load(name, folder, backbone, options)
        k = len(data.classes)
        asked = {"encoder": options.model, "vocabulary": options.vocabulary, "prompts": options.prompts}
        head = {"data": name, **asked, "n": len(data.y), "k": k}
        for method in options.methods:
            for variant, fit in METHODS[method](data, options).items():
                rows.append({**head, "method": variant, **measure(fit, data.y, options.seeds), **provenance()})
                print({key: rows[-1][key] for key in ("data", "method", *MEASURES)}, flush=True)
                write_rows(options.out, rows)


def kmeans(data: Data, options: argparse.Namespace) -> dict[str, Fit]:
    return {"kmeans": lambda seed: kf.KMeans(len(data.classes), random_state=seed).fit(data.X).labels_}


def zero_shot(data: Data, options: argparse.Namespace) -> dict[str, Fit]:
    return {"zero-shot": lambda seed: kf.ZeroShot().fit(data.X, words=data.classes).labels_}


def tac(data: Data, options: argparse.Namespace) -> dict[str, Fit]:
    def fit(seed: int, **settings: object) -> Labels:
        return kf.TAC(len(data.classes), random_state=seed, **settings).fit(data.X, words=data.words).labels_  # type: ignore[arg-type]

    at = {f"tac, temperature {t:g}": lambda seed, t=t: fit(seed, temperature=t) for t in options.temperatures}  # type: ignore[misc]
    return {"tac": fit, **at}


def untrained(data: Data, options: argparse.Namespace) -> dict[str, Fit]:
    k = len(data.classes)

    def fit(seed: int, words: Floats = data.words, **settings: object) -> Labels:
        return kf.TAC(k, train=False, random_state=seed, **settings).fit(data.X, words=words).labels_  # type: ignore[arg-type]

    def centres(seed: int) -> Floats:
        return fine_centers(torch.from_numpy(data.X), k, generator=torch.Generator().manual_seed(seed)).numpy()

    found: dict[str, Fit] = {"tac, untrained": fit}
    found["tac, untrained, by gradient (GradNorm)"] = lambda seed: fit(seed, ranking="small-gradient")
    found["tac, untrained, true names for nouns"] = lambda seed: fit(seed, data.classes)
    found["tac, untrained, centres for nouns"] = lambda seed: fit(seed, centres(seed))
    for t in options.temperatures:
        found[f"tac, untrained, temperature {t:g}"] = lambda seed, t=t: fit(seed, temperature=t)  # type: ignore[misc]
    return found


def semantic_centers(data: Data, options: argparse.Namespace) -> dict[str, Fit]:
    k, tower = len(data.classes), data.backbone.text

    def relations(seed: int) -> Labels:
        return kf.SemanticCenters(k, train=False, random_state=seed).fit(data.X, words=data.words).labels_

    def prompts(seed: int) -> Labels:
        found = kf.SemanticCenters(k, random_state=seed)
        return found.fit(data.X, words=data.words, views=data.views, text=tower).labels_

    return {"semantic-centers, untrained": relations, "semantic-centers": prompts}


METHODS = {
    "kmeans": kmeans,
    "untrained": untrained,
    "tac": tac,
    "semantic-centers": semantic_centers,
    "zero-shot": zero_shot,
}


def measure(fit: Fit, y: Labels, n_seeds: int) -> dict[str, object]:
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


def load(name: str, folder: str, backbone: kf.Backbone, options: argparse.Namespace) -> Data:
    pictures = kf.images(folder)
    views = "strong:4" if "semantic-centers" in options.methods else None
    embeddings = kf.embed(pictures, backbone, views=views, cache=options.cache)
    label_of = dict(zip(pictures.ids, pictures.labels or (), strict=True))
    folders, y = np.unique([label_of[id] for id in embeddings.ids], return_inverse=True)
    order = np.argsort(embeddings.hashes, kind="stable")  # as `cluster` does

    def vectors(vocabulary: Vocabulary) -> Floats:
        return word_vectors(vocabulary, backbone, prompts=options.prompts, cache=options.cache)

    classes = vectors(from_words(spoken(folders.tolist())))
    return Data(
        name=name,
        X=embeddings.vectors[order],
        views=None if embeddings.views is None else embeddings.views[:, order],
        y=y[order],
        words=vectors(kf.load_vocabulary(options.vocabulary)),
        classes=classes,
        backbone=backbone,
    )


def spoken(folders: list[str]) -> list[str]:
    """What each class is called: its noun, preceded by the name of the folder where several share the noun."""
    plain = [folder.replace("-", " ").replace("_", " ").lower() for folder in folders]
    nouns = [NOUNS.get(folder, name) for folder, name in zip(folders, plain, strict=True)]
    shared = Counter(nouns)
    return [
        noun if shared[noun] == 1 else name if noun in name else f"{name} {noun}"
        for name, noun in zip(plain, nouns, strict=True)
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--methods", nargs="*", default=list(METHODS), choices=list(METHODS))
    parser.add_argument("--temperatures", nargs="*", type=float, default=[])
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--vocabulary", default="everyday")
    parser.add_argument("--prompts", default="own")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/language.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
