"""A copy of a Hugging Face data set: its parquet files in a local folder, read row group by row group."""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np

from kindfold.bench.layouts.joined import Joined
from kindfold.bench.layouts.lists import picked, spoken
from kindfold.bench.layouts.parts import Contents, Part, Wanted, pictures
from kindfold.bench.layouts.tree import Tree
from kindfold.errors import InputError, MissingExtra, Reason, Unreadable

SHARD = re.compile(r"(?:^|/)(?P<split>[A-Za-z_]+?)-\d+-of-\d+[^/]*\.parquet$")
KEPT = 3  # row groups in memory


def is_copy(tree: Tree) -> bool:
    """Whether there are parquet files with the names that the hub gives them."""
    return any(SHARD.search(name) for name in tree)


def hub_copy(wanted: Wanted) -> Contents:
    """Labels are numbers whose names stand in the file's metadata, as the hub writes them."""
    hub = wanted.suite.hub
    assert hub is not None
    needed = {split for splits in wanted.suite.parts.values() for split in splits}
    splits: dict[str, Part] = {}
    classes: list[str] = []
    for split in sorted(needed):
        theirs = hub.splits.get(split, split)
        names = [name for name in wanted.tree if (match := SHARD.search(name)) and match["split"] == theirs]
        if not names:
            raise InputError(
                f"{wanted.suite.title}: there is no {theirs}-00000-of-00001.parquet or its like in {wanted.tree.root}; "
                f"fetch the parquet files of {hub.url}"
            )
        shards = [Shard(_path(wanted, name), hub.image) for name in names]
        classes = classes or shards[0].class_names(hub.label)
        labels = [
            picked(classes, number, name, first=0)
            for name, shard in zip(names, shards, strict=True)
            for number in shard.column(hub.label)
        ]
        ids = [f"{split}/{i:07d}" for i in range(len(labels))]
        splits[split] = pictures(ids, Joined.of(shards, [len(shard) for shard in shards]), labels, wanted.tree.root)
    return Contents(splits, tuple(classes), tuple(map(spoken, classes)))


class Shard:
    """One parquet file whose column `image` holds encoded pictures."""

    def __init__(self, path: Path, image: str) -> None:
        try:
            from pyarrow import parquet
        except ImportError as error:
            raise InputError(str(MissingExtra("pyarrow", "parquet", what="a parquet file"))) from error
        try:
            self._file: Any = parquet.ParquetFile(path)
        except (OSError, ValueError) as error:  # pyarrow's errors are ValueErrors
            raise InputError(f"{path} is no parquet file ({error}); fetch it again") from error
        self._path, self._image = path, image
        if image not in self._file.schema_arrow.names:
            raise InputError(f"{path} has no column {image!r}, only {', '.join(self._file.schema_arrow.names)}")
        sizes = [self._file.metadata.row_group(group).num_rows for group in range(self._file.metadata.num_row_groups)]
        self._ends = np.cumsum(sizes, dtype=np.int64)
        self._kept: OrderedDict[int, list[bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return int(self._file.metadata.num_rows)

    def read(self, i: int) -> bytes:
        group = int(np.searchsorted(self._ends, i, side="right"))
        first = int(self._ends[group - 1]) if group else 0
        with self._lock:
            if group not in self._kept:
                self._kept[group] = self._pictures(group)
            self._kept.move_to_end(group)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[group][i - first]

    def path(self, i: int) -> None:
        return None

    def column(self, name: str) -> list[int]:
        """A column of numbers."""
        if name not in self._file.schema_arrow.names:
            raise InputError(f"{self._path} has no column {name!r}, only {', '.join(self._file.schema_arrow.names)}")
        return [int(value) for value in self._file.read(columns=[name]).column(name).to_pylist()]

    def class_names(self, label: str) -> list[str]:
        """The names of a label's numbers."""
        metadata = self._file.schema_arrow.metadata or {}
        try:
            features = json.loads(metadata[b"huggingface"])["info"]["features"]
            return [str(name) for name in features[label]["names"]]
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"{self._path} does not tell the names of its column {label!r}") from error

    def _pictures(self, group: int) -> list[bytes]:
        try:
            column = self._file.read_row_group(group, columns=[self._image]).column(self._image)
            return [cell["bytes"] for cell in column.to_pylist()]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise Unreadable(Reason.CORRUPT, f"row group {group} of {self._path.name}: {error}") from error


def _path(wanted: Wanted, name: str) -> Path:
    path = wanted.tree.path(name)
    if path is None:
        raise InputError(f"{name} of {wanted.tree.root} lies in an archive; unpack it")
    return path
