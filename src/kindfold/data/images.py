"""The noun `Images`: which pictures there are and how to get their bytes; no pixel is touched here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kindfold.errors import Reason


class Skip(NamedTuple):
    """One picture that was left out: its id, why, and a sentence."""

    id: str
    reason: Reason
    detail: str = ""


class Source(Protocol):
    """Hands out the content of picture i: encoded bytes, or an array (h, w), (h, w, 3) or (h, w, 4) of uint8/uint16/float."""

    def read(self, i: int) -> bytes | NDArray[np.generic]: ...


@dataclass(frozen=True)
class Images:
    """Pictures in the order of their ids.

    Attributes
    ----------
    ids : the path below `root` (never normalised; undecodable bytes as surrogates), member name, or running number
    source : hands out the content of picture i
    labels : sub-folder names, one per picture, or None when there are none; only `evaluation` reads them
    skipped : what was found but cannot be a picture (links, pipes, ...)
    root : the folder, archive or pattern they came from, for messages
    """

    ids: tuple[str, ...]
    source: Source
    labels: tuple[str, ...] | None = None
    skipped: tuple[Skip, ...] = ()
    root: str = ""

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def n_found(self) -> int:
        """Pictures found: those listed and those skipped."""
        return len(self.ids) + len(self.skipped)


def images(source: str | Sequence[object] | NDArray[np.generic]) -> Images:
    """List the pictures of a folder, glob, archive, list of paths or arrays."""
    raise NotImplementedError
