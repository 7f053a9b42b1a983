"""Pixels of any mode as 8-bit sRGB: deep ones scaled, transparent ones on white, profiles applied."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

STRIP = 2**22  # pixels worked on at a time, so that memory stays near that of the decoded picture
MAX_PROFILE = 2**22  # bytes; a print profile has about 2 MiB
DEEP = ("I", "F", "I;16", "I;16L", "I;16B", "I;16N")


def to_srgb(image: Image.Image, *, factor: int = 1) -> Image.Image:
    """Convert to RGB, each side divided by a whole `factor` (means over squares of pixels)."""
    transform = _transform(image.info.get("icc_profile"), _flat_mode(image))
    if factor == 1 and image.mode == "RGB" and "transparency" not in image.info and transform is None:
        return image
    result = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    span = _image_span(image) if image.mode in DEEP else None
    for top, strip in _strips(image, factor):
        flat = Image.fromarray(_to_bytes(np.asarray(strip), *span)) if span else _on_white(strip)
        small = flat.reduce(factor) if factor > 1 else flat
        rgb = small.convert("RGB") if transform is None else transform.apply(small)
        result.paste(rgb, (0, top // factor))
    return result


def from_array(array: NDArray[np.generic]) -> Image.Image:
    """An array (h, w), (h, w, 1), (h, w, 3) or (h, w, 4) of any numbers as a picture of 8 bits a band.

    uint8 stays; uint16 is scaled from its full range, true is white; of the others, 0..1 (real numbers) and 0..255 are
    taken as such and anything wider is stretched from its least to its greatest value.
    """
    array = array[..., 0] if array.ndim == 3 and array.shape[2] == 1 else array
    if array.dtype == np.uint8:
        return Image.fromarray(np.ascontiguousarray(array))
    if array.dtype == np.bool_:
        return Image.fromarray(array.astype(np.uint8) * np.uint8(255))
    return Image.fromarray(_to_bytes(array, *_span([array])))


def _to_bytes(array: NDArray[np.generic], low: float, high: float) -> NDArray[np.uint8]:
    """Bring low..high to 0..255; what is no number becomes black."""
    numbers = np.nan_to_num(array.astype(np.float64), nan=low, posinf=high, neginf=low)
    return np.rint((np.clip(numbers, low, high) - low) * (255 / (high - low))).astype(np.uint8)


def _image_span(image: Image.Image) -> tuple[float, float]:
    if image.mode == "I" and image.format == "PPM":  # Pillow's mode for 16 bits there
        return 0.0, 65535.0
    return _span(np.asarray(strip) for _, strip in _strips(image, 1))


def _span(strips: Iterable[NDArray[np.generic]]) -> tuple[float, float]:
    """Which values are black and white, in pieces of one picture."""
    low, high, dtype = np.inf, -np.inf, None
    for strip in strips:
        dtype = strip.dtype
        if dtype.kind == "u" and dtype.itemsize == 2:
            return 0.0, 65535.0
        finite = strip[np.isfinite(strip)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    is_real = dtype is not None and dtype.kind == "f"
    for top in (1.0, 255.0) if is_real else (255.0,):
        if low >= 0 and high <= top:
            return 0.0, top
    return low, high if high > low else low + abs(low) + 1  # a picture of one value is black


def _strips(image: Image.Image, factor: int) -> Iterator[tuple[int, Image.Image]]:
    """Pieces of full width whose height is a multiple of the factor, with the row they begin at."""
    rows = max(1, STRIP // (image.width * factor)) * factor
    if rows >= image.height:
        yield 0, image
        return
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info


def _flat_mode(image: Image.Image) -> str:
    """The mode that a profile is applied to."""
    if image.mode in ("RGB", "L", "CMYK") and not _is_transparent(image):
        return image.mode
    return "L" if image.mode in ("1", "LA", "La", *DEEP) else "RGB"


def _on_white(image: Image.Image) -> Image.Image:
    """Colours as seen on white paper, in mode `_flat_mode`."""
    mode = _flat_mode(image)
    if not _is_transparent(image):
        return image if image.mode == mode else image.convert(mode)
    seen = image.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(paper, seen).convert(mode)


class _Transform:
    """A colour profile applied; shared by threads, as it keeps no cache of pixels."""

    def __init__(self, profile: bytes, mode: str) -> None:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        self.inner = ImageCms.buildTransform(source, target, mode, "RGB", flags=ImageCms.Flags.NOCACHE)

    def apply(self, image: Image.Image) -> Image.Image:
        result = ImageCms.applyTransform(image, self.inner)
        assert result is not None  # only None in place
        return result


def _transform(profile: object, mode: str) -> _Transform | None:
    """The way from a profile to sRGB; None when there is none, it is sRGB already, or it does not fit the picture."""
    if (
        not isinstance(profile, bytes)
        or not 128 <= len(profile) <= MAX_PROFILE
        or b"sRGB" in profile.replace(b"\0", b"")
    ):
        return None
    return _built(profile, mode)


@lru_cache(maxsize=16)
def _built(profile: bytes, mode: str) -> _Transform | None:
    try:
        return _Transform(profile, mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
