"""Food-101: a folder per class, and lists of names without their ending."""

from __future__ import annotations

from kindfold.bench.layouts.lists import lines, required, spoken
from kindfold.bench.layouts.parts import Contents, Wanted, members


def food(wanted: Wanted) -> Contents:
    """Classes as in meta/classes.txt: "apple_pie"."""
    classes = lines(wanted, "meta/classes.txt")
    base = required(wanted, "meta/classes.txt").removesuffix("meta/classes.txt") + "images/"
    splits = {}
    for split in ("train", "test"):
        listed = [(f"{name}.jpg", name.partition("/")[0]) for name in lines(wanted, f"meta/{split}.txt")]
        splits[split] = members(wanted.tree, base, listed, f"meta/{split}.txt")
    return Contents(splits, tuple(classes), tuple(map(spoken, classes)))
