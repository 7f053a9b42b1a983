import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindfold.reporting.display import display_name


@pytest.mark.parametrize("name", ["plain.jpg", "Grüße 日本 תמונה.png", "👩\u200d🔬", "می\u200cروم", "a b\u00a0c"])
def test_readable_names_stay_as_they_are(name):
    assert display_name(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("a\nb", r"a\x0ab"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2028", r"\u2028"),
        ("caf\udce9", r"caf\xe9"),
        ("\ud83d", r"\ud83d"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_acting_characters_are_spelt_out(name, shown):
    assert display_name(name) == shown


@given(st.text(st.characters(codec=None)))
def test_result_can_always_be_encoded_and_shown_again(name):
    shown = display_name(name)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert display_name(shown) == shown
