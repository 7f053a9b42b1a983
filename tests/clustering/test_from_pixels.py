"""LowRankDP from pixels: a small network learns real handwritten digits, alone and with a second process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from torch import Tensor, nn

from kindfold.clustering.kmeans import KMeans
from kindfold.clustering.lowrank_dp import LowRankDP
from kindfold.errors import InputError
from kindfold.evaluation.matched import evaluate
from kindfold.ops.checkpoint import DroppedTraining
from two_processes import in_two_processes

DIGITS = (1, 7, 8)
SETTINGS: dict[str, Any] = {
    "n_clusters": len(DIGITS),
    "truncation": 12,
    "hidden": (32,),
    "n_epochs": 6,
    "batch_size": 48,
    "learning_rate": 3e-3,
    "precision": "float32",
    "random_state": 0,
}


class Written:
    """Pictures of digits, 16 x 16, moved by chance."""

    def __init__(self) -> None:
        data = load_digits()
        kept = np.flatnonzero(np.isin(data.target, DIGITS))[:300]
        large = data.images[kept].repeat(2, axis=1).repeat(2, axis=2) * (255 / 16)
        self.pixels = torch.from_numpy(large.astype(np.uint8))[:, None].expand(-1, 3, -1, -1)
        self.truth = [str(digit) for digit in data.target[kept]]
        self.teacher = data.data[kept].astype(np.float32)

    def __len__(self) -> int:
        return len(self.pixels)

    def whole(self, rows: Tensor) -> Tensor:
        return self.pixels[rows]

    def changed(self, rows: Tensor, which: int, chance: int) -> Tensor:
        moves = [np.random.default_rng([chance, 2 * row + which]).integers(-2, 3, 2).tolist() for row in rows.tolist()]
        return torch.stack([self.pixels[row].roll(move, (1, 2)) for row, move in zip(rows, moves, strict=True)])


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, stride=2, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1),
        nn.BatchNorm2d(32),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
    )


def fitted(learner: nn.Module, **data: Any) -> LowRankDP:
    written = Written()
    return LowRankDP(**SETTINGS).fit_network(learner, written, teacher=written.teacher, **data)


def accuracy(labels: NDArray[np.int64]) -> float:
    return evaluate(labels, Written().truth).scores["acc"]


def features(learner: nn.Module) -> NDArray[np.float32]:
    with torch.no_grad():
        out: Tensor = learner.eval()(Written().pixels.float() / 255)
    return (out / out.norm(dim=1, keepdim=True)).numpy()


def bits(found: LowRankDP) -> list[bytes]:
    return [found.labels_.tobytes(), *(array.tobytes() for array in found.model_)]


def test_loss_falls_and_accuracy_rises() -> None:
    before = accuracy(KMeans(len(DIGITS), random_state=0).fit(features(network())).labels_)
    learner = network()
    found = fitted(learner)
    assert found.history_["loss"][-1] < 0.7 * found.history_["loss"][0]
    assert accuracy(found.labels_) > before + 0.15
    assert found.n_features_in_ == 128
    np.testing.assert_array_equal(found.predict(features(learner)), found.labels_)


def test_stopped_training_goes_on_with_the_same_bits(tmp_path: Path) -> None:
    checkpoint, epochs = tmp_path / "training", []

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fitted(network(), checkpoint=checkpoint, progress=stop)
    learner = network()
    found = fitted(learner, checkpoint=checkpoint, progress=lambda done, total: epochs.append(done))
    assert epochs == [3, 4, 5, 6]
    undisturbed = network()
    assert bits(found) == bits(fitted(undisturbed))
    for one, other in zip(learner.state_dict().values(), undisturbed.state_dict().values(), strict=True):
        torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_checkpoint_of_another_network_is_not_taken_up(tmp_path: Path) -> None:
    fitted(network(), checkpoint=tmp_path / "training")
    larger = nn.Sequential(*network(), nn.Linear(128, 20))
    epochs: list[int] = []
    with pytest.warns(DroppedTraining):
        found = fitted(larger, checkpoint=tmp_path / "training", progress=lambda done, total: epochs.append(done))
    assert epochs == [1, 2, 3, 4, 5, 6]
    assert found.n_features_in_ == 20


def test_checkpoint_of_other_views_of_the_same_pictures_is_not_taken_up(tmp_path: Path) -> None:
    class Still(Written):
        def changed(self, rows: Tensor, which: int, chance: int) -> Tensor:
            return self.whole(rows)

    written, still, epochs = Written(), Still(), list[int]()
    settings: dict[str, Any] = {"teacher": written.teacher, "checkpoint": tmp_path / "training"}
    LowRankDP(**SETTINGS).fit_network(network(), written, **settings)
    with pytest.warns(DroppedTraining):
        LowRankDP(**SETTINGS).fit_network(
            network(), still, **settings, progress=lambda done, total: epochs.append(done)
        )
    assert epochs == [1, 2, 3, 4, 5, 6]


def test_network_that_gives_no_rows_is_refused() -> None:
    with pytest.raises(InputError, match="rows"):
        fitted(nn.Conv2d(3, 4, 3))


def together(rank: int, folder: str) -> None:
    found = fitted(network(), checkpoint=f"{folder}/training")
    np.savez(f"{folder}/{rank}.npz", labels=found.labels_, loss=found.history_["loss"], **found.model_._asdict())


def test_two_processes_learn_one_network(tmp_path: Path) -> None:
    in_two_processes(together, tmp_path)
    first, second = (np.load(tmp_path / f"{rank}.npz") for rank in (0, 1))
    for name in first.files:
        np.testing.assert_allclose(first[name], second[name], rtol=1e-5, atol=1e-6, err_msg=name)
    assert first["loss"][-1] < 0.7 * first["loss"][0]
    assert accuracy(first["labels"]) > 0.8
    assert (tmp_path / "training").exists()
