"""Networks that can be trained from pixels, saved where `hf:` encoders are loaded from."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from kindfold.embedding.hub import find_model, quiet_transformers
from kindfold.embedding.huggingface import load_model, picture_features
from kindfold.embedding.preprocess import Preprocess
from kindfold.embedding.processors import read_processor
from kindfold.errors import UnknownName

NEW = ("resnet-18", "resnet-50")  # with weights drawn by chance
SHAPES: dict[str, dict[str, Any]] = {
    "resnet-18": {"depths": [2, 2, 2, 2], "hidden_sizes": [64, 128, 256, 512], "layer_type": "basic"},
    "resnet-50": {},  # what transformers means by a ResNet
}
PROCESSOR = {  # of ResNets on the hub
    "image_processor_type": "ConvNextImageProcessor",
    "size": {"shortest_edge": 224},
    "crop_pct": 0.875,
    "resample": 3,
    "image_mean": [0.485, 0.456, 0.406],
    "image_std": [0.229, 0.224, 0.225],
}


class Network(NamedTuple):
    """A network that learns.

    Attributes
    ----------
    module : pictures (b, 3, h, w) with values from 0 to 1 -> features (b, w)
    preprocess : makes such pictures, up to the scale
    save : writes weights and settings into a folder, which `hf:FOLDER` then loads
    """

    module: nn.Module
    preprocess: Preprocess
    save: Callable[[Path], None]


def load_network(name: str = "resnet-50", *, seed: int = 0) -> Network:
    """ "resnet-18" and "resnet-50" are new; "hf:owner/name" or "hf:FOLDER" goes on from a model that was trained.

    Parameters
    ----------
    seed : draws the weights of a new network

    Raises
    ------
    UnknownName : it is neither
    MissingWeights, UnsafeModel, ModelError : as for an encoder of that name
    """
    if name.startswith("hf:"):
        files = find_model(name.removeprefix("hf:"))
        model: Any = load_model(files)
        settings = files.processor
    elif name in NEW:
        model, settings = _new(name, seed), PROCESSOR
    else:
        raise UnknownName("network", name, [*NEW, "hf:microsoft/resnet-50"])

    def save(folder: Path) -> None:
        with quiet_transformers():
            model.save_pretrained(folder)
        for file in folder.glob("*.safetensors"):  # written for its owner alone
            data = file.read_bytes()
            file.unlink()
            file.write_bytes(data)
        (folder / "preprocessor_config.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")

    preprocess = read_processor(settings)
    return Network(HubNetwork(model, preprocess), preprocess, save)


def forward_seconds(network: Network, n: int = 4) -> float:
    """Seconds that a picture takes through a network on the CPU, forward alone; nothing of the network changes."""
    pixels = torch.full((n, 3, *network.preprocess.shape), 0.5)
    was_training = network.module.training
    network.module.eval()
    with torch.no_grad():
        network.module(pixels[:1])  # the first pass also sets up
        start = time.perf_counter()
        network.module(pixels)
        seconds = time.perf_counter() - start
    network.module.train(was_training)
    return seconds / n


class HubNetwork(nn.Module):
    """A network of transformers behind the affine map of its pixels."""

    def __init__(self, model: Any, preprocess: Preprocess) -> None:
        super().__init__()
        self.model = model
        self._normalise: Callable[[Tensor], Tensor] = preprocess.normalise
        for name, parameter in model.named_parameters():
            parameter.requires_grad_("text" not in name)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (b, 3, h, w) with values from 0 to 1 -> features (b, w)."""
        return picture_features(self.model, self._normalise(x * 255))


def _new(name: str, seed: int) -> Any:
    from transformers import ResNetConfig, ResNetModel

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return ResNetModel(ResNetConfig(**SHAPES[name]))
