"""SemanticCenters: what training adds to k-means on relations, what each part is worth, and what the centres say.

    python benchmarks/semantic_centers.py caltech25=caltech25/ fruit14=fruit14/ --labels labels.csv --nouns nouns.csv
    python benchmarks/semantic_centers.py fruit14=fruit14/ --parts terms sweep free --append
    python benchmarks/semantic_centers.py caltech25=caltech25/ --parts --picture docs/images/semantic-centers.jpg

Labels are the names of the folders; only the scores see them. `labels` says how many of the labels that k-means on the
relations gives are right, and how many of those that all neighbours share. `nouns` writes the noun of each centre
beside the folder that most of its pictures come from.
"""

from __future__ import annotations

import argparse
import csv
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from language import spoken
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from provenance import provenance, write_rows
from scipy.optimize import linear_sum_assignment
from torch import Tensor
from torch.nn.functional import normalize

import kindfold as kf
from kindfold.errors import FitError
from kindfold.naming.chosen import names_of
from kindfold.naming.vocabulary import Vocabulary, from_words, load_vocabulary
from kindfold.ops.agreement import trusted
from kindfold.ops.blocks import unit_rows
from kindfold.ops.nouns import fine_centers, select_nouns
from kindfold.ops.prompts import END
from kindfold.ops.relations import along, relation_axes, relations
from kindfold.ops.seeding import kmeans
from kindfold.ops.similarity import nearest_rows
from kindfold.pipeline.words import word_vectors
from naming import LEVELS, NOUNS, Judge

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]
TERMS = ("supervised", "consistency", "entropy")
RIDGES, FEW_OR_MANY = (1, 5, 10, 30, 100), (1, 2, 10, 20, 50)  # lambda; nouns a centre
MEASURES = ("used", "NMI", "ACC", "ARI", "seconds")
SHOWN = 12  # classes in the picture ...
PER_CLASS = 24  # ... and pictures of each
WARM, COLD = np.array([178, 24, 43]), np.array([33, 102, 172])


class Data(NamedTuple):
    """Rows (n, d), strong views (v, n, d), labels (n,), their names, and words (m, d) by an encoder."""

    name: str
    X: Floats
    views: Floats
    y: Labels
    classes: list[str]
    words: Floats
    vocabulary: Vocabulary
    backbone: kf.Backbone


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    if options.append and options.out.exists():
        with options.out.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    tables: dict[Path, list[dict[str, object]]] = {}
    for data in collections(options):
        head = {"data": data.name, "encoder": options.model, "n": len(data.y), "k": len(data.classes)}
        for part in options.parts:
            variants = {name: fit for name, fit in PARTS[part](data).items() if options.only in name}
            for variant, fit in variants.items():
                rows.append({**head, "variant": variant, **measure(fit, data, options.seeds), **provenance()})
                print({key: rows[-1][key] for key in ("data", "variant", *MEASURES)}, flush=True)
                write_rows(options.out, rows)
        for path, found in ((options.labels, of_labels(data, options.seeds)), (options.nouns, of_nouns(data))):
            if path:
                tables.setdefault(path, []).extend({**head, **row, **provenance()} for row in found)
                write_rows(path, tables[path])
        if options.picture:
            picture(data).save(options.picture, quality=90)


Fit = Callable[[int], Labels]


def fit_of(data: Data, **settings: Any) -> Fit:
    return lambda seed: fitted(data, seed, **settings).labels_


def fitted(data: Data, seed: int, **settings: Any) -> kf.SemanticCenters:
    estimator = kf.SemanticCenters(len(data.classes), random_state=seed, **settings)
    trained = {"views": data.views, "text": data.backbone.text} if estimator.train else {}
    return estimator.fit(data.X, words=data.words, **trained)


def methods(data: Data) -> dict[str, Fit]:
    return {
        "kmeans": lambda seed: kf.KMeans(len(data.classes), random_state=seed).fit(data.X).labels_,
        "untrained": fit_of(data, train=False),
        "trained": fit_of(data),
    }


def terms(data: Data) -> dict[str, Fit]:
    subsets = [TERMS[:1], TERMS[:2], TERMS[::2], TERMS[1:]]
    return {f"only {' + '.join(subset)}": fit_of(data, terms=subset) for subset in subsets}


def sweep(data: Data) -> dict[str, Fit]:
    """The untrained form, which is quick, over what it depends on."""
    found = {f"untrained, ridge {ridge}": fit_of(data, train=False, ridge=ridge) for ridge in RIDGES}
    for n_nouns in FEW_OR_MANY:
        found[f"untrained, n_nouns {n_nouns}"] = fit_of(data, train=False, n_nouns=n_nouns)
    for ranking in ("similarity", "small-gradient"):
        found[f"untrained, ranking {ranking}"] = fit_of(data, train=False, ranking=ranking)
    return found


def controls(data: Data) -> dict[str, Fit]:
    """The untrained form with other vectors in place of the vocabulary's, which say where a difference comes from."""
    k, d = len(data.classes), data.X.shape[1]

    def relations(seed: int, words: Floats) -> Labels:
        return kf.SemanticCenters(k, train=False, random_state=seed).fit(data.X, words=words).labels_

    def centres(seed: int) -> Floats:
        return fine_centers(torch.from_numpy(data.X), k, generator=torch.Generator().manual_seed(seed)).numpy()

    names = word_vectors(from_words(spoken(data.classes)), data.backbone)
    return {
        "untrained, true names for nouns": lambda seed: relations(seed, names),
        "untrained, centres for nouns": lambda seed: relations(seed, centres(seed)),
        "untrained, chance for nouns": lambda seed: relations(
            seed, np.random.default_rng(seed).normal(size=(len(data.words), d)).astype(np.float32)
        ),
    }


def trained_sweep(data: Data) -> dict[str, Fit]:
    """The trained form over the same, as in the paper's appendix C; half a minute a fit."""
    found = {f"trained, n_neighbors {e}": fit_of(data, n_neighbors=e) for e in (1, 5, 20, 50)}
    found |= {f"trained, temperature {t:g}": fit_of(data, temperature=t) for t in (0.01, 0.02, 0.05, 0.1)}
    found |= {f"trained, ridge {ridge}": fit_of(data, ridge=ridge) for ridge in RIDGES}
    found |= {f"trained, n_nouns {n_nouns}": fit_of(data, n_nouns=n_nouns) for n_nouns in FEW_OR_MANY}
    return found


class Free:
    """In place of a text tower: a prompt is its free vectors, added up. What then is lost, the loss has lost."""

    def __init__(self, d: int) -> None:
        self._d = d

    def tokens(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        mask = torch.tensor([[1, int(text.endswith(END))] for text in texts])
        return torch.zeros(*mask.shape, self._d), mask

    def __call__(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        return normalize(embeddings.sum(1))


def free(data: Data) -> dict[str, Fit]:
    """Centres that are learnt freely, under each set of terms: seconds instead of a minute."""
    tower = Free(data.X.shape[1])

    def fit(seed: int, terms: tuple[str, ...]) -> Labels:
        found = kf.SemanticCenters(len(data.classes), n_tokens=1, terms=terms, random_state=seed)
        return found.fit(data.X, words=data.words, views=data.views, text=tower).labels_

    subsets = (TERMS[:1], TERMS[:2], TERMS[::2], TERMS)
    return {f"free centres, {' + '.join(terms)}": lambda seed, terms=terms: fit(seed, terms) for terms in subsets}  # type: ignore[misc]


PARTS = {
    "methods": methods,
    "terms": terms,
    "sweep": sweep,
    "controls": controls,
    "trained-sweep": trained_sweep,
    "free": free,
}


def measure(fit: Fit, data: Data, n_seeds: int) -> dict[str, object]:
    """Each measure as "mean ± standard deviation" over the seeds; one cluster for all counts as it scores."""
    runs = []
    for seed in range(n_seeds):
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                labels = fit(seed)
            except FitError:  # all pictures in one cluster
                labels = np.zeros(len(data.y), dtype=np.int64)
        seconds = time.perf_counter() - start
        scores = kf.evaluate(labels, data.y).scores
        runs.append([len(np.unique(labels)), *(100 * scores[key] for key in ("nmi", "acc", "ari")), seconds])
    mean, spread = np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1 if n_seeds > 1 else 0)
    return {"seeds": n_seeds} | {key: f"{m:.1f} ± {s:.1f}" for key, m, s in zip(MEASURES, mean, spread, strict=True)}


def of_labels(data: Data, n_seeds: int) -> Iterator[dict[str, object]]:
    """Share and accuracy of the labels that so many neighbours share, at most; 0 for all labels."""
    for e in (0, 1, 5, 10, 20, 50):
        runs = []
        for seed in range(n_seeds):
            X = unit_rows(torch.from_numpy(data.X))
            generator = torch.Generator().manual_seed(seed)
            nouns = selected(data, generator)
            Y = unit_rows(along(X, relation_axes(nouns, 6.0 * len(nouns) / min(nouns.shape))))
            labels = kmeans(Y, len(data.classes), generator=generator, n_init=8).labels
            near = nearest_rows(Y, Y, max(e, 1), own=torch.arange(len(Y))).rows
            asked = trusted(labels, near)
            kept = asked.rows.numpy() if e else np.ones(len(Y), dtype=bool)
            right = matched(labels.numpy(), data.y)
            runs.append([100 * kept.mean(), 100 * right[kept].mean(), asked.n_neighbors if e else 0])
        mean, spread = np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1)
        row = {"n_neighbors": e, "seeds": n_seeds, "asked": f"{mean[2]:.1f}"}
        yield row | {"kept": f"{mean[0]:.1f} ± {spread[0]:.1f}", "right": f"{mean[1]:.1f} ± {spread[1]:.1f}"}
        print(row | {"kept": mean[0], "right": mean[1]}, flush=True)


def selected(data: Data, generator: torch.Generator) -> torch.Tensor:
    """The nouns (m, d) that the pictures have a use for."""
    words = torch.from_numpy(data.words)
    fine = fine_centers(torch.from_numpy(data.X), len(data.classes), generator=generator)
    return words[select_nouns(words, fine)]


def matched(labels: Labels, y: Labels) -> NDArray[np.bool_]:
    """Which rows fall into the cluster that their class is matched with, (n,)."""
    table = np.zeros((labels.max() + 1, y.max() + 1))
    np.add.at(table, (labels, y), 1)
    clusters, classes = linear_sum_assignment(table, maximize=True)
    class_of = np.full(len(table), -1)
    class_of[clusters] = classes
    return class_of[labels] == y


def of_nouns(data: Data) -> Iterator[dict[str, object]]:
    """Of every cluster: the folder most of it comes from, its nouns, and how near the first and the best of five are.

    By the relations, by the learnt centres, and by `describe` on the untrained clusters from the whole vocabulary.
    """
    judge = Judge(load_vocabulary("wordnet"))
    levels = (*LEVELS, "unrelated")
    untrained, trained = fitted(data, 0, train=False), fitted(data, 0)
    named = {
        "untrained": (untrained, names_of(untrained.nouns_, untrained.noun_scores_, data.vocabulary)),
        "trained": (trained, names_of(trained.nouns_, trained.noun_scores_, data.vocabulary)),
        "described": (untrained, kf.describe(data.X, untrained.labels_, data.words, data.vocabulary)),
    }
    for form, (found, names) in named.items():
        for c, name in enumerate(names):
            folders = np.bincount(data.y[found.labels_ == c], minlength=len(data.classes))
            nouns = [name.noun, *(noun for noun, _ in name.alternatives)]
            folder = data.classes[folders.argmax()]
            ranks = [judge.rank(noun, NOUNS.get(folder, folder)) for noun in nouns[:5]]
            row = {"named": form, "folder": folder, "share": f"{folders.max() / folders.sum():.2f}"}
            yield row | {"nouns": ", ".join(nouns), "first": levels[ranks[0]], "best": levels[min(ranks)]}


def picture(data: Data) -> Image.Image:
    """Cosines and relations of pictures, class by class, to the nouns: rows are pictures, columns are nouns."""
    some = np.argsort(-np.bincount(data.y), kind="stable")[:SHOWN].tolist()
    rows = np.concatenate([np.flatnonzero(data.y == c)[:PER_CLASS] for c in some])
    X = unit_rows(torch.from_numpy(data.X[rows]))
    nouns = selected(data, torch.Generator().manual_seed(0))
    titles = ("cosines to the nouns", "relations to the nouns")
    panels = (X.double() @ nouns.double().T, relations(X, nouns, 6.0 * len(nouns) / min(nouns.shape)))
    owner, height = data.y[rows], 3 * len(rows) // 2
    sheet = Image.new("RGB", (150 + 2 * 620, 40 + height), "white")
    draw = ImageDraw.Draw(sheet)
    for place, (title, values) in enumerate(zip(titles, panels, strict=True)):
        C = values.numpy()
        means = np.stack([C[owner == c].mean(axis=0) for c in some])  # (c, m)
        order = np.lexsort((-means.max(axis=0), means.argmax(axis=0)))
        share = np.clip(C[:, order] / np.quantile(np.abs(C), 0.99), -1, 1)[..., None]
        colours = 255 + np.where(share > 0, share * (WARM - 255), -share * (COLD - 255))
        panel = Image.fromarray(colours.round().astype(np.uint8))
        sheet.paste(panel.resize((600, height), Image.Resampling.BOX), (150 + 620 * place, 30))
        draw.text((150 + 620 * place, 8), title, fill="black", font_size=16)
    for c in some:
        top = 30 + 3 * owner.tolist().index(c) // 2
        draw.text((6, top + 8), data.classes[c].replace("_", " ")[:18], fill="black", font_size=14)
        draw.line([(0, top), (sheet.width, top)], fill=(90, 90, 90), width=1)
    return sheet


def collections(options: argparse.Namespace) -> Iterator[Data]:
    backbone = kf.load_backbone(options.model)
    vocabulary = kf.load_vocabulary(options.vocabulary)
    words = word_vectors(vocabulary, backbone, cache=options.cache)
    for name, folder in (item.split("=", 1) for item in options.pictures):
        pictures = kf.images(folder)
        embeddings = kf.embed(pictures, backbone, views=options.views, cache=options.cache)
        assert embeddings.views is not None
        label_of = dict(zip(pictures.ids, pictures.labels or (), strict=True))
        classes, y = np.unique([label_of[id] for id in embeddings.ids], return_inverse=True)
        order = np.argsort(embeddings.hashes, kind="stable")  # as `cluster` does
        views = embeddings.views[:, order]
        yield Data(name, embeddings.vectors[order], views, y[order], classes.tolist(), words, vocabulary, backbone)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--parts", nargs="*", default=["methods"], choices=list(PARTS))
    parser.add_argument("--only", default="", metavar="TEXT", help="variants whose name holds it")
    parser.add_argument("--labels", type=Path, help="table of the trusted labels")
    parser.add_argument("--nouns", type=Path, help="table of the nouns of the centres")
    parser.add_argument("--picture", type=Path, help="cosines and relations, side by side")
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--views", default="strong:4")
    parser.add_argument("--vocabulary", default="everyday")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/semantic_centers.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
