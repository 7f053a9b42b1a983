"""`openclip:` encoders: CLIP models of open_clip, pictures and words."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from PIL.Image import Resampling
from torch import Tensor, nn
from torch.nn.functional import pad

from kindfold.embedding.backbone import Backbone
from kindfold.embedding.batches import in_fixed_batches
from kindfold.embedding.fingerprint import fingerprint
from kindfold.embedding.hub import find_file
from kindfold.embedding.preprocess import Preprocess, unit
from kindfold.errors import MissingExtra, MissingWeights, ModelError, UnknownName
from kindfold.ops.device import autocast, fast_dtype, pick_device

WEIGHTS = "open_clip_model.safetensors"
WORDS_AT_ONCE = 16


def load_openclip(name: str, *, device: str = "auto") -> Backbone:
    """ "openclip:ViT-B-32/laion2b_s34b_b79k", or "openclip:ViT-B-32//path/to/weights.safetensors"."""
    device = pick_device(device)
    dtype = fast_dtype(device)
    architecture, _, source = name.partition(":")[2].partition("/")
    weights, settings = find_weights(architecture, source)
    model = load_model(architecture, weights, settings)
    preprocess = read_preprocess(model.visual.image_size, {**model.visual.preprocess_cfg, **settings})
    model.visual.to(dtype)
    model.to(device).to(memory_format=torch.channels_last)
    text = OpenClipText(model, architecture, device=device, dtype=dtype)

    def features(pixels: Tensor) -> Tensor:
        pixels = preprocess.normalise(pixels.to(device)).to(dtype, memory_format=torch.channels_last)
        return unit(model.encode_image(pixels))

    @torch.no_grad()
    def image(batch: Tensor) -> Tensor:
        return in_fixed_batches(features, batch, 8 if device == "cpu" else 64)

    return Backbone(
        name=name,
        dim=image(torch.zeros(0, 3, *preprocess.shape, dtype=torch.uint8)).shape[1],
        side=preprocess.side,
        preprocess=preprocess,
        image=image,
        fingerprint=fingerprint([weights], {**preprocess.settings(), "architecture": architecture}, dtype),
        dtype=str(dtype).removeprefix("torch."),
        device=device,
        words=text.words,
        text=text,
        prompt="a photo of a {}",
    )


def find_weights(architecture: str, source: str) -> tuple[Path, dict[str, Any]]:
    """The safetensors file of a tag or path, and the preprocessing that open_clip knows for the tag."""
    open_clip = _open_clip()
    if architecture not in open_clip.list_models():
        raise UnknownName("open_clip architecture", architecture, open_clip.list_models())
    if source.endswith(".safetensors"):
        path = Path(source).expanduser()
        if not path.is_file():
            raise MissingWeights(f"there is no file {path}")
        return path, {}
    tags = open_clip.list_pretrained_tags_by_model(architecture)
    if source not in tags:
        raise UnknownName(f"open_clip weights of {architecture}", source, tags)
    settings = dict(open_clip.get_pretrained_cfg(architecture, source))
    if not settings.get("hf_hub"):
        raise ModelError(f"open_clip offers {source!r} only as a pickle; choose other weights of {architecture}")
    return find_file(str(settings["hf_hub"]).strip("/"), WEIGHTS), settings


def load_model(architecture: str, weights: Path, settings: dict[str, Any]) -> Any:
    """The network in evaluation mode; open_clip builds it, kindfold reads the safetensors."""
    from safetensors.torch import load_file

    open_clip = _open_clip()
    quick = bool(settings.get("quick_gelu", False))
    model: nn.Module = open_clip.create_model(architecture, pretrained_text=False, force_quick_gelu=quick)
    try:
        model.load_state_dict(load_file(weights))
    except RuntimeError as error:
        raise ModelError(f"{weights} does not fit the architecture {architecture}: {error}") from error
    return model.eval().requires_grad_(False)


def read_preprocess(size: int | tuple[int, int], settings: dict[str, Any]) -> Preprocess:
    """Preprocessing of open_clip's own settings."""
    height, width = (size, size) if isinstance(size, int) else size
    mode = settings.get("resize_mode", "shortest")
    if mode not in {"shortest", "squash"}:
        raise ModelError(f"the open_clip resize_mode {mode!r} is not supported; supported: shortest, squash")
    return Preprocess(
        resize=height if mode == "shortest" else (height, width),
        crop=(height, width),
        resample=Resampling[str(settings.get("interpolation", "bicubic")).upper()],
        mean=tuple(settings["mean"]),
        std=tuple(settings["std"]),
    )


class OpenClipText:
    """Text tower: the model's own forward pass with its token embeddings exchanged."""

    def __init__(self, model: Any, architecture: str, *, device: str, dtype: torch.dtype) -> None:
        self._model, self._device, self._dtype = model, device, dtype
        self._tokenizer = _open_clip().get_tokenizer(architecture)
        self._embedding: nn.Embedding = getattr(model, "text", model).token_embedding
        self._length = self._tokenizer([""]).shape[1]
        self._given = threading.local()  # embeddings that this thread puts in the place of the model's own
        self._embedding.register_forward_hook(self._exchange)

    def tokens(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Token embeddings (m, l, t), always of the full context length, and attention mask (m, l)."""
        ids = self._tokenizer(list(texts)).to(self._device)
        return self._embedding(ids), (ids != 0).long()

    def __call__(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Unit features (m, d) of token embeddings (m, l, t)."""
        missing = self._length - mask.shape[1]  # positions are added to the full context length, and to no other
        last = mask.sum(1, keepdim=True) - 1  # the end of the text has the highest number of all tokens
        stand_in = torch.zeros_like(mask).scatter_(1, last, self._embedding.num_embeddings - 1)
        self._given.embeddings = pad(embeddings, (0, 0, 0, missing))
        try:
            return unit(self._model.encode_text(pad(stand_in, (0, missing))))
        finally:
            self._given.embeddings = None

    def _exchange(self, module: nn.Module, ids: object, own: Tensor) -> Tensor:
        given: Tensor | None = getattr(self._given, "embeddings", None)
        return own if given is None else given.clone()

    def words(self, texts: Sequence[str]) -> Tensor:
        """Unit features (m, d) of m texts, in the order given."""
        with torch.no_grad(), autocast(self._device, self._dtype):
            ids = self._tokenizer(list(texts)).to(self._device)
            return in_fixed_batches(lambda part: unit(self._model.encode_text(part)), ids, WORDS_AT_ONCE)


def _open_clip() -> Any:
    try:
        import open_clip
    except ImportError as error:
        raise MissingExtra("open_clip_torch", "openclip", what="an openclip: encoder") from error
    return open_clip
