"""LowRankDP from pixels: whether the loss falls and the accuracy rises, for a small network on small pictures.

    python benchmarks/from_pixels.py cifar10/ --classes airplane horse --per-class 500

The network has five convolutions, starts from weights drawn by chance, and sees pixels only; the teacher is the builtin
encoder. Accuracy is that of k-means on the network's features before the training, of k-means on the teacher's
features, and of the clusters that were learnt; labels, the names of the folders, are seen by these scores alone.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from provenance import provenance, write_rows
from torch import Tensor, nn

import kindfold as kf
from kindfold.embedding.pictures import TrainingPictures
from kindfold.embedding.preprocess import Preprocess

SIDE = 32
WIDTHS = ((3, 32, 1), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1))  # channels in, out, and stride
MEAN, SPREAD = 0.5, 0.25


class Small(nn.Module):
    """Pictures (b, 3, 32, 32) with values from 0 to 1 -> features (b, 128)."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        layers: list[nn.Module] = []
        for width, following, stride in WIDTHS:
            convolution = nn.Conv2d(width, following, 3, stride, 1, bias=False)
            layers += [convolution, nn.BatchNorm2d(following), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())

    def forward(self, x: Tensor) -> Tensor:
        features: Tensor = self.layers((x - MEAN) / SPREAD)
        return features


def main() -> None:
    options = arguments()
    paths = [path for c in options.classes for path in sorted((options.folder / c).iterdir())[: options.per_class]]
    found = kf.images(paths)
    taught = kf.embed(found, "builtin", cache=options.cache)
    truth = [Path(id).parent.name for id in taught.ids]
    k = len(options.classes)
    rows = []
    for seed in range(options.seeds):
        pictures = TrainingPictures(found, Preprocess(resize=(SIDE, SIDE), crop=None))
        network = Small(seed)
        before = accuracy(kf.KMeans(k, random_state=seed).fit(features(network, pictures)).labels_, truth)
        by_teacher = accuracy(kf.KMeans(k, random_state=seed).fit(taught.vectors).labels_, truth)
        method = kf.LowRankDP(
            k, hidden=(128,), n_epochs=options.epochs, batch_size=64, learning_rate=options.rate, random_state=seed
        ).fit_network(network, pictures, teacher=taught.vectors)
        loss = method.history_["loss"]
        rows.append(
            {
                "classes": " ".join(options.classes),
                "n": len(found),
                "epochs": options.epochs,
                "seed": seed,
                "loss first": f"{loss[0]:.2f}",
                "loss last": f"{loss[-1]:.2f}",
                "guidance first": f"{method.history_['guidance'][0]:.2f}",
                "guidance last": f"{method.history_['guidance'][-1]:.2f}",
                "ACC before": f"{before:.1f}",
                "ACC of the teacher": f"{by_teacher:.1f}",
                "ACC learnt": f"{accuracy(method.labels_, truth):.1f}",
                **provenance(),
            }
        )
        print({name: value for name, value in rows[-1].items() if name not in provenance()}, flush=True)
        write_rows(options.out, rows)


def features(network: nn.Module, pictures: TrainingPictures) -> NDArray[np.float32]:
    """Unit rows (n, w) of the network as it is."""
    pixels = pictures.whole(torch.arange(len(pictures)))
    with torch.no_grad():
        rows = nn.functional.normalize(network.eval()(pixels.float() / 255))
    result: NDArray[np.float32] = rows.numpy()
    return result


def accuracy(labels: NDArray[np.int64], truth: list[str]) -> float:
    return 100 * kf.evaluate(labels, truth).scores["acc"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="one sub-folder a class")
    parser.add_argument("--classes", nargs="+", default=["airplane", "horse"])
    parser.add_argument("--per-class", type=int, default=500)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/from_pixels.csv"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
