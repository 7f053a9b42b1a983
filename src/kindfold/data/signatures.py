"""Which files count as pictures, by name or by their first bytes."""

from __future__ import annotations

import re

HEAD = 32  # bytes that `sniff` needs

READ = {
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".gif", ".bmp", ".dib", ".webp"),
    *(".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm", ".heic", ".heif", ".hif", ".avif"),
}
REFUSED = {".svg", ".ico", ".jp2", ".jxl", ".psd", ".tga", ".eps"}  # pictures, yet never decoded: they are itemised
SUFFIXES = frozenset(READ | REFUSED)

_AVIF = {b"avif", b"avis"}
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_PATTERNS = {
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "BMP": re.compile(rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL),  # with the size of its second header
    "WEBP": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "TIFF": re.compile(rb"II[*+]\0|MM\0[*+]"),
    "PPM": re.compile(rb"P[1-6]\s+[\d#]"),
}


def sniff(head: bytes) -> str | None:
    """The allowed format that begins so, as Pillow calls it, or None."""
    if head[4:8] == b"ftyp":
        return _brand(head)
    return next((name for name, pattern in _PATTERNS.items() if pattern.match(head)), None)


def looks_like_picture(name: str) -> bool:
    """Whether a file of this name is taken for a picture without a look inside."""
    _, dot, suffix = name.rpartition(".")
    return dot + suffix.lower() in SUFFIXES


def _brand(head: bytes) -> str | None:
    """Tell AVIF from HEIF: the major brand, or the compatible ones where it is the general "mif1"."""
    brands = [head[8:12], *(head[i : i + 4] for i in range(16, len(head) - 3, 4))]
    if brands[0] in _AVIF or (brands[0] in {b"mif1", b"msf1"} and _AVIF & set(brands)):
        return "AVIF"
    return "HEIF" if brands[0] in _HEIF else None
