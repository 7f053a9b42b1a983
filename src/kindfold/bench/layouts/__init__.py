"""Readers of data sets as they are published: official archives or folders, never a download."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from kindfold.bench.layouts.parts import Contents, Opened, Part, Wanted, joined
from kindfold.bench.layouts.tree import Tree
from kindfold.bench.suite import Suite
from kindfold.bench.suites import named
from kindfold.errors import InputError

__all__ = ["LAYOUTS", "Opened", "Part", "open_suite"]

# name -> the function that reads it; imported when it is asked for
LAYOUTS = {
    "cifar": "cifar:cifar",
    "stl": "stl:stl",
    "imagenet": "imagenet:imagenet",
    "wordnet-folders": "imagenet:wordnet_folders",
    "imagenet-v2": "imagenet_v2:imagenet_v2",
    "dtd": "dtd:dtd",
    "ucf": "ucf:ucf",
    "flowers": "flowers:flowers",
    "cub": "cub:cub",
    "dogs": "dogs:dogs",
    "pets": "pets:pets",
    "food": "food:food",
    "aircraft": "aircraft:aircraft",
    "cars": "cars:cars",
    "class-folders": "class_folders:class_folders",
    "fruit": "fruit:fruit",
    "vectors": "vectors:published_vectors",
    "digits": "vectors:digits",
    "synthetic": "vectors:synthetic",
}
ENDINGS = ("", ".tar", ".tar.gz", ".tgz", ".zip")


def open_suite(
    name: str,
    data: str | os.PathLike[str] | None = None,
    *,
    classes: str | os.PathLike[str] | None = None,
    seed: int = 0,
) -> Opened:
    """Open a data set.

    Parameters
    ----------
    name : of a suite
    data : the data directory; the files of a suite lie in its `folder` there, packed or unpacked
    classes : text file of WordNet ids, for a subset of ImageNet whose classes are not told
    seed : of features that are made

    Raises
    ------
    UnknownName : there is no such suite
    InputError : its files are not there, or not what was expected; says which and where they are published
    """
    suite = named(name)
    files = Tree(_place(suite, data)) if suite.folder else None
    wanted = Wanted(suite, files, None if classes is None else Path(classes), seed)
    contents = _reader(wanted)(wanted)
    parts = {part: joined([contents.splits[split] for split in splits]) for part, splits in suite.parts.items()}
    _check(suite, parts, contents)
    return Opened(
        suite, parts, contents.classes, contents.class_names, (*contents.remarks, *_differences(suite, parts))
    )


def _place(suite: Suite, data: str | os.PathLike[str] | None) -> Path:
    advice = f"fetch {suite.fetch} from {suite.source_url} into {Path(data or 'DATA') / suite.folder}"
    if data is None:
        raise InputError(f"{suite.title} needs a data directory; {advice}")
    found = [place for ending in ENDINGS if (place := Path(data) / f"{suite.folder}{ending}").exists()]
    if not found:
        copy = f", or the parquet files of {suite.hub.url}" if suite.hub else ""
        raise InputError(f"{suite.title} is not in {data}: {advice}{copy}")
    return found[0]


def _reader(wanted: Wanted) -> Callable[[Wanted], Contents]:
    if wanted.suite.hub is not None and wanted.files is not None:
        from kindfold.bench.layouts.hub import hub_copy, is_copy

        if is_copy(wanted.files):
            return hub_copy
    module, _, function = LAYOUTS[wanted.suite.layout].partition(":")
    reader: Callable[[Wanted], Contents] = getattr(import_module(f"{__name__}.{module}"), function)
    return reader


def _check(suite: Suite, parts: dict[str, Part], contents: Contents) -> None:
    """What holds for every set; a file that says otherwise is damaged."""
    unknown = {label for part in parts.values() for label in part.labels} - set(contents.classes)
    if unknown:
        raise InputError(f"{suite.title}: its list of classes does not name {min(unknown)!r}")
    ids = [id for part in parts.values() if part.images is not None for id in part.images.ids]
    if len(set(ids)) != len(ids):
        twice = next(id for i, id in enumerate(sorted(ids)) if i and sorted(ids)[i - 1] == id)
        raise InputError(f"{suite.title}: {twice} is listed twice; its parts must not overlap")


def _differences(suite: Suite, parts: dict[str, Part]) -> list[str]:
    """Where this copy is not the official set."""
    found = [
        f"{part} has {len(parts[part]):,} pictures, the official one {size:,}"
        for part, size in suite.sizes.items()
        if len(parts[part]) != size
    ]
    n_classes = len({label for part in parts.values() for label in part.labels})
    if n_classes != suite.n_clusters:
        found.append(f"it has {n_classes:,} classes, the official one {suite.n_clusters:,}")
    return found
