"""A data set as a method meets it: the pictures or vectors of each part, with the truth apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.bench.layouts.joined import Joined
from kindfold.bench.layouts.tree import Tree
from kindfold.bench.suite import Suite
from kindfold.data.images import Images
from kindfold.data.sources import Arrays, Source
from kindfold.errors import InputError


@dataclass(frozen=True, eq=False)
class Part:
    """What is fitted, or what is scored.

    Attributes
    ----------
    labels : n classes, for evaluation alone
    images : n pictures without labels, or None where vectors were published
    vectors : (n, d) float32, or None
    """

    labels: tuple[str, ...]
    images: Images | None = None
    vectors: NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Opened:
    """A suite whose files were found.

    Attributes
    ----------
    parts : "train" and "test", or "all"
    classes : distinct labels in their official order
    class_names : a word for each class, in the same order; () when none are known
    remarks : where this copy differs from the official one
    """

    suite: Suite
    parts: Mapping[str, Part]
    classes: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class Wanted(NamedTuple):
    """What a reader is asked for."""

    suite: Suite
    files: Tree | None
    classes: Path | None = None
    seed: int = 0

    @property
    def tree(self) -> Tree:
        """The files of a suite that needs some."""
        assert self.files is not None
        return self.files

    @property
    def advice(self) -> str:
        """What to do when a file is missing."""
        return f"fetch {self.suite.fetch} from {self.suite.source_url} and put it there, packed or unpacked"


class Contents(NamedTuple):
    """What a reader found: a part per official split."""

    splits: Mapping[str, Part]
    classes: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def pictures(ids: Sequence[str], source: Source, labels: Sequence[str], root: str) -> Part:
    """Pictures in the order of their ids, as `Images` are."""
    order = sorted(range(len(ids)), key=lambda i: ids[i].encode("utf-8", "surrogateescape"))
    rows = Joined((source,), np.stack([np.zeros(len(order), np.int64), np.array(order, np.int64)], axis=1))
    return Part(tuple(labels[i] for i in order), Images(tuple(ids[i] for i in order), rows, root=root))


def arrays(split: str, pixels: NDArray[np.uint8], labels: Sequence[str], root: str) -> Part:
    """Pictures (n, h, w, 3) of one split; their ids are running numbers."""
    return pictures([f"{split}/{i:06d}" for i in range(len(pixels))], Arrays(list(pixels)), labels, root)


def members(
    tree: Tree, base: str, rows: Iterable[tuple[str, str]], told_by: str, *, places: Mapping[str, str] | None = None
) -> Part:
    """Pictures and their classes as a list tells them.

    Parameters
    ----------
    rows : id and class of each
    base : what stands before an id in the name of its file
    told_by : the list, for messages
    places : id -> name, where names are not that regular

    Raises
    ------
    InputError : a picture is missing
    """
    ids, labels = zip(*rows, strict=True) if (rows := list(rows)) else ((), ())
    names = [base + id if places is None else places.get(id, id) for id in ids]
    missing = [name for name in names if name not in tree]
    if missing:
        raise InputError(
            f"{told_by} names {len(names):,} pictures, of which {len(missing):,} are not in {tree.root}, such as "
            f"{missing[0]}; the archive of pictures is missing or incomplete"
        )
    if not names:
        raise InputError(f"{told_by} of {tree.root} names no pictures")
    return pictures(ids, tree.pictures(names), labels, tree.root)


def joined(parts: Sequence[Part]) -> Part:
    """Several splits as one part."""
    if len(parts) == 1:
        return parts[0]
    labels = [label for part in parts for label in part.labels]
    if parts[0].images is None:
        return Part(tuple(labels), vectors=np.concatenate([part.vectors for part in parts if part.vectors is not None]))
    images = [part.images for part in parts if part.images is not None]
    source = Joined.of([each.source for each in images], [len(each) for each in images])
    return pictures([id for each in images for id in each.ids], source, labels, images[0].root)
