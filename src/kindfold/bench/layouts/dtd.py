"""Describable Textures: pictures in a folder per class, lists of them in labels/train1.txt and its like."""

from __future__ import annotations

from kindfold.bench.layouts.lists import base_of, lines, spoken
from kindfold.bench.layouts.parts import Contents, Wanted, members


def dtd(wanted: Wanted) -> Contents:
    """The first of the ten official splits."""
    listed = {split: lines(wanted, f"labels/{split}1.txt") for split in ("train", "val", "test")}
    base = base_of(wanted, f"images/{listed['train'][0]}") + "images/"
    splits = {
        split: members(wanted.tree, base, [(name, name.partition("/")[0]) for name in names], f"labels/{split}1.txt")
        for split, names in listed.items()
    }
    classes = sorted({label for part in splits.values() for label in part.labels})
    return Contents(splits, tuple(classes), tuple(map(spoken, classes)))
