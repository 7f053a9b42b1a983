"""The style's colours keep the contrast that WCAG 2.2 asks for at level AA, in both schemes."""

import re
from importlib.resources import files

import pytest

AA = 4.5  # of text (WCAG 2.2, 1.4.3)
STYLE = files("kindfold.reporting").joinpath("static", "report.css").read_text("utf-8")
NAMES = "paper|card|well|ink|quiet|accent"
SCHEMES = [
    {name: bytes.fromhex(code) for name, code in re.findall(rf"--({NAMES}): #([0-9a-f]{{6}})", block)}
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
]
SHADES = re.findall(r"shade-(\d+) \{ background: color-mix\(in srgb, var\(--accent\) (\d+)%.*?\);(.*?)\}", STYLE)


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card", "well"])
@pytest.mark.parametrize("text", ["ink", "quiet", "accent"])
def test_text_can_be_read_on_every_ground(scheme, ground, text):
    assert contrast(scheme[text], scheme[ground]) >= AA


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_counts_can_be_read_on_every_shade(scheme):
    assert len(SHADES) == 9
    for shade, percent, rest in SHADES:
        share = int(percent) / 100
        mixed = [share * a + (1 - share) * b for a, b in zip(scheme["accent"], scheme["well"], strict=True)]
        assert contrast(mixed, scheme["paper" if "--paper" in rest else "ink"]) >= AA, shade


def test_black_on_white_is_as_far_as_contrast_goes():
    assert contrast(bytes(3), b"\xff" * 3) == pytest.approx(21)
