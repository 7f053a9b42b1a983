"""Pictures for a network that learns from pixels: read, changed by chance, and prepared, anew in every step."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from kindfold.data.images import Images
from kindfold.embedding.augment import FAMILIES, Subject
from kindfold.embedding.batches import stacked
from kindfold.embedding.preprocess import Preprocess
from kindfold.embedding.reader import read_rgb
from kindfold.errors import InputError, UnknownName, Unreadable

THREADS = 64  # at most; decoding leaves Python's lock


class TrainingPictures:
    """What a training sees of a collection.

    Parameters
    ----------
    found : pictures that can be read; those that cannot were left out by whoever embedded them for the teacher
    preprocess : of the network that learns
    families : how the two views of a pair are changed: see `kindfold.embedding.augment`. The first one is the
        student's own, the stronger; a teacher sees no more change than the second one makes
    threads : pictures read at the same time
    told : called with the number of pictures whenever some were changed

    A view is decided by the chance, the row and which of the two it is alone, so that a training can be gone on with.
    """

    def __init__(
        self,
        found: Images,
        preprocess: Preprocess,
        *,
        families: tuple[str, str] = ("jitter-color", "weak"),
        threads: int | None = None,
        told: Callable[[int], None] | None = None,
    ) -> None:
        for family in families:
            if family not in FAMILIES:
                raise UnknownName("family of views", family, FAMILIES)
        self._found, self._preprocess, self._told = found, preprocess, told
        self._changes = [FAMILIES[family].change for family in families]
        self._side = int(np.ceil(preprocess.side / min(FAMILIES[family].least for family in families) ** 0.5))
        self._pool = ThreadPoolExecutor(threads or min(THREADS, torch.get_num_threads()), "kindfold-pictures")

    def __len__(self) -> int:
        return len(self._found)

    def whole(self, rows: Tensor) -> Tensor:
        """Pictures (b,) unchanged, (b, 3, h, w) uint8."""
        return self._each(rows, lambda row: self._preprocess(self._read(row, self._preprocess.side)))

    def changed(self, rows: Tensor, which: int, chance: int) -> Tensor:
        """Pictures (b,) as view 0 or 1 of a pair shows them, (b, 3, h, w) uint8."""

        def view(row: int) -> Tensor:
            rng = np.random.Generator(np.random.Philox(key=[chance, 2 * row + which]))
            return self._preprocess(
                self._changes[which](Subject(self._read(row, self._side), self._preprocess.side), rng)
            )

        views = self._each(rows, view)
        if self._told:
            self._told(len(rows))
        return views

    def _each(self, rows: Tensor, make: Callable[[int], Tensor]) -> Tensor:
        return stacked(list(self._pool.map(make, rows.tolist())))

    def _read(self, row: int, side: int) -> Image.Image:
        try:
            return read_rgb(self._found.source.read(row), side=side)
        except Unreadable as error:
            raise InputError(
                f"{self._found.ids[row]} could not be read any more ({error.detail or error.reason.value}); "
                "with it back in place, the training goes on from its checkpoint"
            ) from error
