"""Oxford-IIIT Pet: pictures whose names begin with the breed, and lists of them."""

from __future__ import annotations

from kindfold.bench.layouts.lists import base_of, rows, spoken, whole
from kindfold.bench.layouts.parts import Contents, Wanted, members


def pets(wanted: Wanted) -> Contents:
    """Classes are the breeds, in the order of their numbers."""
    listed = {split: rows(wanted, f"annotations/{split}.txt", 4) for split in ("trainval", "test")}
    base = base_of(wanted, f"images/{listed['trainval'][0][0]}.jpg") + "images/"
    splits = {
        split: members(wanted.tree, base, [(f"{name}.jpg", _breed(name)) for name, *_ in found], f"{split}.txt")
        for split, found in listed.items()
    }
    number_of = {
        _breed(name): whole(number, f"{split}.txt") for split, found in listed.items() for name, number, *_ in found
    }
    classes = sorted(number_of, key=lambda breed: (number_of[breed], breed))
    return Contents(splits, tuple(classes), tuple(map(spoken, classes)))


def _breed(name: str) -> str:
    return name.rpartition("_")[0]
