"""FGVC-Aircraft: pictures by number, and a list of numbers and variants per split."""

from __future__ import annotations

from kindfold.bench.layouts.lists import lines, required, rows
from kindfold.bench.layouts.parts import Contents, Wanted, members


def aircraft(wanted: Wanted) -> Contents:
    """Classes are the variants, as in variants.txt: "Boeing 707-320" is "707-320"."""
    classes = lines(wanted, "variants.txt")
    base = required(wanted, "variants.txt").removesuffix("variants.txt") + "images/"
    splits = {}
    for split in ("trainval", "test"):
        tail = f"images_variant_{split}.txt"
        listed = [(f"{number}.jpg", variant) for number, variant in rows(wanted, tail, 2)]
        splits[split] = members(wanted.tree, base, listed, tail)
    return Contents(splits, tuple(classes), tuple(classes))
