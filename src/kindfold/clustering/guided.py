"""Lessons: what a student under a frozen teacher is given, before any method says what it should learn from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from kindfold.clustering.checks import as_tensor, check_rows, check_views, draw_seed
from kindfold.clustering.students import HEAD
from kindfold.ops.blocks import unit_rows
from kindfold.ops.checkpoint import Checkpoint, key_of
from kindfold.ops.device import fast_dtype, pick_device
from kindfold.ops.guidance import Targets, gaps
from kindfold.ops.pairs import Pairs, View, pairs_of_views
from kindfold.ops.prototypes import Prototypes, frozen_targets
from kindfold.ops.seeding import kmeans
from kindfold.ops.similarity import nearest_rows
from kindfold.ops.students import Student
from kindfold.ops.whitening import principal

REDUCED = 128  # principal axes of the rows that the student sees
EMBEDDED = 256  # dimensions of the embedding
TEACHER = 0.05  # temperature of the teacher's assignments
GAUGED = 512  # pictures whose view matrices are gauged
SAMPLE = 2**14  # pictures from which the agreement of the views is taken


class Axes(NamedTuple):
    """Rows (n, d) -> coordinates (n, q) along their principal axes."""

    mean: NDArray[np.float64]  # (d,)
    basis: NDArray[np.float64]  # (d, q)

    @classmethod
    def of(cls, X: NDArray[np.float32]) -> Self:
        """The axes of rows, at most `REDUCED`: learning is as good in them, and faster."""
        return cls(*principal(X, REDUCED))

    def __call__(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        return X @ self.basis.astype(np.float32) - (self.mean @ self.basis).astype(np.float32)


class Lesson(NamedTuple):
    """Rows and views of n pictures along the axes, and what the teacher makes of the pictures."""

    axes: Axes
    rows: NDArray[np.float32]  # (n, q)
    views: Tensor  # (v, n, q)
    pairs: Pairs
    teaching: Tensor  # (n, t) of unit length
    neighbors: Tensor  # (n, e) near pictures of the teacher's, the first of which is the picture itself

    @classmethod
    def of(
        cls,
        rows: NDArray[np.float32],
        seen: NDArray[np.float32],
        taught: NDArray[np.float32],
        *,
        jitter: float,
        n_neighbors: int,
        precision: torch.dtype,
        device: str,
        generator: torch.Generator,
    ) -> Self:
        """From rows (n, d), their views (v, n, d), and the teacher's rows (n, t)."""
        axes = Axes.of(rows)
        X = axes(rows)
        views = as_tensor(np.stack([axes(view) for view in seen]), device).to(precision)
        noise = jitter * float(np.sqrt(X.var(axis=0, dtype=np.float64).sum()))
        teaching = unit_rows(as_tensor(Axes.of(taught)(taught), device))
        neighbors = torch.arange(len(rows))[:, None]
        if n_neighbors:
            near = nearest_rows(teaching, teaching, n_neighbors, own=neighbors[:, 0])
            neighbors = torch.cat([neighbors, near.rows], dim=1)
        return cls(axes, X, views, pairs_of_views(views, generator, noise=noise), teaching, neighbors)

    def draw(self, rows: Tensor, generator: torch.Generator) -> tuple[View, View, Tensor]:
        """A view of each picture, one of a near picture, and which that is (b,)."""
        others = self.neighbors[rows, torch.randint(self.neighbors.shape[1], rows.shape, generator=generator)]
        return *self.pairs(rows, others), others


class Learner(nn.Module):
    """A student and its prototypes, with the gauges of every epoch."""

    gauges: Tensor  # (epochs, 2)
    recount: Tensor  # (), clusters counted in the embedding

    def __init__(self, student: Student, prototypes: Prototypes, n_epochs: int) -> None:
        super().__init__()
        self.student, self.prototypes = student, prototypes
        self.register_buffer("gauges", torch.zeros(n_epochs, 2))
        self.register_buffer("recount", torch.tensor(0))

    @torch.no_grad()
    def gauge(self, views: Tensor, epoch: int) -> None:
        """Note the mean gaps of the view matrices of an even sample of pictures."""
        sample = views[:, torch.linspace(0, views.shape[1] - 1, min(GAUGED, views.shape[1])).long()]
        D = torch.stack([self.assignments(view.float()) for view in sample], dim=1)  # (b, v, t)
        self.gauges[epoch] = torch.stack([gap.mean() for gap in gaps(D)])

    @torch.no_grad()
    def agreement(self, lesson: Lesson) -> float:
        """Share of an even sample of pictures whose two views fall into the same cluster."""
        n = len(lesson.rows)
        pair = lesson.pairs(torch.linspace(0, n - 1, min(SAMPLE, n)).long())
        a, b = (self.assignments(view().float()).argmax(1) for view in pair)
        return float((a == b).float().mean())

    def assignments(self, x: Tensor) -> Tensor:
        """p (b, t) of views (b, q), with the statistics of the batch."""
        return self.prototypes.log_assignments(self.student(x)[:, :EMBEDDED], HEAD).exp()


class Start(NamedTuple):
    """What a training starts from: the teacher's rows (n, t), the lesson, chance, and where the state is kept."""

    taught: NDArray[np.float32]
    lesson: Lesson
    seed: int
    device: str
    generator: torch.Generator
    checkpoint: Checkpoint | None


def begin(
    estimator: Any,
    rows: NDArray[np.float32],
    views: ArrayLike | None,
    teacher: ArrayLike | None,
    checkpoint: str | Path | None,
    *,
    jitter: float,
) -> Start:
    """Check what a `fit` was given against the settings, and make the lesson; `jitter` stands for "auto"."""
    set_by_hand = estimator.jitter not in ("auto", None)
    seen = rows[None] if views is None and set_by_hand else check_views(views, rows)
    taught = rows if teacher is None else check_rows("teacher", teacher, len(rows))
    seed, device = draw_seed(estimator.random_state), pick_device(estimator.device)
    generator = torch.Generator().manual_seed(seed)
    lesson = Lesson.of(
        rows,
        seen,
        taught,
        jitter=jitter if estimator.jitter == "auto" else estimator.jitter or 0.0,
        n_neighbors=min(estimator.n_neighbors, len(rows) - 1),
        precision=fast_dtype(device) if estimator.precision == "auto" else getattr(torch, estimator.precision),
        device=device,
        generator=generator,
    )
    key = key_of({**estimator.get_params(), "seed": seed}, rows, seen, taught)
    kept = None if checkpoint is None else Checkpoint(checkpoint, key)
    return Start(taught, lesson, seed, device, generator, kept)


def over_clustered(
    teaching: Tensor, n_clusters: int, top_k: int, *, generator: torch.Generator
) -> tuple[Tensor, Targets]:
    """Centres (t, d) of the teacher's unit rows, and for every picture the few it is nearest to."""
    centers = kmeans(teaching, n_clusters, generator=generator, n_init=2).centers
    return centers, frozen_targets(teaching, centers, top_k, TEACHER)
