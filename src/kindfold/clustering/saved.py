"""Estimators on disk: learnt arrays as safetensors, settings as JSON, no pickle."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from kindfold.errors import RunError

if TYPE_CHECKING:
    from kindfold.clustering.base import Clusterer

C = TypeVar("C", bound="Clusterer")

FORMAT_VERSION = 1


def write(estimator: Clusterer, folder: Path) -> None:
    """Write a fitted estimator; `model.json` holds the checksum of `model.safetensors`."""
    tensors = save({name: np.ascontiguousarray(array) for name, array in estimator.model_._asdict().items()})
    head = {
        "format_version": FORMAT_VERSION,
        "class": type(estimator).__name__,
        "parameters": estimator.get_params(deep=False),
        "n_clusters": estimator.n_clusters_,
        "n_features_in": estimator.n_features_in_,
        "sha256": sha256(tensors).hexdigest(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(tensors)
    (folder / "model.json").write_text(json.dumps(head, indent=1, sort_keys=True, default=_plain) + "\n")


def read(cls: type[C], folder: Path) -> C:
    """Read what `write` wrote.

    Raises
    ------
    RunError : the folder holds no such estimator, or a damaged or newer one
    """
    try:
        head = json.loads((folder / "model.json").read_text())
        if head["class"] != cls.__name__ or head["format_version"] > FORMAT_VERSION:
            raise RunError(f"{folder} holds {head['class']} of format {head['format_version']}, not {cls.__name__}")
        tensors = (folder / "model.safetensors").read_bytes()
        if sha256(tensors).hexdigest() != head["sha256"]:
            raise RunError(f"{folder / 'model.safetensors'} is not the file that model.json describes")
        estimator = cls(**{name: _several(value) for name, value in head["parameters"].items()})
        estimator.model_ = cls.Model(**load(tensors))
        estimator.n_clusters_, estimator.n_features_in_ = head["n_clusters"], head["n_features_in"]
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise RunError(f"{folder} does not hold a saved {cls.__name__}: {error}") from error
    return estimator


def _plain(value: Any) -> Any:
    """A numpy number as Python's; a random state cannot be written and becomes None."""
    return value.item() if isinstance(value, np.generic) else None


def _several(value: Any) -> Any:
    """A list of JSON as the tuple it was."""
    return tuple(value) if isinstance(value, list) else value
