"""Pictures behind a URI are those of the folder."""

from pathlib import Path

import pytest

from kindfold.data.images import images
from kindfold.errors import InputError, NoImages, Unreadable


def test_a_uri_finds_what_the_folder_has(pictures: Path) -> None:
    here, there = images(pictures), images(pictures.as_uri())
    assert (there.ids, there.labels) == (here.ids, here.labels)
    assert [there.source.read(i) for i in (0, 7, 41)] == [here.source.read(i) for i in (0, 7, 41)]
    assert there.path(0) is None


def test_what_changed_or_went_since_it_was_listed_is_told(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.png").write_bytes(b"12345")
    found = images(tmp_path.as_uri())
    (tmp_path / "a.png").write_bytes(b"123456")
    (tmp_path / "b.png").unlink()
    for row, detail in enumerate(["changed since", "is gone"]):
        with pytest.raises(Unreadable, match=f"vanished: .*{detail}"):
            found.source.read(row)


def test_hidden_files_and_others_are_passed_over(tmp_path: Path) -> None:
    for name in ("a.png", "notes.txt", ".hidden.png", "__MACOSX/a.png", "x.kindfold/a.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"1")
    found = images(tmp_path.as_uri())
    assert (found.ids, found.n_ignored) == (("a.png",), 4)


def test_a_place_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        images((tmp_path / "none").as_uri())
    with pytest.raises(InputError, match="cannot list"):
        images("nonsense://somewhere/photos")
    with pytest.raises(NoImages):
        images(tmp_path.as_uri())
