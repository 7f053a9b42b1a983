"""`a+b`: two or more encoders side by side."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import torch
from PIL import Image
from torch import Tensor

from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.embedding.catalogue import FAMILIES
from kindfold.embedding.preprocess import unit


def parts(name: str) -> list[str]:
    """Ids joined by "+"; a plus sign inside a path does not count."""
    return re.split(rf"\+(?=(?:{'|'.join(FAMILIES)})(?::|\+|$))", name)


def load_composite(name: str, *, device: str = "auto") -> Backbone:
    """Load every part; the cosine of two pictures is the mean of their cosines."""
    return join(name, [load_backbone(part, device=device) for part in parts(name)])


def join(name: str, encoders: Sequence[Backbone]) -> Backbone:
    """Concatenated unit vectors over the square root of their number.

    Each encoder prepares pictures in its own way: the results stand side by side on one canvas and are cut out again.
    Words are concatenated where an encoder has them and zero where it has not, so that a vision-only encoder does not
    take the words from the other one. There is no text tower: the parts do not share tokens.
    """
    shapes = [_shape(encoder) for encoder in encoders]  # (h, w) of each

    def preprocess(picture: Image.Image) -> Tensor:
        canvas = torch.zeros(3, max(h for h, _ in shapes), sum(w for _, w in shapes), dtype=torch.uint8)
        left = 0
        for encoder, (height, width) in zip(encoders, shapes, strict=True):
            canvas[:, :height, left : left + width] = encoder.preprocess(picture)
            left += width
        return canvas

    def image(batch: Tensor) -> Tensor:
        rows, left = [], 0
        for encoder, (height, width) in zip(encoders, shapes, strict=True):
            rows.append(encoder.image(batch[:, :, :height, left : left + width]).cpu())
            left += width
        return torch.cat(rows, dim=1).div(len(encoders) ** 0.5)

    def words(texts: Sequence[str]) -> Tensor:
        rows = [e.words(texts).cpu() if e.words else torch.zeros(len(texts), e.dim) for e in encoders]
        return unit(torch.cat(rows, dim=1))

    prints = "+".join(encoder.fingerprint for encoder in encoders)
    dtype = "+".join(dict.fromkeys(encoder.dtype for encoder in encoders))
    speaking = [encoder for encoder in encoders if encoder.words]
    return Backbone(
        name=name,
        dim=sum(encoder.dim for encoder in encoders),
        side=max(encoder.side for encoder in encoders),
        preprocess=preprocess,
        image=image,
        fingerprint=f"{hashlib.sha256(prints.encode()).hexdigest()[:32]}-{dtype}",
        dtype=dtype,
        device=encoders[0].device,
        words=words if speaking else None,
        prompt=speaking[0].prompt if speaking else "{}",
        revision="+".join(encoder.revision for encoder in encoders if encoder.revision),
    )


def _shape(encoder: Backbone) -> tuple[int, int]:
    height, width = encoder.preprocess(Image.new("RGB", (encoder.side, encoder.side))).shape[1:]
    return height, width
