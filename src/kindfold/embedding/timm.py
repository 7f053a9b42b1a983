"""`timm:` encoders: pooled features of any timm network, pictures only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from PIL.Image import Resampling
from torch import Tensor, nn

from kindfold.embedding.backbone import Backbone
from kindfold.embedding.batches import in_fixed_batches
from kindfold.embedding.fingerprint import fingerprint
from kindfold.embedding.hub import Snapshot, find_model
from kindfold.embedding.preprocess import IMAGENET_MEAN, IMAGENET_STD, Preprocess, unit
from kindfold.errors import MissingExtra, ModelError
from kindfold.ops.device import fast_dtype, pick_device


def load_timm(name: str, *, device: str = "auto") -> Backbone:
    """ "timm:vit_small_patch14_dinov2.lvd142m" (the repository timm/... on the hub) or "timm:/path/to/folder"."""
    device = pick_device(device)
    dtype = fast_dtype(device)
    source = name.partition(":")[2]
    local = Path(source).expanduser().is_dir() or "/" in source
    files = find_model(source if local else f"timm/{source}", processor=False)
    preprocess = read_pretrained_cfg(files.config.get("pretrained_cfg", {}))
    model = load_model(files).to(device, dtype).to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def features(pixels: Tensor) -> Tensor:
        pixels = preprocess.normalise(pixels.to(device)).to(dtype, memory_format=torch.channels_last)
        return unit(model(pixels))

    @torch.no_grad()
    def image(batch: Tensor) -> Tensor:
        return in_fixed_batches(features, batch, 8 if device == "cpu" else 64)

    return Backbone(
        name=name,
        dim=int(model.num_features),
        side=preprocess.side,
        preprocess=preprocess,
        image=image,
        fingerprint=fingerprint(files.weights, {**preprocess.settings(), "config": files.config}, dtype),
        dtype=str(dtype).removeprefix("torch."),
        device=device,
        revision=files.revision,
    )


def load_model(files: Snapshot) -> nn.Module:
    """The network without its classifier; timm builds it, kindfold reads the safetensors."""
    try:
        import timm
    except ImportError as error:
        raise MissingExtra("timm", "timm", what="a timm: encoder") from error
    from safetensors.torch import load_file

    tensors = {key: value for path in files.weights for key, value in load_file(path).items()}
    arguments: dict[str, Any] = files.config.get("model_args") or {}
    try:
        model: nn.Module = timm.create_model(files.config["architecture"], pretrained=False, num_classes=0, **arguments)
        missing = model.load_state_dict(tensors, strict=False).missing_keys
    except (KeyError, RuntimeError, TypeError) as error:
        raise ModelError(f"timm cannot build the model of {files.folder}: {error}") from error
    if missing:
        raise ModelError(f"the weights in {files.folder} lack {len(missing)} tensors, among them {missing[0]!r}")
    return model.eval().requires_grad_(False)


def read_pretrained_cfg(settings: dict[str, Any]) -> Preprocess:
    """Preprocessing of the `pretrained_cfg` in a timm config.json."""
    _, height, width = settings.get("input_size", (3, 224, 224))
    crop_pct, mode = float(settings.get("crop_pct", 0.875)), settings.get("crop_mode", "center")
    if mode not in {"center", "squash"}:
        raise ModelError(f"the timm crop_mode {mode!r} is not supported; supported: center, squash")
    squashed = (int(height / crop_pct), int(width / crop_pct))
    return Preprocess(
        resize=squashed if mode == "squash" or height != width else squashed[0],
        crop=(height, width),
        resample=Resampling[str(settings.get("interpolation", "bicubic")).upper()],
        mean=tuple(settings.get("mean", IMAGENET_MEAN)),
        std=tuple(settings.get("std", IMAGENET_STD)),
    )
