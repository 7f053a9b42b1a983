"""Data sets are read as they are published, and a file that is not as it should be is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import official
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindfold.bench.layouts import LAYOUTS, Opened, Part, open_suite
from kindfold.bench.suites import SUITES
from kindfold.errors import InputError, UnknownName

made = pytest.mark.parametrize("name", official.MADE)


def unpacked(name: str, data: Path) -> Path:
    official.write(data / SUITES[name].folder, official.MADE[name][0]())
    return data


def contents(part: Part) -> list[tuple[str, str, bytes]]:
    """Id, class and content of every picture."""
    assert part.images is not None
    read = part.images.source.read
    return [(id, label, bytes(read(i))) for i, (id, label) in enumerate(zip(part.images.ids, part.labels, strict=True))]


def same(one: Opened, other: Opened) -> bool:
    return (
        one.parts.keys() == other.parts.keys()
        and all(contents(one.parts[key]) == contents(other.parts[key]) for key in one.parts)
        and (one.classes, one.class_names) == (other.classes, other.class_names)
    )


@made
def test_archives_and_folders_read_alike(name: str, tmp_path: Path) -> None:
    files, archives = official.MADE[name]
    official.write(tmp_path / "packed" / SUITES[name].folder, official.packed(files(), archives))
    assert same(open_suite(name, tmp_path / "packed"), open_suite(name, unpacked(name, tmp_path / "loose")))


@made
def test_an_archive_beside_what_was_unpacked_changes_nothing(name: str, tmp_path: Path) -> None:
    files, archives = official.MADE[name]
    official.write(tmp_path / "both" / SUITES[name].folder, official.packed(files(), archives) | files())
    assert same(open_suite(name, tmp_path / "both"), open_suite(name, unpacked(name, tmp_path / "loose")))


@made
def test_pictures_carry_no_labels_and_are_in_the_order_of_their_ids(name: str, tmp_path: Path) -> None:
    for part in open_suite(name, unpacked(name, tmp_path)).parts.values():
        assert part.images is not None and part.images.labels is None
        assert list(part.images.ids) == sorted(part.images.ids)
        assert len(part) == len(part.images) == len(part.labels) > 0


@made
def test_parts_are_disjoint_and_their_labels_are_classes(name: str, tmp_path: Path) -> None:
    opened = open_suite(name, unpacked(name, tmp_path))
    ids = [id for part in opened.parts.values() for id in (part.images.ids if part.images else ())]
    assert len(set(ids)) == len(ids)
    assert {label for part in opened.parts.values() for label in part.labels} <= set(opened.classes)
    assert len(opened.class_names) == len(opened.classes) == len(set(opened.classes))
    assert opened.parts.keys() == SUITES[name].parts.keys()


@made
def test_a_copy_of_another_size_says_so(name: str, tmp_path: Path) -> None:
    remarks = open_suite(name, unpacked(name, tmp_path)).remarks
    assert len([remark for remark in remarks if "pictures, the official one" in remark]) == len(SUITES[name].parts)


@made
def test_pictures_are_those_that_were_made(name: str, tmp_path: Path) -> None:
    files = official.MADE[name][0]()
    opened = open_suite(name, unpacked(name, tmp_path))
    for part in opened.parts.values():
        for id, _, content in contents(part):
            if id.endswith(".jpg"):
                assert content in files.values()
                assert any(key.endswith(id.rpartition("/")[2]) and files[key] == content for key in files)


@made
def test_every_file_that_is_missing_is_named_with_what_to_fetch(name: str, tmp_path: Path) -> None:
    """But for pictures that no part lists."""
    files = official.MADE[name][0]()
    for i, gone in enumerate(key for key in files if not key.startswith("dtd/labels") or key.endswith("1.txt")):
        data = tmp_path / str(i)
        official.write(data / SUITES[name].folder, {key: value for key, value in files.items() if key != gone})
        if gone.rpartition("/")[2] in unused(name):
            continue
        with pytest.raises(InputError, match=r"fetch|missing or incomplete") as raised:
            open_suite(name, data)
        assert gone.rpartition("/")[2].removesuffix(".jpg") in str(raised.value)


def unused(name: str) -> set[str]:
    """Files that the other labels of a set need."""
    return {"cifar-20": {"fine_label_names.txt"}, "cifar-100": {"coarse_label_names.txt"}}.get(name, set())


@made
def test_an_archive_cut_short_is_named(name: str, tmp_path: Path) -> None:
    files, archives = official.MADE[name]
    for archive in archives:
        data = tmp_path / archive
        whole = official.packed(files(), archives)
        filled = len(whole[archive].rstrip(b"\0"))  # a tar ends in padding
        official.write(data / SUITES[name].folder, whole | {archive: whole[archive][: filled // 2]})
        with pytest.raises(InputError, match=r"cannot be listed|missing|there is no|cannot be read|fetch"):
            for part in open_suite(name, data).parts.values():
                contents(part)


def test_every_layout_can_be_read_and_is_used() -> None:
    assert {suite.layout for suite in SUITES.values()} == set(LAYOUTS)


@pytest.mark.parametrize("name", [suite.name for suite in SUITES.values() if suite.folder])
def test_a_set_that_is_not_there_says_what_to_fetch_from_where(name: str, tmp_path: Path) -> None:
    for data in (tmp_path, None):
        with pytest.raises(InputError) as raised:
            open_suite(name, data)
        assert SUITES[name].source_url in str(raised.value) and SUITES[name].fetch in str(raised.value)


def test_an_unknown_suite_suggests_a_known_one(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="did you mean 'cifar-100'"):
        open_suite("cifar-1000", tmp_path)


@settings(max_examples=15, deadline=None)
@given(per_batch=st.integers(1, 6), seed=st.integers(0, 2**16))
def test_cifar_keeps_every_pixel_and_label(per_batch: int, seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    data, files = tmp_path_factory.mktemp("cifar"), official.cifar_10(per_batch, seed)
    official.write(data / "cifar-10", files)
    opened = open_suite("cifar-10", data)
    for part, names in {"train": [f"data_batch_{i}" for i in range(1, 6)], "test": ["test_batch"]}.items():
        records = b"".join(files[f"cifar-10-batches-bin/{name}.bin"] for name in names)
        images, rebuilt = opened.parts[part].images, b""
        assert images is not None
        for i, label in enumerate(opened.parts[part].labels):
            planes = np.moveaxis(np.asarray(images.source.read(i)), 2, 0)
            rebuilt += bytes([official.CIFAR_10.index(label)]) + planes.tobytes()
        assert rebuilt == records


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(1, 3 * 3073 - 1), file=st.sampled_from(["data_batch_3.bin", "test_batch.bin"]))
def test_cifar_cut_anywhere_is_refused_or_a_whole_number_of_pictures(
    cut: int, file: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data, files = tmp_path_factory.mktemp("cifar"), official.cifar_10(3)
    name = f"cifar-10-batches-bin/{file}"
    official.write(data / "cifar-10", files | {name: files[name][:-cut]})
    if cut % 3073:
        with pytest.raises(InputError, match=rf"{file}.*not a whole number of pictures of 3,073 bytes"):
            open_suite("cifar-10", data)
    else:
        assert any("pictures, the official one" in remark for remark in open_suite("cifar-10", data).remarks)


def test_cifar_refuses_a_label_beyond_its_classes(tmp_path: Path) -> None:
    files = official.cifar_10()
    name = "cifar-10-batches-bin/test_batch.bin"
    official.write(tmp_path / "cifar-10", files | {name: b"\x0a" + files[name][1:]})
    with pytest.raises(InputError, match=r"test_batch.bin has the class 10; numbers from 0 to 9 were expected"):
        open_suite("cifar-10", tmp_path)


def test_pickles_are_refused_by_name(tmp_path: Path) -> None:
    official.write(tmp_path / "cifar-10", {"cifar-10-batches-py/test_batch": b"\x80\x04."})
    with pytest.raises(InputError, match="made of pickles and is not opened; fetch cifar-10-binary"):
        open_suite("cifar-10", tmp_path)


def test_coarse_labels_are_those_of_the_same_pictures(tmp_path: Path) -> None:
    official.write(tmp_path / "cifar-100", official.cifar_100())
    fine, coarse = open_suite("cifar-100", tmp_path), open_suite("cifar-20", tmp_path)
    for part in ("train", "test"):
        pairs = zip(fine.parts[part].labels, coarse.parts[part].labels, strict=True)
        assert all(int(one[-2:]) // 5 == int(other[-2:]) for one, other in pairs)
    assert fine.class_names[3] == "fine 03" and len(coarse.classes) == 20


def test_stl_stands_upright(tmp_path: Path) -> None:
    """Its planes are stored column by column."""
    files = official.stl_10(n=1)
    stored = np.frombuffer(files["stl10_binary/train_X.bin"], np.uint8).reshape(3, 96, 96)  # colour, column, row
    official.write(tmp_path / "stl-10", files)
    images = open_suite("stl-10", tmp_path).parts["train"].images
    assert images is not None
    assert np.array_equal(images.source.read(0), stored.transpose(2, 1, 0))


def test_stl_with_too_few_pixels_says_how_many_were_expected(tmp_path: Path) -> None:
    files = official.stl_10(n=2)
    name = "stl10_binary/test_X.bin"
    official.write(tmp_path / "stl-10", files | {name: files[name][:-1]})
    with pytest.raises(InputError, match=r"test_X.bin .* has 55,295 bytes; 55,296 were expected"):
        open_suite("stl-10", tmp_path)


def test_whole_sets_are_their_parts_together(tmp_path: Path) -> None:
    unpacked("flowers-102", tmp_path)
    whole, apart = open_suite("flowers-102-whole", tmp_path), open_suite("flowers-102", tmp_path)
    assert sorted(contents(whole.parts["all"])) == sorted(
        contents(apart.parts["train"]) + contents(apart.parts["test"])
    )


def test_class_names_are_words(tmp_path: Path) -> None:
    first = {
        "cub-200": "Black footed Albatross",
        "stanford-dogs": "Chihuahua",
        "ucf-101": "Apply Eye Makeup",
        "oxford-pets": "Abyssinian",
        "food-101": "apple pie",
        "flowers-102": "pink primrose",
        "stanford-cars": "AM General Hummer SUV 2000",
    }
    for name, word in first.items():
        assert open_suite(name, unpacked(name, tmp_path)).class_names[0] == word


@made
def test_pictures_can_be_embedded(name: str, tmp_path: Path) -> None:
    """Whatever is behind a source, the reader of pictures takes it."""
    from kindfold.embedding.reader import read_rgb

    part = open_suite(name, unpacked(name, tmp_path)).parts.popitem()[1]  # type: ignore[attr-defined]
    assert part.images is not None
    assert read_rgb(part.images.source.read(len(part) - 1)).mode == "RGB"
