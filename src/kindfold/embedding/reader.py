"""From bytes to an upright sRGB picture, safely: every failure is an `Unreadable` with its reason."""

from __future__ import annotations

import io
import logging
import math
import re
import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError, features

from kindfold.data.signatures import HEAD, sniff
from kindfold.data.sources import MAX_BYTES
from kindfold.embedding.endings import ends_early
from kindfold.embedding.pixels import from_array, to_srgb
from kindfold.errors import Reason, Unreadable

LARGE = 2**25  # pixels; larger pictures come back reduced even when no side is asked for
BUDGET = 800 * 2**20  # bytes of the encoded picture and of its decoder; with the result it stays below 1 GiB
COST = {"TIFF": 8, "WEBP": 16, "AVIF": 16, "HEIF": 16}  # bytes a pixel at the peak, where the decoder keeps copies
COPIES = 2  # of the decoded pixels while they are turned to sRGB and made smaller
MAX_SCANS = 200  # of a JPEG; each is a pass over the whole picture
MAX_PASSED = 2**32  # pixels that all scans pass over, some seconds
ORIENTATION = 0x0112  # the EXIF tag
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


logging.getLogger("PIL").addHandler(logging.NullHandler())  # what it logs goes to handlers, never to the terminal
_QUIET = ("ignore", None, Warning, re.compile(r"PIL\b"), 0)


class Limits(NamedTuple):
    """What is refused before a single pixel is decoded."""

    bytes: int = MAX_BYTES
    pixels: int = 178_956_970  # where Pillow refuses too
    ratio: int = 100  # longer over shorter side: scaling the shorter side up to an encoder's would make giga-pixels


STANDARD = Limits()


def read_rgb(data: bytes | NDArray[np.generic], *, side: int | None = None, limits: Limits = STANDARD) -> Image.Image:
    """Decode the first picture in `data`: upright, RGB, 8 bits, sRGB, on white.

    Parameters
    ----------
    data : an encoded picture (JPEG, PNG, GIF, BMP, WebP, TIFF, PPM, AVIF, and HEIC with the `heif` extra), told by
        its content; or an array (h, w), (h, w, 1), (h, w, 3) or (h, w, 4)
    side : the shorter side that is needed; a larger picture is reduced by a whole factor and stays at least as large
    limits : bytes, pixels and side ratio that are refused

    Raises
    ------
    Unreadable : whatever is wrong with the picture. The same bytes always give the same pixels, in any thread.
    """
    _hush()
    if isinstance(data, np.ndarray):
        return _upright(_from_array(data, limits), side)
    format = _format(data, limits)
    try:
        return _upright(_decoded(data, format, side, limits), side)
    except Unreadable:
        raise
    except Exception as error:  # decoders raise whatever they like on damaged data
        raise _judged(error, data, format) from error


def cost_of(data: bytes | NDArray[np.generic], *, side: int | None = None, limits: Limits = STANDARD) -> int:
    """About how many bytes `read_rgb` takes while it decodes a picture, from its head alone; 0 for what it refuses."""
    _hush()
    if isinstance(data, np.ndarray):
        return int(COPIES * data.nbytes)
    try:
        format = _format(data, limits)
        image = _open_heif(data, limits) if format == "HEIF" else Image.open(io.BytesIO(data), formats=(format,))
        cost = _cost(image, format, data)
        width, height = _extent(image)
        _draft(image, side)
    except Exception:  # damaged: the decoder will say of what kind it is
        return 0
    whole = cost * width * height if cost > 4 else 0  # kept by the decoder even where less comes out
    return len(data) + max(whole, cost * image.width * image.height) + COPIES * 3 * image.width * image.height


def size_of(data: bytes | NDArray[np.generic], *, limits: Limits = STANDARD) -> tuple[int, int]:
    """Width and height of a picture as `read_rgb` turns it, from its head alone. Raises `Unreadable`."""
    _hush()
    if isinstance(data, np.ndarray):
        return data.shape[1], data.shape[0]
    format = _format(data, limits)
    try:
        opened = _open_heif(data, limits) if format == "HEIF" else Image.open(io.BytesIO(data), formats=(format,))
        return opened.size if _orientation(opened) < 5 else opened.size[::-1]
    except Unreadable:
        raise
    except Exception as error:  # as above
        raise _judged(error, data, format) from error


def _upright(image: Image.Image, side: int | None) -> Image.Image:
    turn = UPRIGHT.get(_orientation(image))
    result = to_srgb(image, factor=_factor(image.size, side))
    return result if turn is None else result.transpose(turn)


def _from_array(array: NDArray[np.generic], limits: Limits) -> Image.Image:
    if array.size == 0:
        raise Unreadable(Reason.EMPTY, f"an array of shape {array.shape}")
    _check_size(array.shape[1], array.shape[0], limits)
    if not np.isfinite(array).all():
        raise Unreadable(Reason.CORRUPT, "an array with NaN or infinity")
    return from_array(array)


def _decoded(data: bytes, format: str, side: int | None, limits: Limits) -> Image.Image:
    """A loaded picture in its own mode."""
    image = _open_heif(data, limits) if format == "HEIF" else Image.open(io.BytesIO(data), formats=(format,))
    _check_size(*_extent(image), limits, cost=_cost(image, format, data), taken=len(data))
    _draft(image, side)
    image.load()
    return image


def _format(data: bytes, limits: Limits) -> str:
    if not data:
        raise Unreadable(Reason.EMPTY, "no bytes")
    if len(data) > limits.bytes:
        raise Unreadable(Reason.TOO_LARGE, f"{len(data):,} bytes; at most {limits.bytes:,} are read")
    format = sniff(data[:HEAD])
    if format is None:
        raise Unreadable(Reason.NOT_AN_IMAGE, "its first bytes are those of no format that is read")
    if format == "AVIF" and not features.check("avif"):
        raise Unreadable(Reason.NEEDS_EXTRA, "this build of Pillow reads no AVIF; install Pillow from its own wheel")
    return format


def _open_heif(data: bytes, limits: Limits) -> Image.Image:
    try:
        import pillow_heif
    except ImportError as error:
        raise Unreadable(Reason.NEEDS_EXTRA, "HEIC is read with: pip install 'kindfold[heif]'") from error
    file = pillow_heif.open_heif(io.BytesIO(data))
    width, height = file.size
    _check_size(width, height, limits, cost=COST["HEIF"], taken=len(data))
    image: Image.Image = file.to_pillow()
    return image


def _extent(image: Image.Image) -> tuple[int, int]:
    """Width and height that the decoder allocates: a tile of a TIFF may be larger than its picture."""
    tags = getattr(image, "tag_v2", {})
    tile = [tags.get(tag, 0) for tag in (322, 323)]
    if all(isinstance(length, int) for length in tile) and tile[0] * tile[1] > image.width * image.height + 2**24:
        return tile[0], tile[1]
    return image.size


def _cost(image: Image.Image, format: str, data: bytes) -> int:
    """Bytes a pixel while decoding. A JPEG of several scans keeps all its coefficients, two bytes each."""
    if format != "JPEG":
        return COST.get(format, 4)
    scans = data.count(b"\xff\xda")
    if scans > MAX_SCANS or scans * image.width * image.height > MAX_PASSED:
        raise Unreadable(Reason.TOO_LARGE, f"{scans} scans of {image.width:,} x {image.height:,} pixels")
    return 4 if scans == 1 else 2 * len(image.getbands()) + 1


def _check_size(width: int, height: int, limits: Limits, *, cost: int = 4, taken: int = 0) -> None:
    if min(width, height) < 1:
        raise Unreadable(Reason.CORRUPT, f"{width} x {height} pixels")
    pixels = min(limits.pixels, (BUDGET - taken) // cost)
    if width * height > pixels:
        raise Unreadable(Reason.TOO_LARGE, f"{width:,} x {height:,} pixels; at most {pixels:,} are decoded")
    if max(width, height) > limits.ratio * min(width, height):
        raise Unreadable(Reason.TOO_LARGE, f"{width:,} x {height:,} pixels; a ratio of {limits.ratio} is the most")


def _draft(image: Image.Image, side: int | None) -> None:
    """Let a JPEG be decoded at 1/2, 1/4 or 1/8 where its shorter side stays long enough."""
    if side is None and image.width * image.height > LARGE:
        side = min(image.size) // 2
    if side is not None:
        image.draft(None, (side, side))


def _factor(size: tuple[int, int], side: int | None) -> int:
    """By what a decoded picture is reduced: twice the needed side is left for the last, smooth resize."""
    needed = min(size) // (2 * side) if side else 1
    return max(1, needed, math.ceil(math.sqrt(size[0] * size[1] / LARGE)))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # damaged metadata cost no picture
        return 1


def _judged(error: Exception, data: bytes, format: str) -> Unreadable:
    """The reason behind an exception of a decoder."""
    text = "its header cannot be read" if isinstance(error, UnidentifiedImageError) else str(error)  # has an address
    if isinstance(error, MemoryError | Image.DecompressionBombError) or "text chunk" in text or "MAX_TEXT" in text:
        return Unreadable(Reason.TOO_LARGE, f"{format}: {text or 'it does not fit into memory'}")
    return Unreadable(Reason.TRUNCATED if ends_early(data, format) else Reason.CORRUPT, f"{format}: {text[:200]}")


def _hush() -> None:
    """Have no thread print what Pillow warns of: the errors tell it all.

    One filter for the process, put back in front should somebody have replaced the list; unlike `catch_warnings`, which
    swaps the list and so is not safe between threads.
    """
    if not warnings.filters or warnings.filters[0] != _QUIET:
        warnings.filterwarnings("ignore", module=_QUIET[3].pattern)
