"""The families of views: how a picture is cropped, blurred, flipped and coloured by chance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from numpy.random import Generator
from PIL import Image, ImageEnhance, ImageFilter

from kindfold.embedding.preprocess import pixels_of, resized, target_size
from kindfold.embedding.randaugment import rand_augment

VERSION = 1  # raised whenever a family makes other pixels of the same chance, so that old vectors are not mixed in
SHAPES = 4 / 3  # a crop is at most this much wider than high, or higher than wide
SIGMA = (0.1, 2.0)  # of the blur, in pixels of a picture of 224
SIGMA_SIDE = 224


@dataclass(frozen=True)
class Subject:
    """A picture as it was decoded, and the side in pixels at which the encoder sees it."""

    picture: Image.Image
    side: int

    @cached_property
    def whole(self) -> Image.Image:
        """All of the picture, with a shorter side of at most `side`; made once for all views."""
        if min(self.picture.size) <= self.side:
            return self.picture
        return scaled(self.picture, *target_size(self.picture.height, self.picture.width, self.side))

    def crop(self, least: float, rng: Generator) -> Image.Image:
        """A part with `least` to all of the area and of nearly square shape, as a square of `side` pixels.

        Where the picture is too long for such an area in such a shape, the part is smaller.
        """
        return scaled(self.picture.crop(part(*self.picture.size, least, rng)), self.side, self.side)


class Family(NamedTuple):
    """One way to change pictures.

    Attributes
    ----------
    change : what it makes of a picture and a source of chance
    least : the share of the picture's area that the smallest crop shows
    """

    change: Callable[[Subject, Generator], Image.Image]
    least: float


def crop_blur(subject: Subject, rng: Generator) -> Image.Image:
    """A crop and a blur, each with probability 1/2 and independent of the other (SCP, section 3.1)."""
    crops, blurs = rng.random(2) < 0.5
    view = subject.crop(FAMILIES["crop-blur"].least, rng) if crops else subject.whole
    return blur(view, rng) if blurs else view


def weak(subject: Subject, rng: Generator) -> Image.Image:
    """A crop, mirrored with probability 1/2: changes that leave colours and fine shapes alone."""
    return flip(subject.crop(FAMILIES["weak"].least, rng), rng)


def strong(subject: Subject, rng: Generator) -> Image.Image:
    """Two operations of RandAugment of magnitude 9, then `weak`."""
    return weak(replace(subject, picture=rand_augment(subject.picture, 2, 9, rng)), rng)


def jitter_color(subject: Subject, rng: Generator) -> Image.Image:
    """A small crop, mirrored, with shifted colours (0.8), without colours (0.2), blurred (0.5), as for SimCLR."""
    view = flip(subject.crop(FAMILIES["jitter-color"].least, rng), rng)
    if rng.random() < 0.8:
        view = shift_colors(view, rng)
    if rng.random() < 0.2:
        view = view.convert("L").convert("RGB")
    return blur(view, rng) if rng.random() < 0.5 else view


FAMILIES = {
    "crop-blur": Family(crop_blur, 0.5),
    "weak": Family(weak, 0.6),
    "strong": Family(strong, 0.6),
    "jitter-color": Family(jitter_color, 0.2),
}


def part(width: int, height: int, least: float, rng: Generator) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a part of a picture, anywhere in it."""
    area = width * height * rng.uniform(least, 1)
    shape = math.exp(rng.uniform(-math.log(SHAPES), math.log(SHAPES)))  # width over height
    w, h = math.sqrt(area * shape), math.sqrt(area / shape)
    fit = min(1, width / w, height / h)
    w, h = max(1, round(w * fit)), max(1, round(h * fit))
    left, top = int(rng.integers(width - w + 1)), int(rng.integers(height - h + 1))
    return left, top, left + w, top + h


def scaled(picture: Image.Image, height: int, width: int) -> Image.Image:
    """The picture in another size, bilinearly."""
    return Image.fromarray(resized(pixels_of(picture), height, width).numpy())


def blur(view: Image.Image, rng: Generator) -> Image.Image:
    """A Gaussian blur as strong as one of sigma 0.1 to 2 pixels is on a picture of 224 x 224.

    The kernel that the papers give, a tenth of the side, is wider than five sigma to either side: nothing is cut off.
    """
    return view.filter(ImageFilter.GaussianBlur(rng.uniform(*SIGMA) * min(view.size) / SIGMA_SIDE))


def flip(picture: Image.Image, rng: Generator) -> Image.Image:
    """Mirror left and right with probability 1/2."""
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if rng.random() < 0.5 else picture


def shift_colors(picture: Image.Image, rng: Generator) -> Image.Image:
    """Brightness, contrast and saturation times 0.6 to 1.4 and the hue by a tenth of the circle, in any order."""
    changes = (
        lambda image: ImageEnhance.Brightness(image).enhance(rng.uniform(0.6, 1.4)),
        lambda image: ImageEnhance.Contrast(image).enhance(rng.uniform(0.6, 1.4)),
        lambda image: ImageEnhance.Color(image).enhance(rng.uniform(0.6, 1.4)),
        lambda image: turn_hue(image, rng.uniform(-0.1, 0.1)),
    )
    for change in rng.permutation(4):
        picture = changes[change](picture)
    return picture


def turn_hue(picture: Image.Image, share: float) -> Image.Image:
    """Turn all hues by a share of the circle."""
    hue, saturation, value = picture.convert("HSV").split()
    turned = hue.point([round(angle + 256 * share) % 256 for angle in range(256)])
    return Image.merge("HSV", (turned, saturation, value)).convert("RGB")
