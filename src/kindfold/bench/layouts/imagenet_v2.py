"""ImageNet-V2: folders named by the number of the class among the 1,000 of ImageNet."""

from __future__ import annotations

import re

from kindfold.bench.layouts.parts import Contents, Wanted, members
from kindfold.bench.layouts.wordnet import first_words
from kindfold.data.signatures import looks_like_picture
from kindfold.embedding.builtin import imagenet_names
from kindfold.errors import InputError

NUMBERED = re.compile(r"(?:^|/)(\d{1,3})/[^/]+$")


def imagenet_v2(wanted: Wanted) -> Contents:
    """Classes are numbers from 000 to 999, in the order of a classifier's rows."""
    rows = [
        (name, f"{int(match[1]):03d}")
        for name in wanted.tree
        if (match := NUMBERED.search(name)) and looks_like_picture(name)
    ]
    if not rows:
        raise InputError(f"{wanted.suite.title}: {wanted.tree.root} has no folders named 0 to 999; {wanted.advice}")
    names = imagenet_names()
    classes = sorted({label for _, label in rows})
    part = members(wanted.tree, "", rows, "the folder")
    return Contents({"test": part}, tuple(classes), tuple(first_words(names[int(label)]) for label in classes))
