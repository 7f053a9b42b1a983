"""RandAugment: a few operations drawn from fourteen, all of one magnitude.

Cubuk et al., RandAugment: Practical automated data augmentation with a reduced search space, NeurIPS 2020. The
operations are those of its table, with the ranges of AutoAugment; magnitudes run from 0 to 30, as in its experiments on
ImageNet, where two operations of magnitude 9 were best for ResNet-50.
"""

from __future__ import annotations

from collections.abc import Callable

from numpy.random import Generator
from PIL import Image, ImageEnhance, ImageOps

STRONGEST = 30
GREY = (128, 128, 128)  # what lies beyond the border of a picture that was moved

Operation = Callable[[Image.Image, float], Image.Image]


def rand_augment(picture: Image.Image, n_operations: int, magnitude: int, rng: Generator) -> Image.Image:
    """Apply operations one after another, each drawn anew; those that have a direction take either one."""
    for operation in rng.integers(len(OPERATIONS), size=n_operations):
        sign = 1 if rng.random() < 0.5 else -1
        picture = OPERATIONS[operation](picture, sign * magnitude / STRONGEST)
    return picture


def shear_x(picture: Image.Image, amount: float) -> Image.Image:
    shear = 0.3 * amount
    return _moved(picture, (1, shear, -shear * picture.height / 2, 0, 1, 0))


def shear_y(picture: Image.Image, amount: float) -> Image.Image:
    shear = 0.3 * amount
    return _moved(picture, (1, 0, 0, shear, 1, -shear * picture.width / 2))


def translate_x(picture: Image.Image, amount: float) -> Image.Image:
    return _moved(picture, (1, 0, 150 / 331 * amount * picture.width, 0, 1, 0))


def translate_y(picture: Image.Image, amount: float) -> Image.Image:
    return _moved(picture, (1, 0, 0, 0, 1, 150 / 331 * amount * picture.height))


def rotate(picture: Image.Image, amount: float) -> Image.Image:
    return picture.rotate(30 * amount, Image.Resampling.BILINEAR, fillcolor=GREY)


def brightness(picture: Image.Image, amount: float) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(1 + 0.9 * amount)


def color(picture: Image.Image, amount: float) -> Image.Image:
    return ImageEnhance.Color(picture).enhance(1 + 0.9 * amount)


def contrast(picture: Image.Image, amount: float) -> Image.Image:
    return ImageEnhance.Contrast(picture).enhance(1 + 0.9 * amount)


def sharpness(picture: Image.Image, amount: float) -> Image.Image:
    return ImageEnhance.Sharpness(picture).enhance(1 + 0.9 * amount)


def posterize(picture: Image.Image, amount: float) -> Image.Image:
    return ImageOps.posterize(picture, 8 - round(4 * abs(amount)))


def solarize(picture: Image.Image, amount: float) -> Image.Image:
    return ImageOps.solarize(picture, round(256 * (1 - abs(amount))))


def auto_contrast(picture: Image.Image, amount: float) -> Image.Image:
    return ImageOps.autocontrast(picture)


def equalize(picture: Image.Image, amount: float) -> Image.Image:
    return ImageOps.equalize(picture)


def identity(picture: Image.Image, amount: float) -> Image.Image:
    return picture


OPERATIONS: tuple[Operation, ...] = (
    identity,
    auto_contrast,
    equalize,
    rotate,
    solarize,
    color,
    posterize,
    contrast,
    brightness,
    sharpness,
    shear_x,
    shear_y,
    translate_x,
    translate_y,
)


def _moved(picture: Image.Image, matrix: tuple[float, ...]) -> Image.Image:
    return picture.transform(picture.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=GREY)
