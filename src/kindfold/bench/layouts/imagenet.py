"""ImageNet's pictures by WordNet id: folders, or the archives of ILSVRC-2012 as they are."""

from __future__ import annotations

import re
from collections import defaultdict

from kindfold.bench.layouts.lists import lines, table, whole
from kindfold.bench.layouts.parts import Contents, Part, Wanted, members
from kindfold.bench.layouts.wordnet import chosen_classes, class_names
from kindfold.data.signatures import looks_like_picture
from kindfold.errors import InputError

IN_FOLDER = {
    "train": re.compile(r"(?:^|/)(?:train|ILSVRC2012_img_train)/(n\d{8})/[^/]+$"),
    "val": re.compile(r"(?:^|/)(?:val|validation|ILSVRC2012_img_val)/(n\d{8})/[^/]+$"),
}
FLAT = re.compile(r"(?:^|/)ILSVRC2012_val_(\d{8})\.JPEG$")
TRUTH = "ILSVRC2012_validation_ground_truth.txt"
FOLDER = re.compile(r"(n\d{8})/[^/]+$")

Listed = dict[str, list[tuple[str, str]]]  # split -> name and WordNet id of each picture


def imagenet(wanted: Wanted) -> Contents:
    """Options: `classes` of a subset, "" when the user gives them; without it these are all classes."""
    listed = _in_folders(wanted)
    if not listed["val"]:
        listed["val"] = _flat(wanted)
    present = {id for _, id in listed["train"]}
    classes = chosen_classes(wanted, present)
    needed = sorted({split for splits in wanted.suite.parts.values() for split in splits})
    splits = {split: _part(wanted, split, listed[split], set(classes)) for split in needed}
    return Contents(splits, classes, class_names(wanted, classes))


def wordnet_folders(wanted: Wanted) -> Contents:
    """One set of pictures in a folder per WordNet id."""
    listed: Listed = defaultdict(list)
    for name in wanted.tree:
        if (match := FOLDER.search(name)) and looks_like_picture(name):
            listed[name[: match.start()]].append((name, match[1]))
    if len(listed) != 1:
        found = ", ".join(list(listed)[:3]) or "none"
        raise InputError(
            f"{wanted.suite.title}: one set of folders named by WordNet id was expected in {wanted.tree.root}, found "
            f"{len(listed)} ({found}); {wanted.advice}"
        )
    (pictures,) = listed.values()
    classes = chosen_classes(wanted, {id for _, id in pictures})
    return Contents({"test": _part(wanted, "test", pictures, set(classes))}, classes, class_names(wanted, classes))


def _in_folders(wanted: Wanted) -> Listed:
    listed: Listed = {"train": [], "val": []}
    for name in wanted.tree:
        for split, pattern in IN_FOLDER.items():
            if (match := pattern.search(name)) and looks_like_picture(name):
                listed[split].append((name, match[1]))
    return listed


def _flat(wanted: Wanted) -> list[tuple[str, str]]:
    """Validation pictures in one folder, whose classes Kaggle's table or the development kit tells."""
    found = {int(match[1]): name for name in wanted.tree if (match := FLAT.search(name))}
    if not found:
        return []
    if wanted.tree.find("LOC_val_solution.csv"):
        told = dict(line.split()[0].split(",")[:2] for line in lines(wanted, "LOC_val_solution.csv")[1:])
        ids = {number: told.get(f"ILSVRC2012_val_{number:08d}", "") for number in found}
    else:
        order = [whole(line, TRUTH) for line in lines(wanted, TRUTH)]
        synsets = table(wanted, "meta.mat", "synsets", "ILSVRC2012_ID", "WNID")
        id_of = {whole(row["ILSVRC2012_ID"], "meta.mat"): str(row["WNID"]) for row in synsets}
        ids = {number: id_of.get(order[number - 1], "") if number <= len(order) else "" for number in found}
    if nameless := [number for number, id in ids.items() if not id]:
        raise InputError(f"the class of ILSVRC2012_val_{nameless[0]:08d}.JPEG is told nowhere; {wanted.advice}")
    return [(name, ids[number]) for number, name in found.items()]


def _part(wanted: Wanted, split: str, listed: list[tuple[str, str]], classes: set[str]) -> Part:
    chosen = [(name, id) for name, id in listed if id in classes]
    if not chosen:
        raise InputError(
            f"{wanted.suite.title}: {wanted.tree.root} has no {split} pictures of its classes; {wanted.advice}"
        )
    place_of = {f"{split}/{id}/{name.rpartition('/')[2]}": name for name, id in chosen}
    rows = [(picture, picture.split("/")[1]) for picture in place_of]
    return members(wanted.tree, "", rows, f"the {split} folder", places=place_of)
