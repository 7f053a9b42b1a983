"""Does an encoded picture end before it should? Answered from its structure, after a decoder gave up."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])", re.DOTALL)  # JPEG, stuffed bytes and restarts left out
_GAP = rb"(?:\s|#[^\n]*\n)+"
_PBM = re.compile(rb"P([14])" + _GAP + rb"(\d+)" + _GAP + rb"(\d+)\s")
_PGM = re.compile(rb"P([2356])" + _GAP + rb"(\d+)" + _GAP + rb"(\d+)" + _GAP + rb"(\d+)\s")
_SIZES = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8)  # bytes of the types of TIFF, by their number
_LETTERS = {1: "B", 3: "H", 4: "I", 16: "Q"}  # those that offsets and counts have
_STRIPS = ((273, 279), (324, 325))  # StripOffsets, StripByteCounts; TileOffsets, TileByteCounts


def ends_early(data: bytes, format: str) -> bool:
    """Whether the structure of a file that could not be decoded points past its end."""
    try:
        return _ENDINGS[format](data)
    except (struct.error, IndexError):  # the structure itself is cut
        return True


def _jpeg(data: bytes) -> bool:
    """No end-of-image marker follows the last scan; thumbnails inside segments do not count."""
    at = 2
    while match := _MARKER.search(data, at):
        marker, at = match[1][0], match.end()
        if marker == 0xD9:
            return False
        if marker not in (0x01, 0xD8):
            at += struct.unpack_from(">H", data, at)[0]
    return True


def _png(data: bytes) -> bool:
    at = 8
    while data[at + 4 : at + 8] != b"IEND":
        at += 12 + struct.unpack_from(">I", data, at)[0]
    return at + 12 > len(data)


def _gif(data: bytes) -> bool:
    at = 13 + _colours(data[10])
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            at += 11 + _colours(data[at + 9])
        elif data[at] == 0x21:
            at += 2
        else:
            return False  # neither picture nor extension: corrupt, not short
        while data[at]:
            at += 1 + data[at]
        at += 1
    return False


def _colours(flags: int) -> int:
    """Bytes of a GIF colour table."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _bmp(data: bytes) -> bool:
    size, offset, width, height, bits, method = struct.unpack_from("<I4xI4xii2xHI", data, 2)
    rows = 0 if method else (width * bits + 31) // 32 * 4 * abs(height)  # uncompressed
    return bool(max(size, offset + rows) > len(data))


def _webp(data: bytes) -> bool:
    return bool(8 + struct.unpack_from("<I", data, 4)[0] > len(data))


def _tiff(data: bytes) -> bool:
    """The first directory, a value it refers to, or a strip or tile that it lists, lies past the end."""
    entries = dict(_directory(data))
    return any(
        start + count > len(data)
        for offsets, counts in _STRIPS
        for start, count in zip(entries.get(offsets, ()), entries.get(counts, ()), strict=False)
    )


def _directory(data: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Tags of the first directory whose values are whole numbers; an `IndexError` where a value is not in the file."""
    order = "<" if data[:2] == b"II" else ">"
    big = struct.unpack_from(order + "H", data, 2)[0] == 43
    word, size = ("Q", 8) if big else ("I", 4)
    at = struct.unpack_from(order + word, data, 8 if big else 4)[0]
    n = struct.unpack_from(order + ("Q" if big else "H"), data, at)[0]
    first, step = at + (8 if big else 2), 4 + 2 * size
    for entry in range(first, first + step * min(n, 0xFFFF), step):
        tag, kind, count = struct.unpack_from(order + "HH" + word, data, entry)
        value = entry + 4 + size
        width = count * (_SIZES[kind] if kind < len(_SIZES) else 0)
        start = value if width <= size else struct.unpack_from(order + word, data, value)[0]
        if start + width > len(data):
            raise IndexError
        if kind in _LETTERS:
            yield tag, struct.unpack_from(f"{order}{count}{_LETTERS[kind]}", data, start)


def _boxes(data: bytes) -> bool:
    """HEIF and AVIF: a box at the top is longer than what is left."""
    at = 0
    while at < len(data):
        size = struct.unpack_from(">I", data, at)[0]
        if size == 0:
            return False
        if size == 1:
            size = struct.unpack_from(">Q", data, at + 8)[0]
        if size < 8:
            return False
        at += size
    return at > len(data)


def _ppm(data: bytes) -> bool:
    """Fewer bytes (or numbers, in the plain forms P1 to P3) than the header asks for."""
    header = (_PBM if data[1:2] in b"14" else _PGM).match(data)
    if header is None:
        return len(data) < 16
    kind, width, height = int(header[1]), int(header[2]), int(header[3])
    if kind == 4:
        return len(data) - header.end() < (width + 7) // 8 * height
    n = width * height * (3 if kind in (3, 6) else 1)
    if kind > 3:
        return len(data) - header.end() < n * (2 if int(header[4]) > 255 else 1)
    return len(data[header.end() :].split()) < n if kind > 1 else sum(map(data.count, (b"0", b"1"))) < n


_ENDINGS: dict[str, Callable[[bytes], bool]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "GIF": _gif,
    "BMP": _bmp,
    "WEBP": _webp,
    "TIFF": _tiff,
    "PPM": _ppm,
    "HEIF": _boxes,
    "AVIF": _boxes,
}
