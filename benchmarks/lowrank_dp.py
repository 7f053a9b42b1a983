"""LowRankDP and ModelReuse beside the others: kinds found, NMI, ACC and ARI as mean and spread over seeds.

    python benchmarks/lowrank_dp.py --pictures fruit14=fruit14/ --model builtin onnx:dinov2.onnx --views weak:2
    python benchmarks/lowrank_dp.py --features moco50=moco.npz fine hard --ablation

LowRankDP, DPMixture and HDBSCAN find the number of kinds; k-means and SCP are given the true one. Labels are the names
of the folders, or `labels` of a features file beside its `vectors`; only the scores see them. `fine` and `hard` are
drawn.
`--teacher MODEL` lets another encoder teach. The ablation adds one module after the other, in the order of the paper.
"""

from __future__ import annotations

import argparse
import csv
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from provenance import provenance, write_rows
from scp import Labels, embedded

import kindfold as kf
from kindfold.bench.synthetic import make_features
from kindfold.pipeline.words import word_vectors

MEASURES = ("K", "NMI", "ACC", "ARI")
N_SYNTHETIC = (50, 5_000)  # kinds and rows
CONTRASTS = ("cluster", "instance")
STEPS: dict[str, dict[str, Any]] = {  # the paper's Table of modules, one after the other
    "contrasts": {"terms": CONTRASTS, "perturbation": "noise"},
    "+ guidance": {"terms": (*CONTRASTS, "guidance"), "perturbation": "noise"},
    "+ perturbation": {"terms": (*CONTRASTS, "guidance")},
    "+ orthogonality, all": {},
}
OTHERS: dict[str, dict[str, Any]] = {
    "prior instead of mixture": {"coupling": "prior"},
    "nouns named": {"reading": "nouns"},
    "prototypes named": {"reading": "prototypes"},
    "not whitened": {"whitened": False},
    "three neighbours": {"n_neighbors": 3},
    "no neighbours": {"n_neighbors": 0},
    "no noise on the views": {"jitter": 1e-3},
    "guidance renorm": {"guidance": "renorm"},
    "guidance uniform": {"guidance": "uniform"},
    "without contrasts": {"terms": ("guidance", "orthogonality")},
    "without guidance": {"terms": (*CONTRASTS, "orthogonality")},
}


class Data(NamedTuple):
    """Rows (n, d), their views, the teacher's rows, and labels (n,) of one collection under one encoder."""

    name: str
    encoder: str
    X: NDArray[np.float32]
    views: NDArray[np.float32] | None
    teacher: NDArray[np.float32] | None
    y: Labels
    words: NDArray[np.float32] | None = None  # (m, d) nouns, where the encoder has words


def main() -> None:
    options = arguments()
    rows: list[dict[str, object]] = []
    if options.append and options.out.exists():
        with options.out.open(newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    for data in collections(options):
        k = len(np.unique(data.y))
        head = {
            "data": data.name,
            "encoder": data.encoder,
            "views": options.views if data.views is not None else "noise",
        }
        for variant, fit in variants(data, k, options).items():
            found = measure(fit, data.y, options.seeds)
            rows.append({**head, "n": len(data.y), "k": k, "variant": variant, **found, **provenance()})
            print({key: rows[-1][key] for key in ("data", "encoder", "variant", *MEASURES)}, flush=True)
            write_rows(options.out, rows)


def variants(data: Data, k: int, options: argparse.Namespace) -> dict[str, Callable[[int], Labels]]:
    """Name -> labels (n,) of a seed."""

    def ours(**settings: Any) -> Callable[[int], Labels]:
        jitter = {} if data.views is not None else {"jitter": 1.0}

        def fit(seed: int) -> Labels:
            method = kf.LowRankDP(**{**jitter, **settings}, random_state=seed)
            return method.fit(data.X, views=data.views, teacher=data.teacher, words=data.words).labels_

        return fit

    def reuse(**settings: Any) -> Callable[[int], Labels]:
        jitter = {} if data.views is not None else {"jitter": 1.0}

        def fit(seed: int) -> Labels:
            method = kf.ModelReuse(**{**jitter, **settings}, random_state=seed)
            return method.fit(data.X, views=data.views, teacher=data.teacher).labels_

        return fit

    def scp(seed: int) -> Labels:
        jitter: Any = "auto" if data.views is not None else 2.5
        return kf.SCP(k, jitter=jitter, random_state=seed).fit(data.X, views=data.views).labels_

    if options.ablation:
        steps = {**STEPS, **OTHERS}
        if data.words is None:
            del steps["nouns named"]
        found = {name: ours(**settings) for name, settings in steps.items()}
        found["true K given"] = ours(n_clusters=k)
        return {name: fit for name, fit in found.items() if not options.only or name in options.only}
    fits = {
        "k-means, K given": lambda seed: kf.KMeans(k, random_state=seed).fit(data.X).labels_,
        "SCP, K given": scp,
        "HDBSCAN": lambda seed: kf.load_method("hdbscan")().fit(data.X).labels_,
        "DPMixture": lambda seed: kf.DPMixture(random_state=seed).fit(data.X).labels_,
        "LowRankDP": ours(),
        "ModelReuse": reuse(),
        "ModelReuse, K given": reuse(n_clusters=k),
    }
    return {name: fit for name, fit in fits.items() if not options.only or name in options.only}


def measure(fit: Callable[[int], Labels], y: Labels, n_seeds: int) -> dict[str, object]:
    """Each measure as "mean ± standard deviation" over the seeds."""
    runs = []
    for seed in range(n_seeds):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            labels = fit(seed)
        scores = kf.evaluate(labels, y).scores
        runs.append([len(np.unique(labels)), *(100 * scores[key] for key in ("nmi", "acc", "ari"))])
    mean, spread = np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1 if n_seeds > 1 else 0)
    return {"seeds": n_seeds} | {key: f"{m:.1f} ± {s:.1f}" for key, m, s in zip(MEASURES, mean, spread, strict=True)}


def collections(options: argparse.Namespace) -> Iterator[Data]:
    """Everything that was named, under every model."""
    for item in options.features:
        name, _, path = item.partition("=")
        if not path:
            X, y = make_features(name, *N_SYNTHETIC, random_state=0)
        else:
            with np.load(path, allow_pickle=False) as file:
                X, y = file["vectors"].astype(np.float32), file["labels"].astype(np.int64)
        yield Data(name, "features", X, None, None, y)
    for item in options.pictures:
        name, _, path = item.partition("=")
        teacher = taught(path, options) if options.teacher else None
        for model in options.model:
            data = embedded(name, path, model, options)
            encoder = f"{data.encoder}, taught by {Path(options.teacher).stem}" if options.teacher else data.encoder
            words = known_words(model, options) if options.ablation and teacher is None else None
            yield Data(name, encoder, data.X, data.views, teacher, data.y, words)


def taught(path: str, options: argparse.Namespace) -> NDArray[np.float32]:
    """The teacher's rows in the order of the content; it sees no views."""
    embeddings = kf.embed(kf.images(path), options.teacher, cache=options.cache)
    rows: NDArray[np.float32] = embeddings.vectors[np.argsort(embeddings.hashes, kind="stable")]
    return rows


def known_words(model: str, options: argparse.Namespace) -> NDArray[np.float32] | None:
    """Vectors of the everyday nouns, if the encoder knows words."""
    backbone = kf.load_backbone(model)
    if backbone.words is None:
        return None
    return word_vectors(kf.load_vocabulary("everyday"), backbone, cache=options.cache)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", nargs="*", default=[], metavar="NAME[=FILE]")
    parser.add_argument("--pictures", nargs="*", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--model", nargs="*", default=["builtin"])
    parser.add_argument("--teacher", metavar="MODEL")
    parser.add_argument("--views", default="weak:8")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--only", nargs="*", metavar="VARIANT", help="of the ablation")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--append", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/lowrank_dp.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
