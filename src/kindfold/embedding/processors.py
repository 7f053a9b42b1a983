"""Reads the settings of transformers' image processors into a `Preprocess`."""

from __future__ import annotations

from typing import Any

from PIL.Image import Resampling

from kindfold.embedding.preprocess import IMAGENET_MEAN, IMAGENET_STD, Preprocess
from kindfold.errors import ModelError

CLIP_MEAN, CLIP_STD = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
HALF = (0.5, 0.5, 0.5)

_CLIP = {
    "size": {"shortest_edge": 224},
    "crop_size": {"height": 224, "width": 224},
    "do_center_crop": True,
    "resample": Resampling.BICUBIC,
    "image_mean": CLIP_MEAN,
    "image_std": CLIP_STD,
}
_VIT = {"size": {"height": 224, "width": 224}, "resample": Resampling.BILINEAR, "image_mean": HALF, "image_std": HALF}
DEFAULTS: dict[str, dict[str, Any]] = {  # what a processor assumes when its file is silent
    "CLIP": _CLIP,
    "ChineseCLIP": _CLIP,
    "Bit": _CLIP,
    "Siglip": {**_VIT, "resample": Resampling.BICUBIC},
    "Blip": {**_CLIP, "size": {"height": 384, "width": 384}, "do_center_crop": False},
    "ViT": _VIT,
    "DeiT": {
        **_CLIP,
        "size": {"height": 256, "width": 256},
        "image_mean": HALF,
        "image_std": HALF,
    },
    "DINOv3ViT": {**_VIT, "image_mean": IMAGENET_MEAN, "image_std": IMAGENET_STD},
    "ConvNext": {
        "size": {"shortest_edge": 384},
        "resample": Resampling.BICUBIC,
        "image_mean": HALF,
        "image_std": HALF,
        "crop_pct": 224 / 256,
    },
}
SHORTEST_EDGE = {"CLIP", "ChineseCLIP", "Bit", "ConvNext"}  # where a bare number means the shortest edge, not a square


def read_processor(settings: dict[str, Any]) -> Preprocess:
    """Preprocessing of a `preprocessor_config.json`.

    Raises
    ------
    ModelError : the processor is of a family not known here, or gives pictures of different sizes
    """
    kind = processor_kind(settings)
    values = {**DEFAULTS[kind], **{key: value for key, value in settings.items() if value is not None}}
    resize = _size(values["size"], kind) if values.get("do_resize", True) else None
    crop = _pair(values["crop_size"]) if values.get("do_center_crop", False) else None
    if kind == "ConvNext" and isinstance(resize, int):
        resize, crop = _convnext(resize, values["crop_pct"])
    if crop is None and not isinstance(resize, tuple):
        raise ModelError(
            "this model's preprocessor_config.json gives pictures of different sizes; it needs a crop_size"
        )
    normalises = values.get("do_normalize", True)
    return Preprocess(
        resize=resize,
        crop=crop,
        resample=int(values["resample"]),
        scale=float(values.get("rescale_factor", 1 / 255)) if values.get("do_rescale", True) else 1.0,
        mean=tuple(values["image_mean"]) if normalises else (0.0,) * 3,
        std=tuple(values["image_std"]) if normalises else (1.0,) * 3,
    )


def processor_kind(settings: dict[str, Any]) -> str:
    """ "CLIP" of "CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPFeatureExtractor" ..."""
    name = settings.get("image_processor_type") or settings.get("feature_extractor_type") or ""
    kind = str(name).removesuffix("Fast").removesuffix("Pil")
    kind = kind.removesuffix("ImageProcessor").removesuffix("FeatureExtractor")
    if kind not in DEFAULTS:
        raise ModelError(f"no preprocessing known for {name or 'a nameless processor'!r}; known: {', '.join(DEFAULTS)}")
    return kind


def _convnext(edge: int, crop_pct: float) -> tuple[int | tuple[int, int], tuple[int, int] | None]:
    """Below 384 pixels: enlarge by 1 / crop_pct, then crop; from 384 on: squash."""
    if edge >= 384:
        return (edge, edge), None
    return int(edge / crop_pct), (edge, edge)


def _size(size: Any, kind: str) -> int | tuple[int, int]:
    if isinstance(size, dict) and set(size) == {"shortest_edge"}:
        return int(size["shortest_edge"])
    if isinstance(size, int) and kind in SHORTEST_EDGE:
        return size
    return _pair(size)


def _pair(size: Any) -> tuple[int, int]:
    """(height, width) of a number or of a dict."""
    if isinstance(size, int):
        return size, size
    if isinstance(size, dict) and {"height", "width"} <= set(size):
        return int(size["height"]), int(size["width"])
    raise ModelError(f"this model's preprocessor_config.json has a size that is not understood: {size!r}")
