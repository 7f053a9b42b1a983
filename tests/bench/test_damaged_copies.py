"""Whatever stands in a file beside the pictures, a data set is opened or refused in words."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import official
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.io import loadmat, savemat

from kindfold.bench.layouts import open_suite
from kindfold.bench.layouts.lists import is_compressed, packed_anew, whole
from kindfold.bench.suites import SUITES
from kindfold.errors import InputError

Damage = Callable[[bytes], bytes]

damages = st.one_of(
    st.binary(max_size=60).map(lambda new: lambda old: new),
    st.text(max_size=60).map(lambda new: lambda old: new.encode()),
    st.floats(0, 1).map(lambda share: lambda old: old[: int(share * len(old))]),
    st.integers(0, 5).map(lambda at: lambda old: b"\n".join(old.split(b"\n")[::-1][at:])),
    st.tuples(st.floats(0, 0.999), st.integers(0, 255)).map(
        lambda hit: lambda old: old[: int(hit[0] * len(old))] + bytes([hit[1]]) + old[int(hit[0] * len(old)) + 1 :]
    ),
)


@pytest.mark.parametrize("name", official.MADE)
@settings(max_examples=25, deadline=None)
@given(data=st.data(), damage=damages)
def test_a_damaged_list_is_refused_or_read_and_never_crashes(
    name: str, data: st.DataObject, damage: Damage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = official.MADE[name][0]()
    hit = data.draw(st.sampled_from(sorted(key for key in files if not key.endswith(".jpg"))))
    place = tmp_path_factory.mktemp("damaged")
    official.write(place / SUITES[name].folder, files | {hit: damage(files[hit])})
    with contextlib.suppress(InputError):
        opened = open_suite(name, place)
        assert all(set(part.labels) <= set(opened.classes) for part in opened.parts.values())
        assert all(part.images is not None and len(part.images) == len(part) for part in opened.parts.values())


@pytest.mark.parametrize("file", ["ILSVRC2012_img_train.tar", "ILSVRC2012_img_val.tar", "ILSVRC2012_devkit_t12.tar.gz"])
@settings(max_examples=25, deadline=None)
@given(damage=damages)
def test_a_damaged_archive_is_refused_or_read_and_never_crashes(
    file: str, damage: Damage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = official.ilsvrc([f"n{i:08d}" for i in range(3)])
    place = tmp_path_factory.mktemp("damaged")
    official.write(place / "imagenet", files | {file: damage(files[file])})
    with contextlib.suppress(InputError):
        opened = open_suite("imagenet-1k", place)
        assert all(set(part.labels) <= set(opened.classes) for part in opened.parts.values())


# bytes of an uncompressed MATLAB file on which SciPy 1.17 crashed: place and value
FATAL = ((145, 14), (145, 255), (184, 0), (184, 255), (185, 255), (304, 14), (378, 1), (380, 0))


def uncompressed() -> bytes:
    buffer = io.BytesIO()
    names = np.array(["a/x.jpg", "b/y.jpg", "c/z.jpg"], object).reshape(-1, 1)
    savemat(buffer, {"labels": np.arange(1, 13), "file_list": names}, do_compression=False)
    return buffer.getvalue()


@pytest.mark.parametrize(("at", "value"), FATAL)
def test_a_wrong_byte_in_an_uncompressed_matlab_file_ends_no_process(at: int, value: int, tmp_path: Path) -> None:
    whole_file = uncompressed()
    damaged = whole_file[:at] + bytes([value]) + whole_file[at + 1 :]
    files = official.MADE["stanford-dogs"][0]() | {"train_list.mat": damaged}
    official.write(tmp_path / SUITES["stanford-dogs"].folder, files)
    with contextlib.suppress(InputError):  # or SciPy reads on, into whatever lies there
        open_suite("stanford-dogs", tmp_path)


@pytest.mark.parametrize("name", ["stanford-dogs", "stanford-cars", "flowers-102"])
def test_a_set_reads_alike_whether_its_matlab_files_are_compressed_or_not(name: str, tmp_path: Path) -> None:
    files = official.MADE[name][0]()
    lists = {key: unpacked(data) for key, data in files.items() if key.endswith(".mat")}
    assert lists
    assert not any(map(is_compressed, lists.values()))
    found = []
    for place, these in (("one", files), ("other", files | lists)):
        official.write(tmp_path / place / SUITES[name].folder, these)
        found.append(open_suite(name, tmp_path / place).parts)
    assert {part: list(one.labels) for part, one in found[0].items()} == {
        part: list(other.labels) for part, other in found[1].items()
    }


def unpacked(data: bytes) -> bytes:
    buffer = io.BytesIO()
    found = {name: value for name, value in loadmat(io.BytesIO(data)).items() if not name.startswith("__")}
    savemat(buffer, found, do_compression=False)
    return buffer.getvalue()


def test_a_matlab_file_is_read_elsewhere_unless_all_of_it_is_compressed() -> None:
    packed = official.mat(labels=np.arange(1, 13))
    assert is_compressed(packed)
    assert not is_compressed(uncompressed())
    assert not is_compressed(packed + uncompressed()[128:])
    assert is_compressed(packed_anew(uncompressed()))
    assert packed_anew(b"no such file") == b""


def test_whole_numbers_may_be_written_as_matlab_does() -> None:
    assert [whole(value, "here") for value in (3, "3", 3.0, np.uint8(3), "3e2")] == [3, 3, 3, 3, 300]
    for value in ("", "x", 2.5, "nan", "inf", np.zeros(2)):
        with pytest.raises(InputError, match="where a whole number was expected"):
            whole(value, "here")


def test_an_empty_list_is_named(tmp_path: Path) -> None:
    for name, tail, empty in (
        ("stanford-dogs", "train_list.mat", official.mat(file_list=np.empty((0, 1), object))),
        ("flowers-102", "setid.mat", official.mat(trnid=np.zeros((1, 0)), valid=[1], tstid=[2])),
        ("dtd", "dtd/labels/val1.txt", b"\n\n"),
    ):
        official.write(tmp_path / SUITES[name].folder, official.MADE[name][0]() | {tail: empty})
        with pytest.raises(InputError, match=rf"{tail.rpartition('/')[2]}.* empty"):
            open_suite(name, tmp_path)
