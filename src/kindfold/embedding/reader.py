"""From bytes to an upright sRGB picture, safely: every failure is an `Unreadable` with its reason."""

from __future__ import annotations

import io
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from kindfold.data.signatures import HEAD, sniff
from kindfold.data.sources import MAX_BYTES
from kindfold.errors import Reason, Unreadable


class Limits(NamedTuple):
    """What is refused before a single pixel is decoded."""

    bytes: int = MAX_BYTES
    pixels: int = 178_956_970  # where Pillow refuses too
    ratio: int = 100  # longer side over shorter side


STANDARD = Limits()


def read_rgb(data: bytes | NDArray[np.generic], *, side: int | None = None, limits: Limits = STANDARD) -> Image.Image:
    if isinstance(data, np.ndarray):
        return Image.fromarray(data).convert("RGB")
    format = sniff(data[:HEAD])
    if not data:
        raise Unreadable(Reason.EMPTY, "the file has no bytes")
    if format is None:
        raise Unreadable(Reason.NOT_AN_IMAGE, "begins like no allowed format")
    try:
        image = Image.open(io.BytesIO(data), formats=(format,))
        if side:
            image.draft(None, (side, side))
        image.load()
        return ImageOps.exif_transpose(image).convert("RGB")
    except Exception as error:
        raise Unreadable(Reason.CORRUPT, str(error)) from error
