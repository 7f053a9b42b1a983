"""Checkpoints: everything comes back, or nothing does; the file is whole at any moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.optim import SGD, Adam, Optimizer

from kindfold.errors import OutputError
from kindfold.ops.checkpoint import Checkpoint, DroppedTraining, History, key_of

resource = pytest.importorskip("resource", reason="no file size limits here")

HISTORY: History = {"misfit": [2.0, 1.0 / 3], "loss": [2.0, 1.0 / 3]}
SETTINGS: dict[str, Any] = {"n_clusters": 3, "hidden": (8, 4), "jitter": None}


class Training:
    """Something that has learnt for a while, with all that decides its next step."""

    def __init__(self, kind: type[Optimizer] = Adam, *, steps: int = 3, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.module = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.Linear(3, 2))
        more = {"momentum": 0.9} if kind is SGD else {}
        self.optimizer = kind(self.module.parameters(), lr=0.01, **more)  # type: ignore[call-arg]
        self.generator = torch.Generator().manual_seed(seed)
        for _ in range(steps):
            self.step()

    @property
    def parts(self) -> tuple[nn.Module, Optimizer, torch.Generator]:
        return self.module, self.optimizer, self.generator

    def step(self) -> None:
        self.optimizer.zero_grad()
        self.module(torch.randn(8, 4, generator=self.generator)).square().sum().backward()
        self.optimizer.step()

    def bits(self) -> dict[str, bytes]:
        return {name: value.numpy().tobytes() for name, value in self.module.state_dict().items()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "training.safetensors"


@pytest.mark.parametrize("kind", [Adam, SGD])
def test_everything_that_decides_the_next_step_comes_back(kind: type[Optimizer], path: Path) -> None:
    old, new = Training(kind), Training(kind, steps=0, seed=1)
    Checkpoint(path, "key").keep(*old.parts, HISTORY)
    assert Checkpoint(path, "key").take_up(*new.parts) == HISTORY
    assert new.bits() == old.bits()
    for _ in range(3):
        old.step()
        new.step()
    assert new.bits() == old.bits()


def test_first_checkpoint_makes_the_folder_and_leaves_one_file(path: Path) -> None:
    for _ in range(2):
        Checkpoint(path, "key").keep(*Training().parts, HISTORY)
    assert list(path.parent.iterdir()) == [path]


def test_where_there_is_no_checkpoint_nothing_is_taken_up(path: Path) -> None:
    training = Training()
    before = training.bits()
    assert Checkpoint(path, "key").take_up(*training.parts) == {}
    assert training.bits() == before


def test_checkpoint_of_another_training_is_left_alone(path: Path) -> None:
    Checkpoint(path, "one").keep(*Training().parts, HISTORY)
    training = Training(seed=1)
    before, state = training.bits(), training.generator.get_state()
    with pytest.warns(DroppedTraining, match="2 epochs of a training with other settings or pictures"):
        assert Checkpoint(path, "other").take_up(*training.parts) == {}
    assert training.bits() == before
    assert torch.equal(training.generator.get_state(), state)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.99])
def test_truncated_file_starts_anew(share: float, path: Path) -> None:
    Checkpoint(path, "key").keep(*Training().parts, HISTORY)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    assert_starts_anew(path)


@pytest.mark.parametrize("content", [b"\x00" * 5000, b"not safetensors", b"\xff" * 100, b'{"key": "key"}'])
def test_file_of_something_else_starts_anew(content: bytes, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert_starts_anew(path)


def test_tensors_of_somebody_else_start_anew(path: Path) -> None:
    from safetensors.torch import save_file

    path.parent.mkdir()
    save_file({"x": torch.ones(2)}, path)
    assert_starts_anew(path)


def test_folder_in_its_place_starts_anew_and_cannot_be_overwritten(path: Path) -> None:
    path.mkdir(parents=True)
    assert_starts_anew(path)
    with pytest.raises(OutputError, match="cannot write the checkpoint"):
        Checkpoint(path, "key").keep(*Training().parts, HISTORY)
    assert list(path.parent.iterdir()) == [path]


def test_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot write the checkpoint"):
        Checkpoint(tmp_path / "file" / "training", "key").keep(*Training().parts, HISTORY)


def test_full_disk_leaves_the_epoch_before_and_no_stage_file(path: Path) -> None:
    checkpoint = Checkpoint(path, "key")
    checkpoint.keep(*Training().parts, HISTORY)
    before, limits = path.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, limits[1]))
    try:
        with pytest.raises(OutputError, match="cannot write the checkpoint"):
            checkpoint.keep(*Training(steps=4).parts, HISTORY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_key_is_the_same_for_the_same_training() -> None:
    X = np.arange(24.0).reshape(4, 6)
    assert key_of(SETTINGS, X) == key_of(dict(reversed(SETTINGS.items())), X.copy())
    assert key_of(SETTINGS, X[:, ::2]) == key_of(SETTINGS, X[:, ::2].copy())


@pytest.mark.parametrize("change", ["setting", "value", "dtype", "shape", "order", "fewer"])
def test_key_tells_trainings_apart(change: str) -> None:
    X, Y = np.arange(24.0).reshape(4, 6), np.ones((4, 2))
    settings, arrays = SETTINGS, (X, Y)
    if change == "setting":
        settings = {**SETTINGS, "n_clusters": 4}
    elif change == "value":
        arrays = (np.where(X == 7, 7.0000001, X), Y)
    elif change == "dtype":
        arrays = (X.view(np.int64), Y)
    elif change == "shape":
        arrays = (X.reshape(6, 4), Y)
    elif change == "order":
        arrays = (Y, X)
    else:
        arrays = (X,)
    assert key_of(settings, *arrays) != key_of(SETTINGS, X, Y)


def assert_starts_anew(path: Path) -> None:
    training = Training(seed=1)
    before = training.bits()
    assert Checkpoint(path, "key").take_up(*training.parts) == {}
    assert training.bits() == before
