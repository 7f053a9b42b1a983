"""`onnx:` encoders: any network in an ONNX file, described by a small JSON file beside it.

`model.json` beside `model.onnx`, every key optional:

| key | what | default |
|---|---|---|
| `size` | side of the input, or [height, width] | that of the graph, else 224 |
| `resize` | shortest edge before the crop, or "exact" to squash to `size` | `size` / 0.875 |
| `resample` | "nearest", "bilinear", "bicubic", "lanczos" | "bicubic" |
| `scale` | factor on the 0-255 pixels | 1 / 255 |
| `mean`, `std` | per channel, after scaling | ImageNet's |
| `output` | name of the tensor to read, also one inside the graph | the first output |
| `pooling` | "cls" (first token), "mean" (over tokens or places), "none" | cls for (b, l, d), mean for (b, d, h, w) |
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import torch
from PIL.Image import Resampling
from torch import Tensor

from kindfold.embedding.backbone import Backbone
from kindfold.embedding.batches import in_fixed_batches
from kindfold.embedding.fingerprint import fingerprint
from kindfold.embedding.preprocess import IMAGENET_MEAN, IMAGENET_STD, Preprocess, unit
from kindfold.errors import MissingExtra, MissingWeights, ModelError
from kindfold.ops.device import pick_device

KEYS = {"size", "resize", "resample", "scale", "mean", "std", "output", "pooling"}
POOLINGS = {"cls", "mean", "none"}
PICTURES_AT_ONCE = 8


def load_onnx(name: str, *, device: str = "auto") -> Backbone:
    """ "onnx:path/to/model.onnx"; pictures only.

    Raises
    ------
    MissingExtra : onnxruntime is not installed. MissingWeights : there is no such file.
    ModelError : the file or its JSON cannot be understood
    """
    path = _file(name.partition(":")[2])
    sidecar = read_sidecar(path.with_suffix(".json"))
    session = open_session(path, sidecar.get("output"), pick_device(device))
    (entry, *_), output = session.get_inputs(), sidecar.get("output") or session.get_outputs()[0].name
    preprocess = read_preprocess(sidecar, entry.shape)
    size = entry.shape[0] if isinstance(entry.shape[0], int) else PICTURES_AT_ONCE

    def features(pixels: Tensor) -> Tensor:
        (values,) = session.run([output], {entry.name: preprocess.normalise(pixels).numpy()})
        return unit(pooled(torch.from_numpy(values), sidecar.get("pooling")))

    def image(batch: Tensor) -> Tensor:
        return in_fixed_batches(features, batch.cpu(), size)

    return Backbone(
        name=name,
        dim=image(torch.zeros(0, 3, *preprocess.shape, dtype=torch.uint8)).shape[1],
        side=preprocess.side,
        preprocess=preprocess,
        image=image,
        fingerprint=fingerprint(
            [path, *_external(path)],
            {**preprocess.settings(), "output": output, "pooling": sidecar.get("pooling")},
            torch.float32,
        ),
    )


def read_sidecar(path: Path) -> dict[str, Any]:
    """The settings beside the model, {} with a warning when there are none."""
    if not path.exists():
        warnings.warn(
            f"{path} is missing, so ImageNet preprocessing and the first output are assumed; describe the model there",
            stacklevel=2,
        )
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{path} is not valid JSON: {error}") from error
    if not isinstance(values, dict) or not set(values) <= KEYS:
        raise ModelError(f"{path} must be an object with no other keys than {', '.join(sorted(KEYS))}")
    if values.get("pooling", "cls") not in POOLINGS:
        raise ModelError(f"{path}: pooling is {values['pooling']!r}, must be one of {', '.join(sorted(POOLINGS))}")
    return values


def read_preprocess(sidecar: dict[str, Any], shape: list[Any]) -> Preprocess:
    """Preprocessing from the sidecar, completed by the input's shape [b, 3, h, w] and by ImageNet's habits."""
    known = tuple(side if isinstance(side, int) else 224 for side in shape[-2:])
    size = sidecar.get("size", known)
    height, width = (size, size) if isinstance(size, int) else size
    resize = sidecar.get("resize", round(max(height, width) / 0.875))
    resample = str(sidecar.get("resample", "bicubic")).upper()
    if resample not in Resampling.__members__:
        raise ModelError(f"resample is {sidecar['resample']!r}, must be one of {', '.join(Resampling.__members__)}")
    return Preprocess(
        resize=(height, width) if resize == "exact" else int(resize),
        crop=(height, width),
        resample=Resampling[resample],
        scale=float(sidecar.get("scale", 1 / 255)),
        mean=tuple(sidecar.get("mean", IMAGENET_MEAN)),
        std=tuple(sidecar.get("std", IMAGENET_STD)),
    )


def pooled(values: Tensor, pooling: str | None) -> Tensor:
    """(b, d) of (b, d), (b, l, d) or (b, d, h, w)."""
    pooling = pooling or {2: "none", 3: "cls", 4: "mean"}.get(values.ndim, "")
    match (pooling, values.ndim):
        case ("none", 2):
            return values
        case ("cls", 3):
            return values[:, 0]
        case ("mean", 3):
            return values.mean(1)
        case ("mean", 4):
            return values.mean((2, 3))
    raise ModelError(f"pooling {pooling!r} does not fit an output of shape {tuple(values.shape)}")


def open_session(path: Path, output: str | None, device: str) -> Any:
    """An onnxruntime session with as many threads as torch has; `output` may be a tensor inside the graph."""
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtra("onnxruntime", "onnx", what="an onnx: encoder") from error

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = torch.get_num_threads(), 1
    options.log_severity_level = 3
    wanted = ["CUDAExecutionProvider"] if device.startswith("cuda") else []
    providers = [*(set(wanted) & set(onnxruntime.get_available_providers())), "CPUExecutionProvider"]
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=providers)
        if output and output not in {each.name for each in session.get_outputs()}:
            session = onnxruntime.InferenceSession(with_output(path, output), options, providers=providers)
    except ModelError:
        raise
    except Exception as error:  # onnxruntime's own exceptions share no base class
        raise ModelError(f"onnxruntime cannot open {path}: {str(error).splitlines()[0]}") from error
    return session


def with_output(path: Path, output: str) -> bytes:
    """The model with one more output: a tensor inside its graph."""
    try:
        import onnx
    except ImportError as error:
        raise MissingExtra("onnx", "onnx", what="reading a tensor inside an ONNX graph") from error

    model = onnx.load(path)
    if not any(output in node.output for node in model.graph.node):
        raise ModelError(f"{path} has no tensor named {output!r}")
    model.graph.output.append(onnx.ValueInfoProto(name=output))
    return bytes(model.SerializeToString())


def _file(given: str) -> Path:
    path = Path(given).expanduser()
    path = path if path.suffix == ".onnx" else path.with_name(path.name + ".onnx")
    if not path.is_file():
        raise MissingWeights(f"there is no ONNX file {path}")
    return path


def _external(path: Path) -> list[Path]:
    """Weights that a large model keeps beside its graph."""
    return sorted(path.parent.glob(path.name + ".data")) + sorted(path.parent.glob(path.name + "_data"))
