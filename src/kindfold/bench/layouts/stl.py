"""STL-10 in its binary version: 96 x 96 pixels plane by plane and column by column, labels from 1 in a file apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kindfold.bench.layouts.lists import lines, picked, required, spoken
from kindfold.bench.layouts.parts import Contents, Part, Wanted, arrays
from kindfold.errors import InputError

SIDE = 96
PIXELS = 3 * SIDE * SIDE


def stl(wanted: Wanted) -> Contents:
    """The labelled pictures."""
    classes = lines(wanted, "class_names.txt")
    splits = {split: _split(wanted, split, classes) for split in ("train", "test")}
    return Contents(splits, tuple(classes), tuple(map(spoken, classes)))


def _split(wanted: Wanted, split: str, classes: list[str]) -> Part:
    numbers = _bytes(wanted, f"{split}_y.bin")
    data = _bytes(wanted, f"{split}_X.bin")
    if len(data) == 0 or len(data) != PIXELS * len(numbers):
        raise InputError(
            f"{split}_X.bin of {wanted.tree.root} has {len(data):,} bytes; {PIXELS * len(numbers):,} were expected, "
            f"{PIXELS:,} for each of the {len(numbers):,} labels in {split}_y.bin; fetch both again"
        )
    pixels = data.reshape(-1, 3, SIDE, SIDE).transpose(0, 3, 2, 1)  # (n, h, w, 3)
    labels = [picked(classes, number, f"{split}_y.bin") for number in numbers.tolist()]
    return arrays(split, pixels, labels, wanted.tree.root)


def _bytes(wanted: Wanted, name: str) -> NDArray[np.uint8]:
    return np.frombuffer(wanted.tree.read(required(wanted, name)), np.uint8)
