"""The photographs of the demo, out of their data package."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kindfold.bench.layouts.parts import Contents, Wanted, pictures
from kindfold.errors import InputError, MissingExtra
from kindfold.pipeline.demo import photographs


@dataclass(frozen=True, eq=False)
class Encoded:
    """Pictures in memory, as the bytes of their files."""

    contents: tuple[bytes, ...]

    def read(self, i: int) -> bytes:
        return self.contents[i]

    def path(self, i: int) -> None:
        return None


def fruit(wanted: Wanted) -> Contents:
    """Ids are those of the files that `kindfold demo` unpacks."""
    try:
        found = photographs()
    except MissingExtra as error:
        raise InputError(f"{wanted.suite.title}: {error}") from error
    seen: Counter[str] = Counter()
    ids = []
    for label, _ in found:
        seen[label] += 1
        ids.append(f"{label}/{seen[label]:05d}.jpg")
    source = Encoded(tuple(content for _, content in found))
    part = pictures(ids, source, [label for label, _ in found], wanted.suite.source_url)
    classes = sorted(seen)
    return Contents({"all": part}, tuple(classes), tuple(name.replace("-", " ") for name in classes))
