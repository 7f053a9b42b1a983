"""The noun `Embeddings`: one unit vector per picture, with the encoder that made it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kindfold.data.images import Skip
from kindfold.data.tensors import Part, map_tensors, packed, unpacked, write_tensors
from kindfold.errors import InputError, RunError

FORMAT_VERSION = 2  # 1 kept ids and hashes in the head of the file, which may not grow beyond 100 MB
FILE = "embeddings.safetensors"  # in a folder of shards, and in a run
HEAD = "kindfold"


@dataclass(frozen=True, eq=False)
class Embeddings:
    """One row per picture, in the order of `ids`.

    Attributes
    ----------
    vectors : (n, d) float32, unit rows; read-only and mapped from the file where they were loaded from one
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
        write_embeddings(
            path,
            [self.vectors],
            self.vectors.shape[1],
            ids=self.ids,
            hashes=self.hashes,
            encoder=self.encoder,
            views=self.views,
            augmentation=self.augmentation,
        )

    @classmethod
    def load(cls, path: str | Path) -> Embeddings:
        """Read what `save` wrote, or what `kindfold embed --engine` left in a folder; vectors are mapped, not read.

        Raises
        ------
        RunError : there is no such file, it is damaged, or of a newer kindfold
        """
        path = Path(path) / FILE if Path(path).is_dir() else Path(path)
        tensors, metadata = map_tensors(path)
        if HEAD not in metadata or "vectors" not in tensors:
            raise RunError(f"{path} was not written by kindfold")
        head = json.loads(metadata[HEAD])
        if head["format_version"] > FORMAT_VERSION:
            raise RunError(f"{path} was written by a newer kindfold (format {head['format_version']})")
        if head["format_version"] == 1:
            ids, hashes = tuple(head["ids"]), tuple(head["hashes"])
        else:
            ids, hashes = (unpacked(tensors[name], tensors[f"{name}_ends"]) for name in ("ids", "hashes"))
        return cls(
            vectors=tensors["vectors"],
            ids=ids,
            encoder=head["encoder"],
            views=tensors.get("views"),
            hashes=hashes,
            augmentation=head.get("augmentation", ""),
        )


def write_embeddings(
    path: str | Path,
    blocks: Iterable[NDArray[np.float32]],
    dim: int,
    *,
    ids: Sequence[str],
    hashes: Sequence[str] = (),
    encoder: str = "",
    views: NDArray[np.float32] | None = None,
    augmentation: str = "",
) -> None:
    """Write what `Embeddings.load` reads, of vectors (n, d) in blocks of rows; only one block is held at a time."""
    parts = {"vectors": Part((len(ids), dim), np.dtype("<f4"), blocks)}
    if views is not None:
        parts["views"] = Part.of(views)
    for name, texts in ("ids", ids), ("hashes", hashes):
        letters, ends = packed(texts)
        parts |= {f"{name}_ends": Part.of(ends), name: Part.of(letters)}
    head = {
        "format_version": FORMAT_VERSION,
        "encoder": encoder,
        **({"augmentation": augmentation} if augmentation else {}),
    }
    write_tensors(Path(path), parts, {HEAD: json.dumps(head)})
