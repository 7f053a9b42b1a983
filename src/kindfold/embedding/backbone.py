"""The record `Backbone`: one pre-trained encoder, ready to run on one device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from torch import Tensor

from kindfold.embedding.catalogue import FAMILIES, MODELS, models
from kindfold.errors import UnknownName
from kindfold.ops.device import pick_device
from kindfold.ops.prompts import TextTower

__all__ = ["Backbone", "TextTower", "load_backbone", "models", "pick_device"]


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


def located(name: str) -> str:
    """The same encoder with the paths of local files in full, so that it is found from any folder."""
    from kindfold.embedding.composite import parts

    def one(part: str) -> str:
        family, _, place = part.partition(":")
        path = Path(place).expanduser()
        return f"{family}:{path.resolve()}" if place and path.exists() else part

    return "+".join(one(part) for part in parts(name))


def load_backbone(name: str = "builtin", *, device: str = "auto") -> Backbone:
    """Load an encoder by id: "builtin", "hf:...", "openclip:...", "timm:...", "onnx:path", or "a+b" for both.

    Raises
    ------
    UnknownName : no such family; the nearest id is suggested
    MissingExtra, MissingWeights, UnsafeModel, ModelError : see the family's file
    """
    from kindfold.embedding import builtin, composite, huggingface, onnx, openclip, timm

    if len(composite.parts(name)) > 1:
        return composite.load_composite(name, device=device)
    family, _, rest = name.partition(":")
    if family not in FAMILIES or (family == "builtin") == bool(rest):
        raise UnknownName("model", name, [model.id for model in MODELS] + [f"{f}:" for f in FAMILIES if f != "builtin"])
    loaders = {
        "builtin": builtin.load_builtin,
        "hf": huggingface.load_huggingface,
        "openclip": openclip.load_openclip,
        "timm": timm.load_timm,
        "onnx": onnx.load_onnx,
    }
    return loaders[family](name, device=device)
