"""Files have the same names and contents, however they are packed."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import official
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kindfold.bench.layouts.joined import Joined
from kindfold.bench.layouts.tree import Tree
from kindfold.data.sources import Arrays
from kindfold.errors import InputError

part = st.text("abcdefgh0123456789_", min_size=1, max_size=5)
names = st.builds("/".join, st.lists(part, min_size=1, max_size=3)).map("set/{}.bin".format)
files = st.dictionaries(names, st.binary(max_size=2000), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(files=files, kind=st.sampled_from(["tar", "tar.gz", "tgz", "zip"]))
def test_packed_and_unpacked_show_the_same(
    files: dict[str, bytes], kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    packed = official.zipped(files) if kind == "zip" else official.tar(files, "w" if kind == "tar" else "w:gz")
    loose = Tree(official.write(folder / "loose", files))
    official.write(folder / "packed", {f"set.{kind}": packed})
    assert {name: loose.read(name) for name in loose} == files
    archived, alone = Tree(folder / "packed"), Tree(folder / "packed" / f"set.{kind}")
    assert {name: archived.read(name) for name in archived} == {f"set/{name}": files[name] for name in files}
    assert {name: alone.read(name) for name in alone} == files


@settings(max_examples=25, deadline=None)
@given(inner=files, depth=st.integers(1, 3))
def test_tars_inside_tars_are_folders(
    inner: dict[str, bytes], depth: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, packed = tmp_path_factory.mktemp("nested"), dict(inner)
    for level in range(depth):
        packed = {f"level{level}.tar": official.tar(packed, "w")}
    tree = Tree(official.write(folder, packed))
    below = "".join(f"level{level}/" for level in reversed(range(depth)))
    assert {name: tree.read(name) for name in tree} == {below + name: inner[name] for name in inner}


@given(files=files)
@settings(max_examples=25, deadline=None)
def test_a_file_is_found_by_the_end_of_its_name(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tree = Tree(official.write(tmp_path_factory.mktemp("found"), files))
    for name in files:
        for start in range(name.count("/") + 1):
            tail = "/".join(name.split("/")[start:])
            found = tree.find(tail)
            assert found is not None and (found == tail or found.endswith(f"/{tail}"))
            assert found.count("/") <= name.count("/")
        assert tree.find(f"x{name}") is None


def test_the_least_deep_of_several_is_meant(tmp_path: Path) -> None:
    files = {"old/set/a.txt": b"old", "set/a.txt": b"new", "set/ba.txt": b"other"}
    tree = Tree(official.write(tmp_path, files))
    assert tree.find("a.txt") == "set/a.txt"


def test_links_to_folders_and_files_are_followed_once(tmp_path: Path) -> None:
    official.write(tmp_path / "real", {"a.bin": b"a"})
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "linked").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "round").symlink_to(tmp_path / "data")
    (tmp_path / "data" / "file.bin").symlink_to(tmp_path / "real" / "a.bin")
    tree = Tree(tmp_path / "data")
    assert {name: tree.read(name) for name in tree} == {"linked/a.bin": b"a", "file.bin": b"a"}


def test_names_that_lead_out_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    packed = official.tar({"../out.bin": b"1", "/root.bin": b"2", "in.bin": b"3"})
    tree = Tree(official.write(tmp_path, {"set.tar.gz": packed, ".hidden": b"4"}))
    assert list(tree) == ["set/in.bin"]


def test_a_place_that_is_neither_folder_nor_archive_is_named(tmp_path: Path) -> None:
    official.write(tmp_path, {"notes.tar": b"no archive"})
    for place in (tmp_path / "notes.tar", tmp_path / "nowhere"):
        with pytest.raises(InputError, match=rf"{place.name} is neither a folder nor an archive"):
            Tree(place)


@given(counts=st.lists(st.integers(0, 4), min_size=1, max_size=4))
def test_joined_sources_follow_one_another(counts: list[int]) -> None:
    pixels = np.arange(sum(counts), dtype=np.uint8)[:, None, None] * np.ones((1, 2, 2), np.uint8)
    ends = np.cumsum(counts)
    sources = [Arrays(list(pixels[end - count : end])) for end, count in zip(ends, counts, strict=True)]
    joined = Joined.of(sources, counts)
    assert [int(np.asarray(joined.read(i))[0, 0]) for i in range(sum(counts))] == list(range(sum(counts)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_that_may_not_be_listed_is_named(tmp_path: Path) -> None:
    official.write(tmp_path / "closed", {"a.bin": b"a"})
    (tmp_path / "closed").chmod(0)
    with pytest.raises(InputError, match="closed cannot be listed"):
        Tree(tmp_path)
