"""Files of tensors in the safetensors format, written a block at a time and read as memory maps."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from kindfold.errors import OutputError, RunError

KINDS: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "I64": np.dtype("<i8"), "U8": np.dtype("u1")}
NAMES = {dtype: name for name, dtype in KINDS.items()}
ALIGNED = 64  # bytes, to which the data begin, so that maps of float32 are aligned


class Part(NamedTuple):
    """One tensor, as blocks that together fill its shape."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    blocks: Iterable[NDArray[Any]]

    @classmethod
    def of(cls, array: NDArray[Any]) -> Part:
        return cls(array.shape, array.dtype, [array])


def write_tensors(path: Path, parts: Mapping[str, Part], metadata: Mapping[str, str]) -> None:
    """Write tensors in the order given; no more than a block is held at a time.

    Raises
    ------
    OutputError : the file cannot be written
    """
    head: dict[str, object] = {"__metadata__": dict(metadata)}
    end = 0
    for name, part in parts.items():
        start, end = end, end + int(np.prod(part.shape)) * part.dtype.itemsize
        head[name] = {"dtype": NAMES[part.dtype], "shape": part.shape, "data_offsets": (start, end)}
    text = json.dumps(head).encode("ascii")
    text += b" " * (-(len(text) + 8) % ALIGNED)
    try:
        with path.open("wb") as file:
            file.write(len(text).to_bytes(8, "little") + text)
            for part in parts.values():
                for block in part.blocks:
                    file.write(np.ascontiguousarray(block, part.dtype).data)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error


def map_tensors(path: str | Path) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """Tensors, read-only and mapped where they are longer than a few pages, with the metadata.

    Raises
    ------
    RunError : there is no such file, or it is damaged
    """
    try:
        with safe_open(str(path), framework="numpy") as file:  # checks lengths and offsets
            metadata = file.metadata() or {}
        with Path(path).open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            head = json.loads(stream.read(length))
    except (OSError, SafetensorError) as error:
        raise RunError(f"{path} holds no embeddings: {error}") from error
    found: dict[str, NDArray[Any]] = {}
    for name, about in head.items():
        if name != "__metadata__" and about["dtype"] in KINDS:
            found[name] = _mapped(path, KINDS[about["dtype"]], about["shape"], 8 + length + about["data_offsets"][0])
    return found, metadata


def packed(texts: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Texts as the bytes of all of them, and where each one ends; lone surrogates are kept."""
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    ends = np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)))
    return np.frombuffer(b"".join(parts), np.uint8), ends.astype(np.int64)


def unpacked(letters: NDArray[np.uint8], ends: NDArray[np.int64]) -> tuple[str, ...]:
    """What `packed` packed."""
    data, stops = letters.tobytes(), ends.tolist()
    starts = [0, *stops[:-1]] if stops else []
    return tuple(data[i:j].decode("utf-8", "surrogatepass") for i, j in zip(starts, stops, strict=True))


def _mapped(path: str | Path, dtype: np.dtype[Any], shape: list[int], offset: int) -> NDArray[Any]:
    if not np.prod(shape):
        return np.empty(shape, dtype)
    return np.memmap(os.fspath(path), dtype, "r", offset, tuple(shape))
