"""The one way in which a name from outside is shown: nothing in it can act, everything in it can be seen."""

from __future__ import annotations

import unicodedata

# Controls, invisible formats (bidi overrides among them), surrogates, line and paragraph separators.
ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
JOINERS = frozenset("\u200c\u200d")  # Persian words and family emoji are misspelt without them


def display_name(name: str) -> str:
    r"""Escape what would act on a terminal or on the direction of text: "\x1b" becomes four visible characters.

    Bytes of a file name that are not UTF-8 (surrogates U+DC80 to U+DCFF, PEP 383) are shown as the byte.
    """
    if name.isascii() and name.isprintable():
        return name
    return "".join(_visible(letter) for letter in name)


def _visible(letter: str) -> str:
    if letter in JOINERS or unicodedata.category(letter) not in ACTING:
        return letter
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
