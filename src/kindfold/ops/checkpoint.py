"""Checkpoints of a training: everything that decides its next step, in one safetensors file."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.optim import Optimizer

from kindfold.errors import OutputError

FORMAT_VERSION = 1
History = dict[str, list[float]]


class DroppedTraining(UserWarning):
    """A checkpoint is that of another training, which ends here: this one starts over in its place."""


class Checkpoint:
    """Where the state of a training is kept between epochs.

    Parameters
    ----------
    path : file to keep; it is replaced by one rename, so that a kill leaves the last whole one
    key : says which training this is (settings and data); the state of another one is not taken up
    """

    def __init__(self, path: str | Path, key: str) -> None:
        self.path, self.key = Path(path), key

    def keep(self, module: nn.Module, optimizer: Optimizer, generator: torch.Generator, history: History) -> None:
        """Write the state after an epoch.

        Raises
        ------
        OutputError : the file cannot be written
        """
        head = {"format_version": FORMAT_VERSION, "key": self.key, "history": history}
        data = save(_tensors(module, optimizer, generator), {"kindfold": json.dumps(head)})
        stage = self.path.with_name(f"{self.path.name}-{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with stage.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            stage.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                stage.unlink()
            raise OutputError(f"cannot write the checkpoint {self.path}: {error}") from error

    def take_up(self, module: nn.Module, optimizer: Optimizer, generator: torch.Generator) -> History:
        """Put everything back as it was after the last whole epoch; the history so far, empty if there is nothing.

        Warns of `DroppedTraining` where there is the state of another training.
        """
        try:
            with safe_open(str(self.path), framework="pt") as file:
                head = json.loads((file.metadata() or {})["kindfold"])
                if (head["format_version"], head["key"]) != (FORMAT_VERSION, self.key):
                    _warn_dropped(self.path, len(head["history"]["loss"]))
                    return {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
        except (OSError, SafetensorError, KeyError, ValueError):
            return {}
        _restore(tensors, module, optimizer, generator)
        history: History = head["history"]
        return history


def key_of(settings: Mapping[str, Any], *arrays: NDArray[np.generic]) -> str:
    """A hash of everything a training depends on."""
    digest = blake2b(json.dumps(settings, sort_keys=True, default=repr).encode(), digest_size=16)
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _warn_dropped(path: Path, n_epochs: int) -> None:
    warnings.warn(
        f"{path} holds {n_epochs} epochs of a training with other settings or pictures; this one starts over, and its "
        "state takes that place",
        DroppedTraining,
        stacklevel=4,
    )


def _tensors(module: nn.Module, optimizer: Optimizer, generator: torch.Generator) -> dict[str, Tensor]:
    """Parameters, buffers, the optimiser's moments, and the generator's state, by name."""
    moments = optimizer.state_dict()["state"]
    named = {f"module.{name}": value for name, value in module.state_dict().items()}
    named |= {f"moment.{i}.{name}": value for i, state in moments.items() for name, value in state.items()}
    return {name: value.contiguous() for name, value in {**named, "generator": generator.get_state()}.items()}


def _restore(tensors: dict[str, Tensor], module: nn.Module, optimizer: Optimizer, generator: torch.Generator) -> None:
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Any]] = {}
    for name, value in tensors.items():
        if name.startswith("moment."):
            _, i, moment = name.split(".", 2)
            state.setdefault(int(i), {})[moment] = _laid_out(value, parameters[int(i)])
    module.load_state_dict({name.removeprefix("module."): tensors[name] for name in tensors if name[:7] == "module."})
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    generator.set_state(tensors["generator"])


def _laid_out(value: Tensor, parameter: Tensor) -> Tensor:
    """The same values in the memory order of the parameter: a fused optimiser walks both side by side."""
    return torch.empty_like(parameter, dtype=value.dtype).copy_(value) if value.shape == parameter.shape else value
