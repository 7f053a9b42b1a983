"""How a student under a frozen teacher starts, and what is noted of it on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from kindfold.clustering.checks import check_views, draw_seed
from kindfold.clustering.lessons import FeatureLesson, Lesson
from kindfold.clustering.students import HEAD
from kindfold.clustering.teachers import Projection
from kindfold.ops.checkpoint import Checkpoint, key_of
from kindfold.ops.device import fast_dtype, pick_device
from kindfold.ops.guidance import gaps
from kindfold.ops.prototypes import Prototypes
from kindfold.ops.students import Student

EMBEDDED = 256  # dimensions of the embedding


class Learner(nn.Module):
    """A student and its prototypes, how its teacher sees these if it does, and the gauges of every epoch."""

    gauges: Tensor  # (epochs, 2)
    recount: Tensor  # (), clusters counted in the embedding

    def __init__(
        self, student: Student, prototypes: Prototypes, n_epochs: int, projection: Projection | None = None
    ) -> None:
        super().__init__()
        self.student, self.prototypes, self.projection = student, prototypes, projection
        self.register_buffer("gauges", torch.zeros(n_epochs, 2))
        self.register_buffer("recount", torch.tensor(0))

    @torch.no_grad()
    def gauge(self, lesson: Lesson, epoch: int) -> None:
        """Note the mean gaps of the view matrices of an even sample of pictures."""
        D = torch.stack([self.assignments(view) for view in lesson.gauged()], dim=1)  # (b, v, t)
        self.gauges[epoch] = torch.stack([gap.mean() for gap in gaps(D)])

    @torch.no_grad()
    def agreement(self, lesson: Lesson) -> float:
        """Share of an even sample of pictures whose two views fall into the same cluster."""
        same = [
            self.assignments(a().float()).argmax(1) == self.assignments(b().float()).argmax(1)
            for a, b in lesson.samples()
        ]
        return float(torch.cat(same).float().mean())

    def assignments(self, x: Tensor) -> Tensor:
        """p (b, t) of views (b, ...), with the statistics of the batch."""
        return self.prototypes.log_assignments(self.student(x)[:, :EMBEDDED], HEAD).exp()


class Start(NamedTuple):
    """What a training starts from: the seed, where it runs, chance, and where its state is kept."""

    seed: int
    device: str
    generator: torch.Generator
    precision: torch.dtype
    checkpoint: Checkpoint | None


def begin(
    estimator: Any, *arrays: NDArray[np.generic] | None, checkpoint: str | Path | None, network: object = None
) -> Start:
    """From the settings of an estimator; a checkpoint belongs to these, to the arrays, and to networks of one make."""
    seed, device = draw_seed(estimator.random_state), pick_device(estimator.device)
    precision = fast_dtype(device) if estimator.precision == "auto" else getattr(torch, estimator.precision)
    key = key_of(
        {**estimator.get_params(), "seed": seed, "network": repr(network)},
        *(array for array in arrays if array is not None),
    )
    kept = None if checkpoint is None else Checkpoint(checkpoint, key)
    return Start(seed, device, torch.Generator().manual_seed(seed), precision, kept)


def feature_lesson(
    estimator: Any,
    rows: NDArray[np.float32],
    views: ArrayLike | None,
    taught: NDArray[np.float32],
    words: NDArray[np.float32] | None,
    checkpoint: str | Path | None,
    *,
    whitened: bool,
    jitter: float,
) -> tuple[FeatureLesson, Start]:
    """Check what a `fit` was given against the settings, and make the lesson; `jitter` stands for "auto"."""
    set_by_hand = estimator.jitter not in ("auto", None)
    seen = rows[None] if views is None and set_by_hand else check_views(views, rows)
    start = begin(estimator, rows, seen, taught, words, checkpoint=checkpoint)
    lesson = FeatureLesson.of(
        rows,
        seen,
        taught,
        jitter=jitter if estimator.jitter == "auto" else estimator.jitter or 0.0,
        whitened=whitened,
        n_neighbors=min(estimator.n_neighbors, len(rows) - 1),
        precision=start.precision,
        device=start.device,
        generator=start.generator,
    )
    return lesson, start
