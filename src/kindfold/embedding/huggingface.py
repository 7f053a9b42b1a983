"""`hf:` encoders: CLIP, SigLIP, BLIP, DINO, ViT, ResNet ... of transformers, from a folder, the cache or the hub."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from kindfold.embedding.backbone import Backbone
from kindfold.embedding.batches import in_fixed_batches, of_equal_lengths
from kindfold.embedding.fingerprint import fingerprint
from kindfold.embedding.hub import Snapshot, find_model, quiet_transformers
from kindfold.embedding.preprocess import unit
from kindfold.embedding.processors import read_processor
from kindfold.errors import MissingWeights, ModelError
from kindfold.ops.device import autocast, fast_dtype, in_autocast, pick_device, with_linear_in

TEXT_FAMILIES = {"clip", "metaclip_2", "siglip", "siglip2", "blip"}
NOT_USED = ("pooler.", "decoder.", "mask_token", "itm_head.")  # weights that may be missing: no feature passes them
TOKENIZERS = ("tokenizer.json", "vocab.json", "vocab.txt", "spiece.model", "tokenizer.model")


def load_huggingface(name: str, *, device: str = "auto") -> Backbone:
    """ "hf:owner/name", "hf:owner/name@revision" or "hf:/path/to/folder".

    Pictures: the projected features of CLIP, SigLIP and BLIP, the class token of other transformers, pooled features of
    convolutional networks. Preprocessing is read from the model's own settings. Weights are read from safetensors only.
    """
    device = pick_device(device)
    dtype = fast_dtype(device)
    files = find_model(name.partition(":")[2])
    preprocess = read_processor(files.processor)
    model = load_model(files).to(device)
    for part, module in model.named_children():
        if "text" not in part:  # words keep float32, so that prompts can be learnt
            module.to(dtype)
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    text = HubText(model, files, device=device, dtype=dtype) if has_text(files.config) else None

    def features(pixels: Tensor) -> Tensor:
        pixels = preprocess.normalise(pixels.to(device)).to(dtype, memory_format=torch.channels_last)
        return unit(picture_features(model, pixels))

    @torch.no_grad()
    def image(batch: Tensor) -> Tensor:
        return in_fixed_batches(features, batch, 8 if device == "cpu" else 64)

    blank = torch.zeros(0, 3, *preprocess.shape, dtype=torch.uint8)
    return Backbone(
        name=name,
        dim=image(blank).shape[1],
        side=preprocess.side,
        preprocess=preprocess,
        image=image,
        fingerprint=fingerprint(files.weights, {**preprocess.settings(), "config": files.config}, dtype),
        dtype=str(dtype).removeprefix("torch."),
        device=device,
        words=text.words if text else None,
        text=text,
        prompt="a photo of a {}",
        revision=files.revision,
    )


def load_model(files: Snapshot) -> nn.Module:
    """The network in evaluation mode, float32; every weight that matters must be in the file."""
    import transformers

    named = (files.config.get("architectures") or [""])[0]
    projecting = named in {"BlipForImageTextRetrieval", "CLIPVisionModelWithProjection"}
    kind: Any = getattr(transformers, named if projecting else "AutoModel")
    try:
        with quiet_transformers():
            model, report = kind.from_pretrained(
                files.folder,
                local_files_only=True,
                use_safetensors=True,
                trust_remote_code=False,
                output_loading_info=True,
                dtype=torch.float32,
            )
    except SafetensorError as error:
        raise ModelError(f"the weights in {files.folder} are damaged ({error}); put them there once more") from error
    absent = [key for key in report["missing_keys"] if not any(part in key for part in NOT_USED)]
    if absent:
        raise ModelError(f"the weights in {files.folder} lack {len(absent)} tensors, among them {sorted(absent)[0]!r}")
    network: nn.Module = model.eval().requires_grad_(False)
    return network


def has_text(config: dict[str, Any]) -> bool:
    """Whether words and pictures of the model share a space."""
    return config.get("model_type") in TEXT_FAMILIES and "text_config" in config


def picture_features(model: Any, pixels: Tensor) -> Tensor:
    """(b, d) features of normalised pixels (b, 3, h, w)."""
    if hasattr(model, "vision_proj"):  # BLIP for retrieval
        return torch.as_tensor(model.vision_proj(model.vision_model(pixels).last_hidden_state[:, 0]))
    if hasattr(model, "get_image_features"):
        return torch.as_tensor(model.get_image_features(pixels).pooler_output)
    out = model(pixels)
    if getattr(out, "image_embeds", None) is not None:
        return torch.as_tensor(out.image_embeds)
    if model.config.model_type == "siglip_vision_model" or out.last_hidden_state.ndim == 4:
        return torch.as_tensor(out.pooler_output.flatten(1))
    return torch.as_tensor(out.last_hidden_state[:, 0])  # the class token


class HubText:
    """Text tower of CLIP, SigLIP or BLIP: the model's own forward pass with its token embeddings exchanged."""

    def __init__(self, model: Any, files: Snapshot, *, device: str, dtype: torch.dtype) -> None:
        from transformers import AutoTokenizer

        self._model, self._device, self._dtype = model, device, dtype
        self._encoder = model.text_encoder if hasattr(model, "text_encoder") else model.text_model
        self._config = self._encoder.config
        self._given = threading.local()  # embeddings that this thread puts in the place of the model's own
        self._encoder.get_input_embeddings().register_forward_hook(self._exchange)
        self._fixed_length = files.config["model_type"].startswith("siglip")  # SigLIP was trained on padded texts
        if not any((files.folder / name).exists() for name in TOKENIZERS):  # transformers would make up an empty one
            raise MissingWeights(f"the model lacks its tokenizer; put tokenizer.json into the folder {files.folder}")
        with quiet_transformers():
            self._tokenizer: Any = AutoTokenizer.from_pretrained(files.folder, local_files_only=True)

    def tokens(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Token embeddings (m, l, t) and attention mask (m, l)."""
        lists = self._ids(texts)
        longest = max(len(ids) for ids in lists)
        mask = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids in lists], device=self._device)
        padded = torch.tensor([ids + [0] * (longest - len(ids)) for ids in lists], device=self._device)
        return self._encoder.get_input_embeddings()(padded), mask

    def __call__(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Unit features (m, d) of token embeddings (m, l, t)."""
        stand_in = torch.zeros_like(mask)
        last = mask.sum(1, keepdim=True) - 1
        stand_in.scatter_(1, last, int(self._config.eos_token_id or 1))  # CLIP pools where it finds the end of the text
        self._given.embeddings = embeddings
        try:
            return unit(self._features(stand_in, mask))
        finally:
            self._given.embeddings = None

    def _exchange(self, module: nn.Module, ids: object, own: Tensor) -> Tensor:
        given: Tensor | None = getattr(self._given, "embeddings", None)
        return own if given is None else given.clone()

    def words(self, texts: Sequence[str]) -> Tensor:
        """Unit features (m, d) of m texts, in the order given; bits do not depend on the company."""
        if not texts:
            return torch.zeros(0, self._of_ids(torch.ones(1, 1, dtype=torch.long, device=self._device)).shape[1])
        return of_equal_lengths(self._of_ids, self._ids(texts), device=self._device)

    @torch.no_grad()
    def _of_ids(self, ids: Tensor) -> Tensor:
        with autocast(self._device, self._dtype):
            return unit(self._features(ids, torch.ones_like(ids)))

    def _features(self, ids: Tensor, mask: Tensor) -> Tensor:
        model = self._cast if in_autocast(self._device, self._dtype) else self._model
        if hasattr(model, "text_proj"):
            hidden = model.text_encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            return torch.as_tensor(model.text_proj(hidden[:, 0]))
        return torch.as_tensor(model.get_text_features(input_ids=ids, attention_mask=mask).pooler_output)

    @cached_property
    def _cast(self) -> Any:
        pictures = [part for name, part in self._model.named_children() if "text" not in name]
        return with_linear_in(self._model, self._dtype, shared=[self, *pictures, self._encoder.get_input_embeddings()])

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        length = min(int(self._config.max_position_embeddings), int(self._tokenizer.model_max_length))
        padding = "max_length" if self._fixed_length else False
        batch = self._tokenizer(list(texts), padding=padding, truncation=True, max_length=length)
        return [list(ids) for ids in batch["input_ids"]]
