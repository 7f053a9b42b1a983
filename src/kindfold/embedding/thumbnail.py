"""A small picture for people to look at, always re-encoded by us."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from kindfold.embedding.reader import read_rgb

SIDE = 160  # pixels: sharp on a card of 80 CSS pixels on dense screens
QUALITY = 80


def thumbnail(content: bytes | NDArray[np.generic], *, side: int = SIDE) -> bytes:
    """JPEG bytes of a picture that fits in `side` x `side` pixels, without metadata.

    Raises
    ------
    Unreadable : the picture cannot be read
    """
    picture = read_rgb(content, side=side)
    picture.thumbnail((side, side))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue()
