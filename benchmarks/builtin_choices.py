"""What the builtin encoder's choices are worth: network, pixels, centring, kernel, prompt, class names.

    python benchmarks/builtin_choices.py caltech25=FOLDER fruit14=FOLDER [--lite0 WEIGHTS] [--every 2] [--out CSV]

Each FOLDER has one sub-folder of pictures per class. Labels judge only: nothing is fitted to them. Every row changes
one choice and leaves the others as they are in `kindfold.embedding.builtin`. Zero-shot: the nearest of the class
names. k-means: scikit-learn, given the true number of classes, mean and spread over five seeds.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from provenance import provenance, write_rows
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import normalized_mutual_info_score
from torch import Tensor

from kindfold.embedding import builtin
from kindfold.embedding.efficientnet import efficientnet_lite
from kindfold.embedding.preprocess import Preprocess, unit

CAPTIONS = {  # folders whose name is not what a person would call the thing
    "Faces": "human face",
    "Leopards": "leopard",
    "Motorbikes": "motorbike",
    "airplanes": "airplane",
    "car_side": "side view of a car",
    "hawksbill": "hawksbill sea turtle",
    "Anjou": "Anjou pear",
    "Conference": "Conference pear",
    "Kaiser": "Kaiser pear",
    "Golden-Delicious": "Golden Delicious apple",
    "Granny-Smith": "Granny Smith apple",
    "Pink-Lady": "Pink Lady apple",
    "Red-Delicious": "Red Delicious apple",
    "Royal-Gala": "Royal Gala apple",
    "Satsumas": "satsuma",
}
IMAGENET = Preprocess(resize=260, crop=(260, 260), resample=Image.Resampling.BILINEAR)
PIXELS = {
    "pixels: as shipped": builtin.PREPROCESS,
    "pixels: ImageNet mean and std": replace(
        builtin.PREPROCESS, scale=IMAGENET.scale, mean=IMAGENET.mean, std=IMAGENET.std
    ),
    "pixels: shortest edge 297, crop 260": replace(builtin.PREPROCESS, resize=297),
    "pixels: squashed to 260 x 260": replace(builtin.PREPROCESS, resize=(260, 260)),
    "pixels: bicubic": replace(builtin.PREPROCESS, resample=Image.Resampling.BICUBIC),
}
PROMPTS = ("{}", "a photo of a {}", "a picture of {}")
TEMPERATURES = (0.02, 0.05, 0.07, 0.1, 0.2)


class Pictures(NamedTuple):
    paths: list[Path]
    truth: np.ndarray  # (n,) int
    names: list[str]  # (k,)


class Row(NamedTuple):
    choice: str
    zero_shot: float
    nmi: float | None  # None where only words differ
    nmi_spread: float | None
    acc: float | None
    acc_spread: float | None


def main() -> None:
    arguments = parsed()
    state = torch.load(builtin.weights_file(), map_location="cpu", weights_only=True)
    table: list[dict[str, object]] = []
    for item in arguments.folders:
        name, _, folder = item.partition("=")
        pictures = listed(Path(folder), arguments.every)
        for row in choices(pictures, state, arguments.lite0):
            cells = {key: f"{cell:.3f}" if isinstance(cell, float) else cell for key, cell in row._asdict().items()}
            table.append({"data": name, "n": len(pictures.paths), **cells})
            print(*table[-1].values(), sep=" | ", flush=True)
    if arguments.out:
        source = provenance("transformers", "Pillow")
        write_rows(arguments.out, [{**row, "seeds": "0-4", **source} for row in table])


def choices(pictures: Pictures, state: dict[str, Tensor], lite0: Path | None) -> Iterator[Row]:
    """One row per alternative; the first is what ships."""
    network = efficientnet_lite(state, side=260)
    tower = builtin.SynthesisedClassifiers(builtin.text_model_folder(), state["_fc.weight"])
    words = tower.words(pictures.names)
    shipped = None
    for choice, preprocess in PIXELS.items():
        features = pooled(network, preprocess, pictures.paths)
        shipped = features if shipped is None else shipped
        yield judged(choice, unit(features), words, pictures.truth)
    assert shipped is not None
    if lite0:
        yield with_lite0(pictures, lite0)

    yield judged("centred on the mean picture", unit(unit(shipped) - unit(shipped).mean(0)), words, pictures.truth)
    yield from word_choices(pictures, state["_fc.weight"], state["_fc.bias"], tower, shipped)


def with_lite0(pictures: Pictures, weights: Path) -> Row:
    state = torch.load(weights, map_location="cpu", weights_only=True)
    preprocess = replace(builtin.PREPROCESS, resize=224, crop=(224, 224))
    features = pooled(efficientnet_lite(state, side=224), preprocess, pictures.paths)
    words = builtin.SynthesisedClassifiers(builtin.text_model_folder(), state["_fc.weight"]).words(pictures.names)
    return judged("network: Lite0, 224 x 224", unit(features), words, pictures.truth)


def word_choices(
    pictures: Pictures, rows: Tensor, bias: Tensor, tower: builtin.SynthesisedClassifiers, features: Tensor
) -> Iterator[Row]:
    """Alternatives on the side of the words: k-means does not see them."""
    vectors, centred = unit(features), rows - rows.mean(0)
    lemmas = [line.split(", ") for line in builtin.imagenet_names()]
    phantoms = {
        "all lemmas": tower.sentences([", ".join(line) for line in lemmas]),
        "first lemma": tower.sentences([line[0] for line in lemmas]),
    }

    def zero_shot(choice: str, prompts: Tensor, names: Tensor, basis: Tensor, temperature: float) -> Row:
        words = unit(torch.softmax(prompts @ names.T / temperature, dim=1) @ basis)
        return Row(choice, accuracy(vectors, words, pictures.truth), *[None] * 4)

    bare = tower.sentences(pictures.names)
    for kind, names in phantoms.items():
        for temperature in TEMPERATURES:
            yield zero_shot(f"words: {kind}, temperature {temperature}", bare, names, centred, temperature)
    names = phantoms["all lemmas"]
    for prompt in PROMPTS:
        prompts = tower.sentences([prompt.format(name) for name in pictures.names])
        yield zero_shot(f"words: prompt {prompt!r}", prompts, names, centred, builtin.TEMPERATURE)
    yield zero_shot("words: rows not centred", bare, names, rows, builtin.TEMPERATURE)

    top, index = torch.softmax(features @ rows.T + bias, dim=1).topk(10)  # ConSE: the ten likeliest names, averaged
    said = unit((top[..., None] * names[index]).sum(1))
    yield Row("words: ConSE, ten names", accuracy(said, bare, pictures.truth), *[None] * 4)


@torch.inference_mode()
def pooled(network: torch.nn.Module, preprocess: Preprocess, paths: Sequence[Path]) -> Tensor:
    """Pooled features (n, d) before they are made unit length."""
    network = network.bfloat16().to(memory_format=torch.channels_last)
    rows = []
    for start in range(0, len(paths), 8):
        pixels = torch.stack([preprocess(opened(path, preprocess.side)) for path in paths[start : start + 8]])
        pixels = preprocess.normalise(pixels).to(torch.bfloat16, memory_format=torch.channels_last)
        rows.append(network(pixels).float().mean((2, 3)))
    return torch.cat(rows)


def opened(path: Path, side: int) -> Image.Image:
    with Image.open(path) as picture:
        picture.draft("RGB", (side, side))
        return picture.convert("RGB")


def judged(choice: str, vectors: Tensor, words: Tensor, truth: np.ndarray) -> Row:
    scores = np.array([clustered(vectors.numpy(), truth, seed) for seed in range(5)])  # (seeds, 2)
    (nmi, acc), (nmi_spread, acc_spread) = scores.mean(0), scores.std(0)
    return Row(choice, accuracy(vectors, words, truth), nmi, nmi_spread, acc, acc_spread)


def clustered(vectors: np.ndarray, truth: np.ndarray, seed: int) -> tuple[float, float]:
    """NMI and ACC of k-means with the true number of classes."""
    k = truth.max() + 1
    labels = KMeans(k, n_init=3, random_state=seed).fit_predict(vectors)
    counts = np.zeros((k, k), dtype=int)
    np.add.at(counts, (labels, truth), 1)
    return normalized_mutual_info_score(truth, labels), counts[linear_sum_assignment(-counts)].sum() / len(truth)


def accuracy(vectors: Tensor, words: Tensor, truth: np.ndarray) -> float:
    return float(((vectors @ words.T).argmax(1).numpy() == truth).mean())


def listed(folder: Path, every: int) -> Pictures:
    classes = sorted(path for path in folder.iterdir() if path.is_dir())
    found = [(path, i) for i, kind in enumerate(classes) for path in sorted(kind.iterdir())][::every]
    names = [CAPTIONS.get(kind.name, kind.name.replace("_", " ").replace("-", " ")) for kind in classes]
    return Pictures([path for path, _ in found], np.array([i for _, i in found]), names)


def parsed() -> argparse.Namespace:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--lite0", type=Path, help="weights file of EfficientNet-Lite0")
    parser.add_argument("--every", type=int, default=1, help="take every so many-th picture")
    parser.add_argument("--out", type=Path, help="where to write the table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
