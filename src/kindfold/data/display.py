"""How a name from outside is shown: all of it can be seen, nothing in it acts on a terminal, a log or a page."""

from __future__ import annotations

import unicodedata

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # controls, bidi and others that format, no characters
JOINERS = frozenset("\u200c\u200d")  # inside emoji and Indic or Persian words they change what is seen, not its order


def display_name(name: str) -> str:
    r"""Escape what would act or not be seen: ESC as ``\x1b``, a raw byte 0xff as ``\xff``, RLO as ``\u202e``.

    The result is printable, on one line, and encodes as UTF-8.
    """
    if name.isascii() and name.isprintable():
        return name
    return "".join(map(_shown, name))


def _shown(char: str) -> str:
    if char in JOINERS or unicodedata.category(char) not in UNSEEN:
        return char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was not UTF-8 (surrogateescape, PEP 383)
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
