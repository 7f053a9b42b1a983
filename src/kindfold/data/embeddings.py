"""The noun `Embeddings`: one unit vector per picture, with the encoder that made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from kindfold.data.images import Skip
from kindfold.errors import InputError, OutputError, RunError

FORMAT_VERSION = 1
HEAD = "kindfold"


@dataclass(frozen=True, eq=False)
class Embeddings:
    """One row per picture, in the order of `ids`.

    Attributes
    ----------
    vectors : (n, d) float32, unit rows
    ids : n picture ids
    encoder : name of the encoder and its fingerprint, as "name@fingerprint"
    views : (v, n, d) float32, embeddings of changed copies, or None
    augmentation : how the copies were changed, e.g. "crop-blur:8 seed 0"
    hashes : n content hashes (hexadecimal), empty when unknown
    skipped : pictures that were found and left out, with the reason
    n_cached : pictures whose vectors were in the cache when they were asked for
    """

    vectors: NDArray[np.float32]
    ids: tuple[str, ...]
    encoder: str = ""
    views: NDArray[np.float32] | None = None
    hashes: tuple[str, ...] = ()
    skipped: tuple[Skip, ...] = ()
    n_cached: int = 0
    augmentation: str = ""

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.ids):
            raise InputError(f"{len(self.ids)} ids do not fit vectors of shape {self.vectors.shape}")
        if self.views is not None and self.views.shape[1:] != self.vectors.shape:
            raise InputError(f"views of shape {self.views.shape} do not fit vectors of shape {self.vectors.shape}")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def shape(self) -> tuple[int, int]:
        """(n, d), so that estimators see an array."""
        return len(self.vectors), self.vectors.shape[1]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Let every estimator take `Embeddings` where it takes an array."""
        return np.array(self.vectors, dtype=dtype, copy=copy)

    def __getitem__(self, rows: slice | Sequence[int] | NDArray[Any]) -> Embeddings:
        """The same noun for some rows."""
        picked = np.arange(len(self))[rows]
        return replace(
            self,
            vectors=self.vectors[picked],
            ids=tuple(self.ids[i] for i in picked),
            views=None if self.views is None else self.views[:, picked],
            hashes=tuple(self.hashes[i] for i in picked) if self.hashes else (),
        )

    def save(self, path: str | Path) -> None:
        """Write vectors and ids to one safetensors file."""
        tensors = {"vectors": np.ascontiguousarray(self.vectors)}
        if self.views is not None:
            tensors["views"] = np.ascontiguousarray(self.views)
        head = {
            "format_version": FORMAT_VERSION,
            "encoder": self.encoder,
            "ids": self.ids,  # ASCII escapes keep lone surrogates
            "hashes": self.hashes,
            **({"augmentation": self.augmentation} if self.augmentation else {}),
        }
        path = Path(path)
        path.touch()
        mode = path.stat().st_mode  # safetensors would leave a file that only its owner may read
        try:
            save_file(tensors, path, {HEAD: json.dumps(head)})  # one key: safetensors keeps no order among several
        except SafetensorError as error:
            raise OutputError(f"cannot write {path}: {error}") from error
        path.chmod(mode)

    @classmethod
    def load(cls, path: str | Path) -> Embeddings:
        """Read what `save` wrote."""
        try:
            with safe_open(str(path), framework="numpy") as file:
                metadata = file.metadata() or {}
                tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 - not a dict
        except (OSError, SafetensorError) as error:
            raise RunError(f"{path} holds no embeddings: {error}") from error
        if HEAD not in metadata or "vectors" not in tensors:
            raise RunError(f"{path} was not written by kindfold")
        head = json.loads(metadata[HEAD])
        if head["format_version"] > FORMAT_VERSION:
            raise RunError(f"{path} was written by a newer kindfold (format {head['format_version']})")
        return cls(
            vectors=tensors["vectors"],
            ids=tuple(head["ids"]),
            encoder=head["encoder"],
            views=tensors.get("views"),
            hashes=tuple(head["hashes"]),
            augmentation=head.get("augmentation", ""),
        )
