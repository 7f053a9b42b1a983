"""The record `Backbone`: one pre-trained encoder, ready to run on one device."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from PIL import Image
from torch import Tensor

from kindfold.errors import UnknownName

FAMILIES = ("builtin", "hf", "openclip", "timm", "onnx")


class TextTower(Protocol):
    """The text side with gradients: token embeddings in, unit features out (used to learn prompts)."""

    def tokens(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Token embeddings (m, l, t) and attention mask (m, l) of some texts."""
        ...

    def __call__(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Unit features (m, d) of token embeddings (m, l, t)."""
        ...


@dataclass(frozen=True)
class Backbone:
    """A frozen encoder.

    Attributes
    ----------
    name : as the user wrote it, e.g. "builtin" or "hf:openai/clip-vit-base-patch32"
    dim : d
    side : shortest side in pixels that `preprocess` needs, so that a JPEG can be decoded at reduced scale
    preprocess : upright RGB picture -> (3, h, w) uint8, resized and cropped
    image : (b, 3, h, w) uint8 -> (b, d) float32 unit rows; normalises, moves to the device, autocasts
    fingerprint : hash of weights, preprocessing and dtype; the key of the cache
    dtype : the arithmetic inside, e.g. "bfloat16"
    device : where it runs
    words : m texts -> (m, d) float32 unit rows, or None for a vision-only encoder
    text : the differentiable text tower, or None
    prompt : the sentence in which this encoder knows a noun best
    revision : commit of the weights on the hub, where known
    """

    name: str
    dim: int
    side: int
    preprocess: Callable[[Image.Image], Tensor]
    image: Callable[[Tensor], Tensor]
    fingerprint: str
    dtype: str = "float32"
    device: str = "cpu"
    words: Callable[[Sequence[str]], Tensor] | None = None
    text: TextTower | None = None
    prompt: str = "{}"
    revision: str = ""


def load_backbone(name: str = "builtin", *, device: str = "auto") -> Backbone:
    """Load an encoder by id: "builtin", "hf:...", "openclip:...", "timm:...", "onnx:path", or "a+b" for both."""
    family = name.partition(":")[0]
    if family not in FAMILIES:
        raise UnknownName("model", name, FAMILIES)
    if family == "builtin":
        from kindfold.embedding.builtin import load_builtin

        return load_builtin(name, device=device)
    if family == "hf":
        from kindfold.embedding.huggingface import load_huggingface

        return load_huggingface(name, device=device)
    raise NotImplementedError


def pick_device(device: str = "auto") -> str:
    """ "auto" -> "cuda" when there is one, then "mps", else "cpu"."""
    if device != "auto":
        return device
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def fast_dtype(device: str) -> torch.dtype:
    """bfloat16 where the hardware multiplies it natively, else float32."""
    if device.startswith("cuda"):
        native = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        native = device == "cpu" and (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
    return torch.bfloat16 if native else torch.float32


def autocast(device: str, dtype: torch.dtype) -> torch.autocast:
    """Matrix products in `dtype`; nothing changes for float32."""
    return torch.autocast(device.partition(":")[0], dtype, enabled=dtype != torch.float32)


def fingerprint(files: Iterable[Path], settings: Mapping[str, object], dtype: torch.dtype) -> str:
    """Hash of what decides an encoder's vectors, then its dtype: "<32 hex digits>-bfloat16"."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for path in files:
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return f"{digest.hexdigest()[:32]}-{str(dtype).removeprefix('torch.')}"


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """No progress bars and no load reports while a model is read."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
