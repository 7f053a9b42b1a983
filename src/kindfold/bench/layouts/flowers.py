"""Oxford Flowers: pictures by number, their classes and splits in two MATLAB files."""

from __future__ import annotations

from kindfold.bench.layouts.flower_names import FLOWER_NAMES
from kindfold.bench.layouts.lists import base_of, matlab, picked, whole
from kindfold.bench.layouts.parts import Contents, Wanted, members

SPLITS = {"train": "trnid", "val": "valid", "test": "tstid"}


def flowers(wanted: Wanted) -> Contents:
    """Classes are numbers from 001 to 102; their names are those of the official page."""
    classes = [f"{number:03d}" for number in range(1, len(FLOWER_NAMES) + 1)]
    numbers = matlab(wanted, "imagelabels.mat", "labels").tolist()
    labels = [picked(classes, whole(number, "imagelabels.mat"), "imagelabels.mat") for number in numbers]
    base = base_of(wanted, "jpg/image_00001.jpg")
    splits = {}
    for split, variable in SPLITS.items():
        ids = [whole(id, "setid.mat") for id in matlab(wanted, "setid.mat", variable).tolist()]
        listed = [(f"jpg/image_{id:05d}.jpg", picked(labels, id, "setid.mat")) for id in ids]
        splits[split] = members(wanted.tree, base, listed, f"setid.mat ({variable})")
    return Contents(splits, tuple(classes), FLOWER_NAMES)
