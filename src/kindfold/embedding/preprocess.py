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
    fast : resize with `resized` instead of Pillow where that is bilinear
    """

    resize: int | tuple[int, int] | None = 224
    crop: tuple[int, int] | None = (224, 224)
    resample: int = Image.Resampling.BICUBIC
    scale: float = 1 / 255
    mean: tuple[float, ...] = IMAGENET_MEAN
    std: tuple[float, ...] = IMAGENET_STD
    fast: bool = False

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
        height, width = target_size(picture.height, picture.width, self.resize)
        if self.fast and self.resample == Image.Resampling.BILINEAR:
            pixels = resized(pixels_of(picture), height, width)
        else:
            pixels = pixels_of(picture.resize((width, height), self.resample))
        if self.crop is not None:
            pixels = centre_crop(pixels, *self.crop)
        return pixels.permute(2, 0, 1)  # (3, h, w), channels last in memory

    def normalise(self, batch: Tensor) -> Tensor:
        """(b, 3, h, w) uint8 -> float32 of the same shape."""
        mean, std = (_by_channel(values, batch.device) for values in (self.mean, self.std))
        return batch.float().mul_(self.scale / std).sub_(mean / std)

    def settings(self) -> dict[str, Any]:
        """All that decides the pixels, for the fingerprint; the usual way of resizing is not named in it."""
        return {name: value for name, value in asdict(self).items() if name != "fast" or value}


def target_size(height: int, width: int, resize: int | tuple[int, int] | None) -> tuple[int, int]:
    """Height and width after resizing; the longer edge of a shortest-edge resize is rounded down."""
    if resize is None:
        return height, width
    if not isinstance(resize, int):
        return resize
    if height <= width:
        return resize, int(resize * width / height)
    return int(resize * height / width), resize


def pixels_of(picture: Image.Image) -> Tensor:
    """(h, w, 3) uint8."""
    return torch.from_numpy(np.array(picture))


def resized(pixels: Tensor, height: int, width: int) -> Tensor:
    """(h, w, 3) uint8 in another size, as Pillow does it bilinearly but in a third of the time.

    Few values are rounded the other way.
    """
    planes = pixels[None].permute(0, 3, 1, 2)  # (1, 3, h, w)
    result = torch.nn.functional.interpolate(planes, (height, width), mode="bilinear", antialias=True)
    return result[0].permute(1, 2, 0)


def centre_crop(pixels: Tensor, height: int, width: int) -> Tensor:
    """The middle of pixels (h, w, 3), in memory of its own; beyond the border is black."""
    top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
    middle = pixels[max(top, 0) : top + height, max(left, 0) : left + width]
    if middle.shape[:2] == (height, width):
        return middle.clone(memory_format=torch.contiguous_format)
    result = pixels.new_zeros(height, width, 3)
    top, left = max(-top, 0), max(-left, 0)
    result[top : top + middle.shape[0], left : left + middle.shape[1]] = middle
    return result


def unit(rows: Tensor) -> Tensor:
    """Rows of Euclidean length one, float32; a zero row stays zero."""
    return torch.nn.functional.normalize(rows.float(), dim=-1)


def _by_channel(values: tuple[float, ...], device: torch.device) -> Tensor:
    """(3, 1, 1), or a single number where all are equal: it is multiplied faster."""
    distinct = values[:1] if len(set(values)) == 1 else values
    return torch.tensor(distinct, device=device)[:, None, None]
