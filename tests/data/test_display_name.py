"""Laws of shown names: printable, on one line, inert, and still readable."""

import os

from hypothesis import given
from hypothesis import strategies as st

from corpus import HOSTILE_NAMES
from kindfold.data.display import display_name


@given(st.binary(max_size=40))
def test_any_name_is_printable_and_encodes(raw: bytes) -> None:
    shown = display_name(os.fsdecode(raw))
    shown.encode("utf-8")
    assert all(char.isprintable() or char in " \u200c\u200d\xa0" or char.isspace() for char in shown)
    assert not set(shown) & set("\x1b\n\r\t\0\x7f\x9b\u2028\u2029\u202e\u2066")


def test_hostile_names_stay_apart_and_readable() -> None:
    shown = [display_name(os.fsdecode(name)) for name in HOSTILE_NAMES]
    assert len(set(shown)) == len(shown)
    assert all("\x1b" not in name and "\n" not in name and name.endswith((".png", ".PNG", "suffix")) for name in shown)


def test_escapes_tell_what_was_there() -> None:
    assert (
        display_name("a\x1b[2J\n\u202eb" + os.fsdecode(b"\xff") + "\U000e0041") == r"a\x1b[2J\x0a\u202eb\xff\U000e0041"
    )
    assert display_name("Größe 5 – 猫 👩\u200d👧.png") == "Größe 5 – 猫 👩\u200d👧.png"
