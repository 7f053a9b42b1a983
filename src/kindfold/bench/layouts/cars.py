"""Stanford Cars: pictures by number, and annotations in MATLAB files."""

from __future__ import annotations

from kindfold.bench.layouts.lists import base_of, matlab, picked, table, whole
from kindfold.bench.layouts.parts import Contents, Wanted, members

ANNOTATIONS = {"train": "cars_train_annos.mat", "test": "cars_test_annos_withlabels.mat"}


def cars(wanted: Wanted) -> Contents:
    """Classes as in cars_meta.mat: "AM General Hummer SUV 2000"."""
    classes = [str(name) for name in matlab(wanted, "cars_meta.mat", "class_names")]
    splits = {}
    for split, tail in ANNOTATIONS.items():
        annotations = table(wanted, tail, "annotations", "class", "fname")
        listed = [
            (f"cars_{split}/{row['fname']}", picked(classes, whole(row["class"], tail), tail)) for row in annotations
        ]
        splits[split] = members(wanted.tree, base_of(wanted, listed[0][0]), listed, tail)
    return Contents(splits, tuple(classes), tuple(classes))
