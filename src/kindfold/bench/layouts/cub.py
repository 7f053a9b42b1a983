"""Caltech-UCSD Birds: tables of picture numbers beside the pictures."""

from __future__ import annotations

from kindfold.bench.layouts.lists import required, rows, spoken
from kindfold.bench.layouts.parts import Contents, Wanted, members
from kindfold.errors import InputError


def cub(wanted: Wanted) -> Contents:
    """Classes as in classes.txt: "001.Black_footed_Albatross"."""
    class_of = dict(rows(wanted, "classes.txt", 2))
    base = required(wanted, "images.txt").removesuffix("images.txt") + "images/"
    truth, learnt = dict(rows(wanted, "image_class_labels.txt", 2)), dict(rows(wanted, "train_test_split.txt", 2))
    listed: dict[str, list[tuple[str, str]]] = {"train": [], "test": []}
    for number, name in rows(wanted, "images.txt", 2):
        if truth.get(number) not in class_of or learnt.get(number) not in {"0", "1"}:
            raise InputError(
                f"picture {number} of images.txt has no class in image_class_labels.txt or no part in "
                f"train_test_split.txt; {wanted.advice}"
            )
        listed["train" if learnt[number] == "1" else "test"].append((name, class_of[truth[number]]))
    splits = {split: members(wanted.tree, base, found, "images.txt") for split, found in listed.items()}
    classes = tuple(class_of.values())
    return Contents(splits, classes, tuple(spoken(name.partition(".")[2] or name) for name in classes))
