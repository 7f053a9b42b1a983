"""What is done to a picture before it enters a network: resize, crop, and the affine map of its pixels."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


@dataclass(frozen=True)
class Preprocess:
    """Picture -> (3, h, w) uint8; the affine map is left to `normalise`, on the device.

    Attributes
    ----------
    resize : shortest edge in pixels, or exact (height, width), or None to leave the size alone
    crop : centre crop (height, width), padded with black where the picture is smaller, or None
    resample : Pillow's resampling filter
    scale : factor on the 0-255 pixels before mean and std
    mean, std : of each channel, after scaling
    """

    resize: int | tuple[int, int] | None = 224
    crop: tuple[int, int] | None = (224, 224)
    resample: int = Image.Resampling.BICUBIC
    scale: float = 1 / 255
    mean: tuple[float, ...] = IMAGENET_MEAN
    std: tuple[float, ...] = IMAGENET_STD

    @property
    def side(self) -> int:
        """Shortest side in pixels that loses nothing when a JPEG is decoded at reduced scale."""
        if self.resize is None:
            return max(self.crop or (0,))
        return self.resize if isinstance(self.resize, int) else max(self.resize)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of what leaves."""
        if self.crop is not None:
            return self.crop
        assert isinstance(self.resize, tuple), "without a crop the size must be exact"
        return self.resize

    def __call__(self, picture: Image.Image) -> Tensor:
        width, height = picture.size
        target_height, target_width = target_size(height, width, self.resize)
        if (target_height, target_width) != (height, width):
            picture = picture.resize((target_width, target_height), self.resample)
        if self.crop is not None:
            picture = centre_crop(picture, *self.crop)
        return torch.from_numpy(np.array(picture)).permute(2, 0, 1)  # (3, h, w)

    def normalise(self, batch: Tensor) -> Tensor:
        """(b, 3, h, w) uint8 -> float32 of the same shape."""
        mean, std = (torch.tensor(values, device=batch.device)[:, None, None] for values in (self.mean, self.std))
        return batch.float().mul_(self.scale / std).sub_(mean / std)

    def settings(self) -> dict[str, Any]:
        """All that decides the pixels, for the fingerprint."""
        return asdict(self)


def target_size(height: int, width: int, resize: int | tuple[int, int] | None) -> tuple[int, int]:
    """Height and width after resizing; the longer edge of a shortest-edge resize is rounded down."""
    if resize is None:
        return height, width
    if not isinstance(resize, int):
        return resize
    if height <= width:
        return resize, int(resize * width / height)
    return int(resize * height / width), resize


def centre_crop(picture: Image.Image, height: int, width: int) -> Image.Image:
    """Cut the middle out; beyond the border is black."""
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return picture.crop((left, top, left + width, top + height))


def unit(rows: Tensor) -> Tensor:
    """Rows of Euclidean length one, float32; a zero row stays zero."""
    return torch.nn.functional.normalize(rows.float(), dim=-1)
