"""The families of views: how a picture is cropped, blurred, flipped and coloured by chance."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from numpy.random import Generator
from PIL import Image, ImageEnhance, ImageFilter

from kindfold.embedding.randaugment import rand_augment

VERSION = 1  # raised whenever a family makes other pixels of the same chance, so that old vectors are not mixed in
SHAPES = 4 / 3  # a crop is at most this much wider than high, or higher than wide
SIGMA = (0.1, 2.0)  # of the blur, in pixels of a picture of 224
BLUR_SIDE = 224


class Family(NamedTuple):
    """One way to change pictures.

    Attributes
    ----------
    change : picture, side in pixels at which the encoder sees it, source of chance -> view
    least : the share of the picture's area that the smallest crop shows
    """

    change: Callable[[Image.Image, int, Generator], Image.Image]
    least: float


def crop_blur(picture: Image.Image, side: int, rng: Generator) -> Image.Image:
    """A crop and a blur, each with probability 1/2 and independent of the other (SCP, section 3.1)."""
    crops, blurs = rng.random(2) < 0.5
    if crops:
        picture = resized_crop(picture, side, FAMILIES["crop-blur"].least, rng)
    return blur(picture, side, rng) if blurs else picture


def weak(picture: Image.Image, side: int, rng: Generator) -> Image.Image:
    """A crop, mirrored with probability 1/2: changes that leave colours and fine shapes alone."""
    return flip(resized_crop(picture, side, FAMILIES["weak"].least, rng), rng)


def strong(picture: Image.Image, side: int, rng: Generator) -> Image.Image:
    """Two operations of RandAugment of magnitude 9, then `weak`."""
    return weak(rand_augment(picture, 2, 9, rng), side, rng)


def jitter_color(picture: Image.Image, side: int, rng: Generator) -> Image.Image:
    """A small crop, mirrored, with shifted colours (0.8), without colours (0.2), blurred (0.5), as for SimCLR."""
    picture = flip(resized_crop(picture, side, FAMILIES["jitter-color"].least, rng), rng)
    if rng.random() < 0.8:
        picture = shift_colors(picture, rng)
    if rng.random() < 0.2:
        picture = picture.convert("L").convert("RGB")
    return blur(picture, side, rng) if rng.random() < 0.5 else picture


FAMILIES = {
    "crop-blur": Family(crop_blur, 0.5),
    "weak": Family(weak, 0.6),
    "strong": Family(strong, 0.6),
    "jitter-color": Family(jitter_color, 0.2),
}


def resized_crop(picture: Image.Image, side: int, least: float, rng: Generator) -> Image.Image:
    """A part with `least` to all of the area and of nearly square shape, as a square of `side` pixels.

    Where the picture is too long for such an area in such a shape, the part is smaller.
    """
    area = picture.width * picture.height * rng.uniform(least, 1)
    shape = math.exp(rng.uniform(-math.log(SHAPES), math.log(SHAPES)))  # width over height
    width, height = math.sqrt(area * shape), math.sqrt(area / shape)
    fit = min(1, picture.width / width, picture.height / height)
    width, height = max(1, round(width * fit)), max(1, round(height * fit))
    left, top = int(rng.integers(picture.width - width + 1)), int(rng.integers(picture.height - height + 1))
    box = (left, top, left + width, top + height)
    return picture.resize((side, side), Image.Resampling.BILINEAR, box=box)


def blur(picture: Image.Image, side: int, rng: Generator) -> Image.Image:
    """A Gaussian blur as strong at the encoder's size as sigma 0.1 to 2 is at 224 pixels.

    The kernel that the papers give, a tenth of the side, is wider than five sigma: nothing is cut off.
    """
    sigma = rng.uniform(*SIGMA) * side / BLUR_SIDE
    return reduced(picture, side).filter(ImageFilter.GaussianBlur(sigma))


def reduced(picture: Image.Image, side: int) -> Image.Image:
    """The picture with a shorter side of at most `side` pixels."""
    factor = side / min(picture.size)
    if factor >= 1:
        return picture
    size = (round(picture.width * factor), round(picture.height * factor))
    return picture.resize(size, Image.Resampling.BILINEAR)


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
