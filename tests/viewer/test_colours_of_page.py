"""The colours of the viewer keep the contrast that WCAG 2.2 asks for at level AA, in both schemes."""

import re
from pathlib import Path

import pytest

TEXT, EDGE = 4.5, 3.0  # of text (1.4.3), of what shows a state or a control (1.4.11)
STYLE = (Path(__file__).parents[2] / "viewer" / "src" / "css" / "base.css").read_text("utf-8")
SCHEMES = [
    {name: bytes.fromhex(code) for name, code in re.findall(r"--([\w-]+): #([0-9a-f]{6})", block)}
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
]
schemes = pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])


def luminance(colour: bytes) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: bytes, other: bytes) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@schemes
@pytest.mark.parametrize("ground", ["paper", "card", "well", "soft"])
@pytest.mark.parametrize("text", ["ink", "quiet", "accent"])
def test_text_can_be_read_on_every_ground(scheme: dict[str, bytes], ground: str, text: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= TEXT


@schemes
def test_text_can_be_read_on_buttons_and_toasts(scheme: dict[str, bytes]) -> None:
    assert contrast(scheme["on-accent"], scheme["accent"]) >= TEXT
    assert contrast(scheme["paper"], scheme["ink"]) >= TEXT
    assert contrast(scheme["card"], scheme["wrong"]) >= TEXT


@schemes
@pytest.mark.parametrize("edge", ["accent", "ring", "edge"])
def test_what_marks_a_state_stands_out(scheme: dict[str, bytes], edge: str) -> None:
    assert contrast(scheme[edge], scheme["card"]) >= EDGE
    assert contrast(scheme[edge], scheme["paper"]) >= EDGE
