"""Laws of listing: everything found is listed or skipped with its reason, in one order, under its own name."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

from corpus import HOSTILE_NAMES, encoded, picture, plant
from kindfold.data.images import Images, images
from kindfold.errors import InputError, NoImages, Reason, Unreadable

DATA = encoded(picture(), "PNG")


def fill(root: Path, *names: str, data: bytes = DATA) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def outcome(found: Images) -> dict[str, Reason | None]:
    return {**dict.fromkeys(found.ids), **{skip.id: skip.reason for skip in found.skipped}}


def test_folder_of_traps_is_accounted_for(tmp_path: Path) -> None:
    expected = plant(tmp_path)
    began = time.monotonic()
    found = images(tmp_path)
    assert time.monotonic() - began < 1
    assert outcome(found) == expected
    assert found.n_found == len(expected)
    assert all(found.source.read(i) == DATA for i in range(len(found)))


def test_followed_links_stay_inside_and_enter_each_folder_once(tmp_path: Path) -> None:
    plant(tmp_path)
    found = images(tmp_path, follow_links=True)
    result = outcome(found)
    assert [id for id in result if id.endswith("in_cycle.png")] == ["deep/deeper/in_cycle.png"]
    assert result["to_file.png"] is None
    assert {result[id] for id in ("to_etc.png", "to_root")} == {Reason.OUTSIDE}
    assert result["to_nothing.png"] is not None
    assert all(found.source.read(i) == DATA for i in range(len(found)))


def test_order_is_that_of_raw_bytes_and_names_are_kept(tmp_path: Path) -> None:
    plant(tmp_path)
    raw = [os.fsencode(id) for id in images(tmp_path).ids]
    assert raw == sorted(raw)
    assert set(HOSTILE_NAMES) <= set(raw)


def test_sub_folders_are_labels_when_every_picture_has_one(tmp_path: Path) -> None:
    fill(tmp_path, "cat/1.png", "cat/old/2.png", "dog/1.png")
    assert images(tmp_path).labels == ("cat", "cat", "dog")
    fill(tmp_path, "3.png")
    assert images(tmp_path).labels is None


def test_folder_that_all_share_is_looked_through(tmp_path: Path) -> None:
    fill(tmp_path, "photos/cat/1.png", "photos/dog/1.png")
    assert images(tmp_path).labels == ("cat", "dog")
    assert images([tmp_path / "photos/cat/1.png", tmp_path / "photos/dog/1.png"]).labels == ("cat", "dog")
    assert images([tmp_path / "photos/cat/1.png"]).labels is None
    assert images(tmp_path / "photos" / "cat").labels is None


def test_files_count_by_suffix_or_by_first_bytes(tmp_path: Path) -> None:
    fill(tmp_path, "a.png", "no suffix", "b.dat")
    fill(tmp_path, "README.txt", "table.csv", "tiny", data=b"words")
    fill(tmp_path, "really.jpg", "drawing.svg", data=b"words")
    found = images(tmp_path)
    assert found.ids == ("a.png", "b.dat", "drawing.svg", "no suffix", "really.jpg")
    assert found.n_ignored == 3


def test_what_nobody_means_is_passed_over(tmp_path: Path) -> None:
    fill(tmp_path, "a.png", ".hidden/b.png", "._a.png", "__MACOSX/a.png", "old.kindfold/thumb.png", "run/c.png")
    fill(tmp_path / "run", "run.json", "labels.csv", data=b"{}")
    found = images(tmp_path)
    assert (found.ids, found.n_ignored) == (("a.png",), 5)


def test_run_folder_is_refused_with_advice(tmp_path: Path) -> None:
    fill(tmp_path, "run.json", "labels.csv", data=b"{}")
    with pytest.raises(InputError, match="a run of kindfold"):
        images(tmp_path)


@pytest.mark.parametrize("given", ["missing", "missing/*.png", "", "nul\0byte"])
def test_missing_path_is_named(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="cannot"):
        images(given)


def test_nothing_to_read_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(NoImages, match=r"looked for .*\.jpg"):
        images(tmp_path)
    fill(tmp_path, "a.txt", data=b"words")
    with pytest.raises(NoImages, match="1 other files"):
        images(tmp_path)
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(NoImages, match="1 not_regular"):
        images(tmp_path)
    with pytest.raises(NoImages):
        images([])


def test_file_is_one_picture_or_refused(tmp_path: Path) -> None:
    fill(tmp_path, "a.png")
    found = images(tmp_path / "a.png")
    assert (found.ids, found.path(0)) == (("a.png",), tmp_path / "a.png")
    fill(tmp_path, "a.csv", data=b"words")
    with pytest.raises(InputError, match="not a picture"):
        images(tmp_path / "a.csv")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is a pipe"):
        images(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("*.png", ["top.png"]),
        ("**/*.png", ["cat/1.png", "cat/old/2.png", "dog/1.png", "top.png"]),
        ("cat", ["1.png", "old/2.png"]),
        ("c?t/*", ["cat/1.png", "cat/old/2.png"]),
        ("[cd]*/1.*", ["cat/1.png", "dog/1.png"]),
        ("**/old/*", ["cat/old/2.png"]),
    ],
)
def test_patterns_select(pattern: str, ids: list[str], tmp_path: Path) -> None:
    fill(tmp_path, "cat/1.png", "cat/old/2.png", "dog/1.png", "top.png", "top.txt")
    assert list(images(f"{tmp_path}/{pattern}").ids) == ids


def test_folder_whose_name_looks_like_a_pattern_is_a_folder(tmp_path: Path) -> None:
    fill(tmp_path, "photos [2023]*/a.png")
    assert images(f"{tmp_path}/photos [2023]*").ids == ("a.png",)


def test_list_of_paths_itemises_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(fill(tmp_path, "b.png", "a.dat", "more/c.png"))
    found = images(["b.png", "gone.png", "more", "a.dat"])
    assert found.ids == ("a.dat", "b.png", "more/c.png")
    assert [(skip.id, skip.reason) for skip in found.skipped] == [("gone.png", Reason.VANISHED)]
    monkeypatch.chdir("/")
    assert found.source.read(0) == DATA
    assert images(np.array([f"{tmp_path}/b.png"])).ids == (f"{tmp_path}/b.png",)


def test_nothing_is_given_twice(tmp_path: Path) -> None:
    fill(tmp_path, "a/b.png")
    for given in (["a/b.png", "a/b.png"], ["a", "a/b.png"], ["gone", "gone"]):
        with pytest.raises(InputError, match="twice"):
            images([tmp_path / path for path in given])


def test_arrays_keep_their_order() -> None:
    pixels = np.arange(12 * 4 * 5, dtype=np.uint8).reshape(12, 4, 5)
    for given in (pixels, list(pixels), tuple(pixels), np.stack([pixels] * 3, axis=-1)):
        found = images(given)
        assert (found.ids[0], found.ids[-1], len(found)) == ("00", "11", 12)
        assert np.asarray(found.source.read(7)).reshape(4, 5, -1)[0, 0, 0] == pixels[7, 0, 0]
        assert found.path(7) is None


@pytest.mark.parametrize(
    "given",
    [
        np.zeros((4, 4)),
        np.zeros((6, 5, 3)),
        np.zeros((2, 6, 5, 7)),
        np.zeros((2, 3, 4, 5, 6)),
        [np.zeros(3)],
        [np.array(["a"] * 4).reshape(2, 2)],
        [np.zeros((3, 3), complex)],
        [None],
        [[1, 2]],
        ["a.png", np.zeros((3, 3))],
    ],
    ids=lambda given: str(np.shape(given[0])),
)
def test_arrays_that_are_no_pictures_are_refused(given: object) -> None:
    with pytest.raises(InputError):
        images(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [None, 7, object()])
def test_what_is_no_place_is_refused(given: object) -> None:
    with pytest.raises(InputError, match="a folder, an archive"):
        images(given)  # type: ignore[arg-type]


def test_rows_carry_all_that_belongs_to_them(tmp_path: Path) -> None:
    found = images(fill(tmp_path, *(f"{kind}/{i}.png" for kind in "ab" for i in range(4))))
    mask = np.arange(8) % 2 == 1
    for picked in (found[1::2], found[[1, 3, 5, 7]], found.select(mask), found[::-1][[6, 4, 2, 0]]):
        assert picked.ids == found.ids[1::2]
        assert picked.labels == ("a", "a", "b", "b")
        assert picked.path(2) == tmp_path / "b" / "1.png"
        assert (picked.n_found, picked.skipped) == (4, ())


def test_files_that_change_are_told(tmp_path: Path) -> None:
    names = ["gone.png", "grown.png", "link.png", "pipe.png", "same.png", "swapped.png"]
    found = images(fill(tmp_path, *names))
    (tmp_path / "gone.png").unlink()
    (tmp_path / "grown.png").write_bytes(DATA * 2)
    for name in ("link.png", "pipe.png", "swapped.png"):
        (tmp_path / name).unlink()
    (tmp_path / "link.png").symlink_to("same.png")
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "swapped.png").write_bytes(DATA)
    os.utime(tmp_path / "swapped.png", ns=(1, 1))
    reasons: dict[str, Reason | None] = {}
    for i, id in enumerate(found.ids):
        try:
            assert found.source.read(i) == DATA
            reasons[id] = None
        except Unreadable as error:
            reasons[id] = error.reason
    gone, link, pipe = Reason.VANISHED, Reason.LINK, Reason.NOT_REGULAR
    assert reasons == dict(zip(names, [gone, gone, link, pipe, None, gone], strict=True))


def test_oversized_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "large.png").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(Unreadable) as caught:
        images(tmp_path).source.read(0)
    assert caught.value.reason is Reason.TOO_LARGE


def test_unreadable_file_and_folder_are_denied() -> None:
    with tempfile.TemporaryDirectory() as name:  # not below the folder of pytest, which others may not enter
        root = fill(Path(name), "a.png", "closed.png", "shut/b.png")
        root.chmod(0o755)
        (root / "closed.png").chmod(0)
        (root / "shut").chmod(0)
        script = f"""
import os
from kindfold.data.images import images
from kindfold.errors import Unreadable
if os.geteuid() == 0: os.setuid(65534)
found = images({name!r})
print([(skip.id, skip.reason.value) for skip in found.skipped], found.ids)
try: found.source.read(1)
except Unreadable as error: print(error.reason.value)
"""
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        (root / "shut").chmod(0o700)
    assert done.stdout.splitlines() == ["[('shut/', 'denied')] ('a.png', 'closed.png')", "denied"], done.stderr


def test_thousands_of_bad_files_leak_no_descriptor(tmp_path: Path) -> None:
    for i in range(2000):
        (tmp_path / f"{i}.png").write_bytes(DATA[: i % 60])
    script = f"""
import resource
from kindfold.data.images import images
from kindfold.embedding.reader import read_rgb
from kindfold.errors import Unreadable
found = images({str(tmp_path)!r})
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
bad = 0
for i in range(len(found)):
    try: read_rgb(found.source.read(i))
    except Unreadable as error: bad += error.reason.value != "read_error"
print(bad)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("2000\n", "")


def test_four_thousand_files_list_within_a_second(tmp_path: Path) -> None:
    for folder in range(4):
        (tmp_path / str(folder)).mkdir()
        for i in range(1000):
            os.close(os.open(f"{tmp_path}/{folder}/{i}.jpg", os.O_CREAT | os.O_WRONLY))
    began = time.process_time()
    assert len(images(tmp_path)) == 4_000
    assert time.process_time() - began < 1


def test_deep_folders_are_walked(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(300):
        folder = folder / "deep"
        folder.mkdir()
    fill(folder, "a.png")
    fill(tmp_path, "b.png")
    assert len(images(tmp_path)) == 2
