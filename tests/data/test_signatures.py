"""Laws of first bytes: every sound file is told by them, no other is."""

import pytest

from corpus import FOREIGN, good
from kindfold.data.signatures import HEAD, looks_like_picture, sniff


def test_sound_files_are_told_by_their_first_bytes() -> None:
    for case in good():
        assert sniff(case.data[:HEAD]) == case.name.split("-")[0]


def test_other_files_are_not_taken_for_pictures() -> None:
    assert [name for name, data in FOREIGN.items() if sniff(data[:HEAD])] == []
    assert sniff(b"") is None


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"msf1"])
def test_brands_tell_heif_from_avif(brand: bytes) -> None:
    head = b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0"
    assert sniff(head + b"miafheic") == "HEIF"
    assert sniff(head + b"miafavif") == ("AVIF" if brand in (b"mif1", b"msf1") else "HEIF")


def test_suffix_is_that_of_the_name() -> None:
    assert all(map(looks_like_picture, ["a.JPG", "a.b.png", "folder.txt/a.heic", ".png"]))
    assert not any(map(looks_like_picture, ["a.jpg.txt", "png", "photos.jpg/readme", "a.", ""]))
