"""Laws of endings: a sound file is whole, every cut of it ends early, whatever the format."""

import numpy as np
import pytest

from corpus import Case, encoded, good, picture
from kindfold.data.signatures import HEAD, sniff
from kindfold.embedding.endings import ends_early


@pytest.mark.parametrize("case", list(good()), ids=lambda case: case.name)
def test_sound_file_is_whole_and_every_cut_ends_early(case: Case) -> None:
    format = sniff(case.data[:HEAD])
    assert format is not None
    assert not ends_early(case.data, format)
    last = len(case.data) - 1
    for cut in np.linspace(HEAD + 1, last * 0.9, 25).astype(int):
        assert ends_early(case.data[:cut], format), cut


def test_thumbnail_inside_does_not_count_as_the_end() -> None:
    jpeg = encoded(picture(), "JPEG")
    nested = jpeg[:2] + b"\xff\xe1" + (len(jpeg) + 2).to_bytes(2, "big") + jpeg + jpeg[2:]
    assert not ends_early(nested, "JPEG")
    assert ends_early(nested[: len(jpeg) + 400], "JPEG")


def test_any_bytes_get_an_answer() -> None:
    rng = np.random.default_rng(0)
    for format in ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "PPM", "HEIF", "AVIF"):
        for start in (b"", b"II*\0\x08\0\0\0", b"MM\0+", b"P6 ", b"\xff\xd8\xff"):
            for length in (0, 1, 30, 3000):
                assert isinstance(ends_early(start + rng.bytes(length), format), bool)
