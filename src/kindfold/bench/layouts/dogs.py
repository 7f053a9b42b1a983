"""Stanford Dogs: a folder per breed, and the splits in MATLAB lists of names."""

from __future__ import annotations

from kindfold.bench.layouts.lists import base_of, matlab, spoken
from kindfold.bench.layouts.parts import Contents, Wanted, members


def dogs(wanted: Wanted) -> Contents:
    """Classes are the folders: "n02085620-Chihuahua"."""
    listed = {
        split: [str(name) for name in matlab(wanted, f"{split}_list.mat", "file_list")] for split in ("train", "test")
    }
    base = base_of(wanted, f"Images/{listed['train'][0]}") + "Images/"
    splits = {
        split: members(wanted.tree, base, [(name, name.partition("/")[0]) for name in names], f"{split}_list.mat")
        for split, names in listed.items()
    }
    classes = sorted({label for part in splits.values() for label in part.labels})
    return Contents(splits, tuple(classes), tuple(spoken(name.partition("-")[2] or name) for name in classes))
