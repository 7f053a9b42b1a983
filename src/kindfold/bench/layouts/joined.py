"""Several sources of pictures as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kindfold.data.sources import Source


@dataclass(frozen=True, eq=False)
class Joined:
    """Picture i is row `table[i, 1]` of source `table[i, 0]`."""

    sources: tuple[Source, ...]
    table: NDArray[np.int64]

    @classmethod
    def of(cls, sources: Sequence[Source], counts: Sequence[int]) -> Joined:
        """All pictures of each source, one source after the other."""
        which = np.repeat(np.arange(len(counts)), counts)
        rows = np.concatenate([np.arange(0), *(np.arange(count) for count in counts)])
        return cls(tuple(sources), np.stack([which, rows], axis=1))

    def read(self, i: int) -> bytes | NDArray[np.generic]:
        source, row = self._place(i)
        return source.read(row)

    def path(self, i: int) -> Path | None:
        source, row = self._place(i)
        return source.path(row)

    def _place(self, i: int) -> tuple[Source, int]:
        return self.sources[int(self.table[i, 0])], int(self.table[i, 1])
