"""Archives read member by member, never extracted: names are labels only."""

from __future__ import annotations

from kindfold.data.sources import Listing
from kindfold.errors import InputError


def is_archive(path: str) -> bool:
    return False


def list_archive(path: str) -> Listing:
    raise InputError("not yet")
