"""A local copy of a Hugging Face data set is read in place of the official archive."""

from __future__ import annotations

from pathlib import Path

import official
import pytest

from kindfold.bench.layouts import open_suite
from kindfold.errors import InputError

pytest.importorskip("pyarrow")

NAMES = [f"fine_{i:02d}" for i in range(100)]


def shard(labels: list[int]) -> bytes:
    return official.parquet(NAMES, labels, image="img", label="fine_label")


def test_shards_follow_one_another(tmp_path: Path) -> None:
    official.write(
        tmp_path / "cifar-100" / "cifar100",
        {
            "train-00000-of-00002.parquet": shard([5, 6, 7, 8]),
            "train-00001-of-00002.parquet": shard([9, 9]),
            "test-00000-of-00001.parquet": shard([1, 2]),
        },
    )
    opened = open_suite("cifar-100", tmp_path)
    train = opened.parts["train"]
    assert train.labels == tuple(NAMES[i] for i in (5, 6, 7, 8, 9, 9)) and opened.class_names[5] == "fine 05"
    assert train.images is not None
    made = [official.jpeg(i) for i in (0, 1, 2, 3, 0, 1)]
    for order in (range(6), reversed(range(6))):
        assert all(train.images.source.read(i) == made[i] for i in order)


def test_splits_that_bear_another_name_are_found(tmp_path: Path) -> None:
    names = [f"food {i}" for i in range(101)]
    for split in ("train", "validation"):
        content = official.parquet(names, [0, 100])
        official.write(tmp_path / "food-101" / "data", {f"{split}-00000-of-00001-ab12.parquet": content})
    assert len(open_suite("food-101", tmp_path).parts["test"]) == 2


def test_a_missing_split_or_column_is_named(tmp_path: Path) -> None:
    place = tmp_path / "cifar-100" / "data"
    official.write(place, {"train-00000-of-00001.parquet": shard([1])})
    with pytest.raises(InputError, match=r"no test-00000-of-00001.parquet .*fetch .*datasets/uoft-cs/cifar100"):
        open_suite("cifar-100", tmp_path)
    official.write(place, {"test-00000-of-00001.parquet": official.parquet(NAMES, [1], image="picture")})
    with pytest.raises(InputError, match=r"has no column 'img', only picture, label"):
        open_suite("cifar-100", tmp_path)


def test_a_damaged_file_or_label_is_named(tmp_path: Path) -> None:
    place = tmp_path / "cifar-100" / "data"
    official.write(place, {"train-00000-of-00001.parquet": shard([1])})
    official.write(place, {"test-00000-of-00001.parquet": shard([1])[:-9]})
    with pytest.raises(InputError, match=r"test-00000-of-00001.parquet is no parquet file"):
        open_suite("cifar-100", tmp_path)
    official.write(place, {"test-00000-of-00001.parquet": shard([100])})
    with pytest.raises(InputError, match=r"has the class 100; numbers from 0 to 99 were expected"):
        open_suite("cifar-100", tmp_path)
