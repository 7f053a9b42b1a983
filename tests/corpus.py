"""A corpus of nasty pictures, made here at test time, each with the reason that it must be given (None: it is read)."""

import io
import os
import socket
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageCms, PngImagePlugin

from kindfold.errors import Reason

EXIF_ORIENTATION = 0x0112
MODES = {
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "TIFF": ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I;16B", "I", "F"],
    "JPEG": ["L", "RGB", "CMYK", "YCbCr"],
    "GIF": ["1", "L", "P", "RGBA"],
    "BMP": ["1", "L", "P", "RGB", "RGBA"],
    "WEBP": ["L", "RGB", "RGBA"],
    "PPM": ["1", "L", "I;16", "RGB"],
    "AVIF": ["RGB", "RGBA"],
}
COMPRESSIONS = ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"]
FOREIGN = {
    "a.txt": b"These are only words, and no picture at all.",
    "a.html": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "a.ps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(gs) run showpage\n",
    "a.pdf": b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n",
    "a.psd": b"8BPS\0\1" + bytes(40),
    "a.svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a.ico": b"\0\0\1\0\1\0\x10\x10" + bytes(40),
    "a.jp2": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40),
    "a.fits": b"SIMPLE  =                    T" + bytes(60),
    "a.wmf": b"\xd7\xcd\xc6\x9a" + bytes(40),
    "a.zip": b"PK\x03\x04" + bytes(40),
    "a.gz": b"\x1f\x8b\x08" + bytes(40),
    "a.elf": b"\x7fELF" + bytes(60),
    "a.mp4": b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + bytes(40),
    "a.wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
    "zeros": bytes(1000),
    "ones": b"\xff" * 1000,
    "noise": np.random.default_rng(7).bytes(1000),
    "one-byte": b"\x89",
    "half-signature": b"\x89PNG",
    "shifted": b"\n\x89PNG\r\n\x1a\n" + bytes(40),
}


class Case(NamedTuple):
    """One file: its name, its bytes, and the reason it must be refused with, or None."""

    name: str
    data: bytes
    reason: Reason | None = None


def cases() -> list[Case]:
    """Every case of the corpus, in a fixed order."""
    parts = (good, rotated, moving, decorated, truncated, foreign, corrupt, bombs)
    return [case for part in parts for case in part()]


def picture() -> Image.Image:
    """64 x 48 pixels, smooth, coloured, and different under every turn."""
    y, x = np.mgrid[0:48, 0:64]
    pixels = np.stack([4 * x, 5 * y, 255 - 3 * x - y], axis=2).clip(0, 255).astype(np.uint8)
    pixels[4:16, 6:26] = (230, 40, 40)
    pixels[30:44, 40:50] = (20, 200, 60)
    return Image.fromarray(pixels)


def in_mode(mode: str) -> Image.Image:
    """The picture in a mode of Pillow; deep modes fill their range."""
    if mode.startswith("I;16"):
        deep = (np.asarray(picture().convert("L"), dtype=np.uint16) * 257).astype("<u2")
        return Image.frombytes(mode, (64, 48), (deep.byteswap() if mode == "I;16B" else deep).tobytes())
    return picture().convert(mode)


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def good() -> Iterator[Case]:
    """Every format in every mode."""
    for format, modes in MODES.items():
        for mode in modes:
            yield Case(f"{format}-{mode}", encoded(in_mode(mode), format))
    for compression in COMPRESSIONS:
        yield Case(f"TIFF-{compression}", encoded(picture(), "TIFF", compression=compression))
    yield Case("TIFF-big", encoded(picture(), "TIFF", big_tiff=True))
    yield Case("JPEG-progressive", encoded(picture(), "JPEG", progressive=True))
    yield Case("PNG-tiny", encoded(picture().resize((1, 1)), "PNG"))
    yield Case("PNG-long", encoded(picture().resize((10, 1000)), "PNG"))
    yield Case("WEBP-lossless", encoded(picture(), "WEBP", lossless=True))


def rotated() -> Iterator[Case]:
    """Every orientation of EXIF in every format that has one; upright, all show the same."""
    for format in ("JPEG", "PNG", "WEBP", "TIFF"):
        for orientation in range(1, 9):
            yield Case(f"{format}-turn{orientation}", turned(orientation, format))


def turned(orientation: int, format: str) -> bytes:
    """The picture stored turned, with the tag that turns it back."""
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # ways of Image.transpose that undo what the tag asks for
    image = picture().resize((128, 96))
    stored = image.transpose(Image.Transpose(back[orientation])) if orientation > 1 else image
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    return encoded(stored, format, exif=exif)


def moving() -> Iterator[Case]:
    """Animations and files of several pages: the first picture counts."""
    others = [Image.new("RGB", (64, 48), "black")] * 3
    for format, options in {
        "GIF": {},
        "PNG": {},
        "WEBP": {"lossless": True},
        "TIFF": {},
        "MPO": {},
        "AVIF": {},
    }.items():
        yield Case(f"{format}-frames", encoded(picture(), format, save_all=True, append_images=others, **options))


def decorated() -> Iterator[Case]:
    """Metadata that is odd, damaged or hostile around sound pixels."""
    jpeg = encoded(picture(), "JPEG")
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    segments = {
        "junk": b"Exif\0\0" + bytes(range(200)),
        "short": b"Exif\0\0II*\0",
        "loop": b"Exif\0\0II*\0" + b"\x08\0\0\0" * 9,
    }
    for name, segment in segments.items():
        yield Case(
            f"JPEG-exif-{name}", jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]
        )
    for name, profile in {"srgb": srgb, "lab": lab, "junk": bytes(range(256)) * 4, "empty": b""}.items():
        yield Case(f"JPEG-icc-{name}", encoded(picture(), "JPEG", icc_profile=profile))
        yield Case(f"PNG-icc-{name}", encoded(in_mode("RGBA"), "PNG", icc_profile=profile))
        yield Case(f"CMYK-icc-{name}", encoded(in_mode("CMYK"), "JPEG", icc_profile=profile))
    note = PngImagePlugin.PngInfo()
    note.add_itxt("Comment", "<script>alert(1)</script>\x1b[2J")
    yield Case("PNG-note", encoded(picture(), "PNG", pnginfo=note))
    yield Case("PNG-key-colour", encoded(picture(), "PNG", transparency=(230, 40, 40)))
    yield Case("P-bytes-alpha", encoded(in_mode("P"), "PNG", transparency=bytes(range(256))))
    yield Case("JPEG-tail", jpeg + b"<?php system($_GET[0]); ?>" * 9)
    yield Case("PNG-tail", encoded(picture(), "PNG") + b"PK\x03\x04" * 9)
    yield Case("JPEG-thumbnail", jpeg[:2] + b"\xff\xe2" + struct.pack(">H", len(jpeg) + 2) + jpeg + jpeg[2:])


def truncated() -> Iterator[Case]:
    """Sound files cut at many points."""
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 256, (48, 64, 3), dtype=np.uint8))
    files = {f"{format}-{mode}": (noise.convert(mode), format) for format, mode in _CUT}
    whole = {name: encoded(image, format) for name, (image, format) in files.items()}
    whole["JPEG-progressive"] = encoded(noise, "JPEG", progressive=True)
    whole["JPEG-thumbnail"] = next(case.data for case in decorated() if case.name == "JPEG-thumbnail")
    whole |= {f"TIFF-{way}": encoded(noise, "TIFF", compression=way) for way in COMPRESSIONS[1:]}
    for name, data in whole.items():
        for percent in (10, 30, 50, 70, 90):
            yield Case(f"{name}-cut{percent}", data[: max(33, len(data) * percent // 100)], Reason.TRUNCATED)


_CUT = [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("GIF", "P")]
_CUT += [("BMP", "RGB"), ("BMP", "P"), ("WEBP", "RGB"), ("TIFF", "RGB"), ("TIFF", "L"), ("PPM", "RGB"), ("AVIF", "RGB")]


def foreign() -> Iterator[Case]:
    """Other files under the name of a picture, and none at all."""
    yield Case("nothing", b"", Reason.EMPTY)
    for name, data in FOREIGN.items():
        yield Case(name, data, Reason.NOT_AN_IMAGE)


def corrupt() -> Iterator[Case]:
    """Whole files whose inside is wrong."""
    header = struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)
    body = zlib.compress(np.asarray(picture()).tobytes())
    yield Case("PNG-wrong-checksum", _flipped(png(header, body), 30), Reason.CORRUPT)
    yield Case("PNG-no-zlib", png(header, b"\xff" * 200), Reason.CORRUPT)
    yield Case("PNG-damaged-zlib", png(header, body[:50] + b"\xff" * 9 + body[59:]), Reason.CORRUPT)
    yield Case("PNG-no-pixels", png(header, None), Reason.CORRUPT)
    yield Case("PNG-odd-depth", png(struct.pack(">IIBBBBB", 64, 48, 77, 99, 0, 0, 0), body), Reason.CORRUPT)
    yield Case("PNG-no-width", png(struct.pack(">IIBBBBB", 0, 48, 8, 2, 0, 0, 0), body), Reason.CORRUPT)
    jpeg = encoded(picture(), "JPEG")
    yield Case("JPEG-hollow", b"\xff\xd8\xff\xd9" + bytes(40), Reason.CORRUPT)
    yield Case(
        "JPEG-no-tables", jpeg.replace(b"\xff\xdb", b"\xff\xfe").replace(b"\xff\xc4", b"\xff\xfe"), Reason.CORRUPT
    )
    yield Case("JPEG-no-frame", jpeg.replace(b"\xff\xc0", b"\xff\xfe"), Reason.CORRUPT)
    yield Case("JPEG-12-bits", jpeg.replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c"), Reason.CORRUPT)
    gif = encoded(in_mode("P"), "GIF")
    yield Case("GIF-no-frame", gif[: _frames(gif)] + b";", Reason.CORRUPT)
    yield Case("GIF-junk-block", gif[: _frames(gif)] + b"\x99" * 40, Reason.CORRUPT)
    webp = encoded(picture(), "WEBP")
    yield Case("WEBP-junk", webp[:20] + b"\xee" * (len(webp) - 20), Reason.CORRUPT)
    yield Case("TIFF-odd-compression", tiff({259: 31337}), Reason.CORRUPT)
    yield Case("TIFF-no-width", tiff({256: 0}), Reason.CORRUPT)
    bmp = encoded(picture(), "BMP")
    yield Case("BMP-3-bits", bmp[:28] + b"\x03\0" + bmp[30:], Reason.CORRUPT)
    avif = encoded(picture(), "AVIF")
    start = avif.index(b"mdat") + 4
    yield Case("AVIF-junk", avif[:start] + b"\xee" * (len(avif) - start), Reason.CORRUPT)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


def _frames(gif: bytes) -> int:
    """Where the blocks of a GIF begin: behind its colour table."""
    return 13 + 3 * 2 ** ((gif[10] & 7) + 1)


def bombs() -> Iterator[Case]:
    """Small files that ask for a lot."""
    sizes = {"wide": (30000, 1), "tall": (1, 30000), "thin": (3, 400), "huge": (30000, 30000), "edge": (13378, 13378)}
    for name, (width, height) in sizes.items():
        header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        yield Case(f"PNG-{name}", png(header, zlib.compress(bytes(1000))), Reason.TOO_LARGE)
    yield Case("PNG-4-giga", png(struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 1, 0, 0, 0, 0), b""), Reason.TOO_LARGE)
    yield Case("GIF-screen", b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + GIF_FRAME, Reason.TOO_LARGE)
    yield Case("BMP-header", bmp_header(20000, 20000), Reason.TOO_LARGE)
    yield Case("PPM-header", b"P6 60000 60000 255\n" + bytes(100), Reason.TOO_LARGE)
    yield Case("TIFF-header", tiff({256: 100000, 257: 100000}), Reason.TOO_LARGE)
    yield Case("TIFF-tile", tiff({322: 40000, 323: 40000, 324: 8, 325: 8}), Reason.TOO_LARGE)
    jpeg = encoded(picture(), "JPEG")
    yield Case(
        "JPEG-header", jpeg.replace(struct.pack(">HH", 48, 64), struct.pack(">HH", 65000, 65000)), Reason.TOO_LARGE
    )
    waves = encoded(picture(), "JPEG", progressive=True)
    last = waves.rindex(b"\xff\xda")
    yield Case("JPEG-scans", waves[:-2] + waves[last:-2] * 500 + b"\xff\xd9", Reason.TOO_LARGE)
    plain = encoded(Image.new("L", (6000, 6000)), "JPEG", progressive=True, quality=10)
    last = plain.rindex(b"\xff\xda")
    yield Case("JPEG-scans-large", plain[:-2] + plain[last:-2] * 150 + b"\xff\xd9", Reason.TOO_LARGE)
    header, body = struct.pack(">IIBBBBB", 64, 48, 8, 0, 0, 0, 0), zlib.compress(bytes(65 * 48))
    text = zlib.compress(bytes(100_000_000))
    for kind, start in {b"zTXt": b"a\0\0", b"iTXt": b"a\0\1\0\0\0", b"iCCP": b"a\0\0"}.items():
        yield Case(f"PNG-{kind.decode()}", png(header, body, chunk(kind, start + text)), Reason.TOO_LARGE)
    many = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1_000_000))) * 100
    yield Case("PNG-many-texts", png(header, body, many), Reason.TOO_LARGE)


GIF_FRAME = b"," + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\0;"


def png(header: bytes, body: bytes | None, extra: bytes = b"") -> bytes:
    """A PNG put together by hand."""
    pixels = b"" if body is None else chunk(b"IDAT", body)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + pixels + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bmp_header(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IIIIiiHHIIiiII", 54, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


def tiff(changes: dict[int, int]) -> bytes:
    """A grey TIFF of 16 x 16 pixels with some tags changed."""
    tags = {256: 16, 257: 16, 258: 8, 259: 1, 262: 1, 273: 200, 277: 1, 278: 16, 279: 256} | changes
    if 322 in changes:
        tags = {tag: value for tag, value in tags.items() if tag not in (273, 278, 279)}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags.items()))
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)
    return head.ljust(200, b"\0") + bytes(range(256))


# Names that do harm where they are shown, or that no library expects.
HOSTILE_NAMES = [
    b"-rf.png",
    b"--help.png",
    b"a b.png",
    b"new\nline.png",
    b"tab\t.png",
    b"bell\x07.png",
    b"\x1b[2Jclear.png",
    b"\x1b]0;title\x07.png",
    b"\xff\xfe-not-utf8.png",
    b"half-\xe2\x82.png",
    "latin-\xe9.png".encode("latin-1"),
    "\u202egnp.exe.png".encode(),
    "\u2066isolate.png".encode(),
    "e\u0301.png".encode(),
    "\u00e9.png".encode(),
    "\u2028line.png".encode(),
    "\U0001f469\u200d\U0001f469\u200d\U0001f467.png".encode(),
    b"<script>alert(1)<\\script>.png",
    b"<img src=x onerror=alert(1)>.png",
    b"'\"&amp;.png",
    b"=cmd|'calc'!A1.png",
    b"+1+1.png",
    b"@SUM(1).png",
    b"$(touch pwned).png",
    b"`touch pwned`.png",
    b";touch pwned;.png",
    b"%s%n%x.png",
    b"{{7*7}}.png",
    b"*.png",
    b"[a].png",
    b"~.png",
    b"back\\slash.png",
    b"C:drive.png",
    b"CON.png",
    b"x" * 251 + b".png",
    b" .png",
    b"dot..dot.png",
    b"no-suffix",
    b"UPPER.PNG",
    b"many.many.dots.png",
]


def plant(root: Path) -> dict[str, Reason | None]:
    """Fill a folder with hostile names, special files, links and cycles; tells what becomes of each id when listed."""
    data = encoded(picture(), "PNG")
    expected: dict[str, Reason | None] = {}
    for name in HOSTILE_NAMES:
        Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_bytes(data)
        expected[os.fsdecode(name)] = None
    (root / "deep" / "deeper").mkdir(parents=True)
    (root / "deep" / "deeper" / "in_cycle.png").write_bytes(data)
    expected["deep/deeper/in_cycle.png"] = None
    for id, (make, reason) in _SPECIAL.items():
        try:
            make(root / id)
        except PermissionError:  # devices need a privileged user
            continue
        expected[id] = reason
    return expected


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(path.parent)  # the path of a socket is short
        try:
            server.bind(path.name)
        finally:
            os.chdir(before)


def _device(path: Path) -> None:
    os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))  # endless zeros


_SPECIAL: dict[str, tuple[Callable[[Path], None], Reason]] = {
    "pipe.png": (os.mkfifo, Reason.NOT_REGULAR),
    "socket.jpg": (_socket, Reason.NOT_REGULAR),
    "device.png": (_device, Reason.NOT_REGULAR),
    "to_file.png": (lambda path: path.symlink_to("a b.png"), Reason.LINK),
    "to_etc.png": (lambda path: path.symlink_to("/etc/hostname"), Reason.LINK),
    "to_nothing.png": (lambda path: path.symlink_to("nowhere"), Reason.LINK),
    "to_itself.png": (lambda path: path.symlink_to("to_itself.png"), Reason.LINK),
    "to_folder": (lambda path: path.symlink_to("deep"), Reason.LINK),
    "to_root": (lambda path: path.symlink_to("/"), Reason.LINK),
    "deep/up": (lambda path: path.symlink_to(".."), Reason.LINK),
    "deep/deeper/here": (lambda path: path.symlink_to("."), Reason.LINK),
}
