"""Which of ImageNet's classes a suite is about, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kindfold.bench.layouts.lists import lines, table
from kindfold.bench.layouts.parts import Wanted
from kindfold.embedding.builtin import imagenet_names
from kindfold.errors import InputError

ID = re.compile(r"\b(n\d{8})\b\s*(.*)")
N_CLASSES = 1000


def chosen_classes(wanted: Wanted, present: Collection[str]) -> tuple[str, ...]:
    """WordNet ids in their order: the suite's own, the user's, or all. Raises `InputError` if one is missing."""
    if "classes" not in wanted.suite.options:
        classes = tuple(sorted(present))
    else:
        classes = tuple(_told(wanted))
        if len(classes) != wanted.suite.n_clusters:
            raise InputError(
                f"{wanted.suite.title} has {wanted.suite.n_clusters} classes, {wanted.classes} names {len(classes)}"
            )
    missing = [id for id in classes if id not in present]
    if missing or not classes:
        raise InputError(
            f"{wanted.suite.title}: {wanted.tree.root} has no pictures of {len(missing) or 'any'} of its classes "
            f"({', '.join(missing[:3])}); {wanted.advice}"
        )
    return classes


def class_names(wanted: Wanted, classes: Sequence[str]) -> tuple[str, ...]:
    """The first word of each class: from the suite, from Kaggle's table or the development kit, or by position."""
    told = _told(wanted)
    if not all(told.get(id) for id in classes):
        told = _from_files(wanted)
    if not told and len(classes) == N_CLASSES:
        told = dict(zip(sorted(classes), imagenet_names(), strict=True))
    return tuple(first_words(told[id]) for id in classes) if all(told.get(id) for id in classes) else ()


def first_words(lemmas: str) -> str:
    """ "tench, Tinca tinca" is "tench"."""
    return lemmas.partition(",")[0].strip()


def _told(wanted: Wanted) -> dict[str, str]:
    """WordNet ids, with names where there are, that the suite states or the user gives."""
    text = wanted.suite.options.get("classes", "")
    if not text and wanted.classes is not None:
        try:
            text = wanted.classes.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"the list of classes {wanted.classes} cannot be read: {error}") from error
        if not ID.search(text):
            raise InputError(f"{wanted.classes} names no WordNet ids; one to a line was expected, such as n02056570")
    if not text and "classes" in wanted.suite.options:
        raise InputError(f"{wanted.suite.title}: {wanted.suite.note}")
    return {match[1]: match[2] for line in re.split(r"[\n,](?=\s*n\d{8})|\n", text) if (match := ID.search(line))}


def _from_files(wanted: Wanted) -> dict[str, str]:
    if wanted.tree.find("LOC_synset_mapping.txt"):
        found = (ID.match(line) for line in lines(wanted, "LOC_synset_mapping.txt"))
        return {match[1]: match[2] for match in found if match}
    if wanted.tree.find("meta.mat"):
        return {str(row["WNID"]): str(row["words"]) for row in table(wanted, "meta.mat", "synsets", "WNID", "words")}
    return {}
