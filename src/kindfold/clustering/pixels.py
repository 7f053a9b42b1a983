"""The lesson of a network that learns from pixels: its views are made anew in every step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import normalize

from kindfold.clustering.guided import Start
from kindfold.clustering.lessons import Batch, Both, directions, drawn, spread, with_neighbors
from kindfold.errors import InputError
from kindfold.ops.device import autocast
from kindfold.ops.distributed import even, in_parts, own, replicated
from kindfold.ops.pairs import Pictures, View
from kindfold.ops.students import Student

GAUGED = 128  # pictures whose view matrices are gauged
SAMPLE = 2**11  # pictures from which the agreement of the views is taken
CHANCES = 2**62


class PixelLesson(NamedTuple):
    """Pictures, the network that sees them, and what the teacher makes of them."""

    pictures: Pictures
    width: int  # of the network's features
    teaching: Tensor  # (n, t) of unit length
    neighbors: Tensor  # (n, e), the first of which is the picture itself
    precision: torch.dtype
    device: str
    generator: torch.Generator
    batch_size: int

    @classmethod
    def of(
        cls,
        pictures: Pictures,
        network: nn.Module,
        taught: NDArray[np.float32],
        *,
        whitened: bool,
        n_neighbors: int,
        batch_size: int,
        start: Start,
    ) -> Self:
        """From the teacher's rows (n, t).

        Raises
        ------
        InputError : the network does not turn pictures into rows of features
        """
        network.to(start.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        teaching = directions(taught, start.device, whitened=whitened)
        with torch.no_grad():
            probe = network.eval()(_scaled(pictures.whole(torch.arange(min(2, len(pictures)))), start.device))
        if probe.ndim != 2 or not probe.isfinite().all():
            raise InputError(f"the network must turn pictures (b, 3, h, w) into finite rows (b, w), not {probe.shape}")
        return cls(
            pictures,
            probe.shape[1],
            teaching,
            with_neighbors(teaching, min(n_neighbors, len(teaching) - 1)),
            start.precision,
            start.device,
            start.generator,
            batch_size,
        )

    def __len__(self) -> int:
        return len(self.pictures)

    def draw(self, rows: Tensor) -> Batch:
        rows = even(rows)
        others = drawn(self.neighbors, rows, self.generator)
        chance = int(torch.randint(CHANCES, (), generator=self.generator))
        a, b = self.pictures.changed(own(rows), 0, chance), self.pictures.changed(own(others), 1, chance)
        return self._view(a), self._view(b), others

    @contextmanager
    def both(self, student: Student) -> Iterator[Both]:
        yield replicated(student)

    def gauged(self) -> Tensor:
        rows = spread(len(self), GAUGED)
        return torch.stack([_scaled(self.pictures.changed(rows, which, 0), self.device) for which in (0, 1)])

    def samples(self) -> Iterator[tuple[View, View]]:
        for rows in self._parts(spread(len(self), SAMPLE)):
            pair = self.pictures.changed(rows, 0, 0), self.pictures.changed(rows, 1, 0)
            yield self._view(pair[0]), self._view(pair[1])

    def features(self, student: Student) -> NDArray[np.float32]:
        assert student.network is not None
        network, was_training = student.network, student.training
        network.eval()

        def forward(rows: Tensor) -> Tensor:
            with autocast(self.device, self.precision):
                return normalize(network(_scaled(self.pictures.whole(rows), self.device)).float())

        rows = in_parts(lambda rows: torch.cat([forward(part) for part in self._parts(rows)]), len(self))
        network.train(was_training)
        result: NDArray[np.float32] = rows.cpu().numpy()
        return result

    def _parts(self, rows: Tensor) -> tuple[Tensor, ...]:
        return rows.tensor_split(-(-len(rows) // self.batch_size))

    def _view(self, pixels: Tensor) -> View:
        return lambda: _scaled(pixels, self.device)


def first_views(pictures: Pictures) -> list[NDArray[np.uint8]]:
    """Both views of the first pictures under one chance: they say how pictures are changed and prepared."""
    rows = torch.arange(min(2, len(pictures)))
    return [pictures.changed(rows, which, 0).numpy() for which in (0, 1)]


def _scaled(pixels: Tensor, device: str) -> Tensor:
    """(b, 3, h, w) uint8 -> values from 0 to 1, on the device."""
    return pixels.to(device, non_blocking=True).float().div_(255).contiguous(memory_format=torch.channels_last)
