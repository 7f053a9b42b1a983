"""Pictures in a folder per class."""

from __future__ import annotations

from collections import defaultdict

from kindfold.bench.layouts.lists import spoken
from kindfold.bench.layouts.parts import Contents, Wanted, members
from kindfold.data.signatures import looks_like_picture
from kindfold.errors import InputError


def class_folders(wanted: Wanted) -> Contents:
    """Options: `classes` to take, apart by blanks (otherwise all); `most` pictures of a class, its first ones."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in wanted.tree:
        folders, _, file = name.rpartition("/")
        if folders and looks_like_picture(file):
            found[folders.rpartition("/")[2]].append(name)
    classes = wanted.suite.options.get("classes", "").split() or sorted(found)
    missing = [name for name in classes if name not in found]
    if missing or not classes:
        raise InputError(
            f"{wanted.suite.title}: {wanted.tree.root} has no folder of pictures {' '.join(missing)}; {wanted.advice}"
        )
    most = int(wanted.suite.options.get("most", 0)) or None
    cut = [name for name in classes if most and len(found[name]) > most]
    remarks = [f"of {', '.join(cut)} the first {most} pictures were taken"] if cut else []
    rows = [(name, label) for label in classes for name in found[label][:most]]
    part = members(wanted.tree, "", rows, "the folder")
    return Contents({"all": part}, tuple(classes), tuple(map(spoken, classes)), tuple(remarks))
