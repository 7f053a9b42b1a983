"""CIFAR-10 and CIFAR-100 in their binary version: records of label bytes, then 32 x 32 pixels plane by plane."""

from __future__ import annotations

import numpy as np

from kindfold.bench.layouts.lists import lines, picked, required, spoken
from kindfold.bench.layouts.parts import Contents, Part, Wanted, arrays
from kindfold.errors import InputError

SIDE = 32
PIXELS = 3 * SIDE * SIDE
TEN = {"train": [f"data_batch_{i}.bin" for i in range(1, 6)], "test": ["test_batch.bin"]}
HUNDRED = {"train": ["train.bin"], "test": ["test.bin"]}


def cifar(wanted: Wanted) -> Contents:
    """Options: `labels` is "fine" or "coarse" of CIFAR-100; without it this is CIFAR-10."""
    labels = wanted.suite.options.get("labels")
    files = HUNDRED if labels else TEN
    _refuse_pickles(wanted, files["test"][0])
    classes = lines(wanted, f"{labels}_label_names.txt" if labels else "batches.meta.txt")
    splits = {split: _split(wanted, split, names, classes) for split, names in files.items()}
    return Contents(splits, tuple(classes), tuple(map(spoken, classes)))


def _split(wanted: Wanted, split: str, names: list[str], classes: list[str]) -> Part:
    n_labels = 2 if "labels" in wanted.suite.options else 1
    column = 0 if wanted.suite.options.get("labels") == "coarse" else n_labels - 1
    records = np.concatenate([_records(wanted, name, n_labels + PIXELS) for name in names])  # (n, labels + pixels)
    pixels = records[:, n_labels:].reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1)  # (n, h, w, 3)
    labels = [picked(classes, number, names[0], first=0) for number in records[:, column].tolist()]
    return arrays(split, pixels, labels, wanted.tree.root)


def _records(wanted: Wanted, name: str, size: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    data = np.frombuffer(wanted.tree.read(required(wanted, name)), np.uint8)
    if len(data) == 0 or len(data) % size:
        raise InputError(
            f"{name} of {wanted.tree.root} has {len(data):,} bytes, not a whole number of pictures of {size:,} bytes; "
            "it is incomplete or not of the binary version, fetch it again"
        )
    return data.reshape(-1, size)


def _refuse_pickles(wanted: Wanted, name: str) -> None:
    if wanted.tree.find(name) is None and wanted.tree.find(name.removesuffix(".bin")) is not None:
        raise InputError(
            f"{wanted.tree.root} holds the Python version of {wanted.suite.title}, which is made of pickles and is not "
            f"opened; {wanted.advice}"
        )
