"""The training of `TAC`: a head of the pictures and one of their counterparts in words, that teach each other."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from kindfold.ops.blocks import unit_rows
from kindfold.ops.checkpoint import Checkpoint
from kindfold.ops.contrasts import column_contrast
from kindfold.ops.device import fast_dtype
from kindfold.ops.heads import Head
from kindfold.ops.losses import confidence, entropy
from kindfold.ops.optimise import minimise
from kindfold.ops.schedules import constant
from kindfold.ops.similarity import nearest_rows
from kindfold.ops.twins import side_by_side

if TYPE_CHECKING:
    from kindfold.clustering.tac import TAC

N_NEIGHBOURS = 50
MANY = 100  # clusters, from which on batches are large
FEWEST_STEPS = 100  # of descent: those of the shortest published training, on UCF-101


def descend(
    settings: TAC,
    heads: tuple[Head, ...],
    data: tuple[Tensor, Tensor],
    k: int,
    generator: torch.Generator,
    checkpoint: Checkpoint | None,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Any]:
    """Minimise L, Eq. (2) of `kindfold.clustering.tac`, on pictures and counterparts (n, d).

    Returns the mean of every term per epoch.
    """
    n, many, device = len(data[0]), k >= MANY, data[0].device
    batch_size = min(n, (8192 if many else 512) if settings.batch_size == "auto" else settings.batch_size)
    tau = (5.0 if many else 0.5) if settings.contrast_temperature == "auto" else float(settings.contrast_temperature)
    n_steps = max(1, round(n / batch_size))
    n_epochs = max(100 if many else 20, math.ceil(FEWEST_STEPS / n_steps))
    if settings.n_epochs != "auto":
        n_epochs = int(settings.n_epochs)
    e = max(1, min(N_NEIGHBOURS, n // (2 * k))) if settings.n_neighbors == "auto" else settings.n_neighbors
    own = torch.arange(n, device=device)
    near = [nearest_rows(Z, Z, e, own=own).rows.int().cpu() for Z in map(unit_rows, data)]  # (n, e) each
    precision = fast_dtype(device.type) if settings.precision == "auto" else getattr(torch, settings.precision)
    pictures, meant = (Z.to(precision) for Z in data)

    with side_by_side(device.type) as both:

        def assignments(head: Head, Z: Tensor, neighbours: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
            drawn = torch.randint(neighbours.shape[1], rows.shape, generator=generator)
            others = neighbours[rows, drawn].long()
            log_p, log_near = both(head, lambda: Z[rows], lambda: Z[others])
            return log_p.log_softmax(1), log_near.log_softmax(1)  # (b, k)

        def objective(rows: Tensor) -> dict[str, Tensor]:
            log_p, log_p_near = assignments(heads[0], pictures, near[0], rows)
            log_q, log_q_near = assignments(heads[1], meant, near[1], rows)
            p, q = log_p.exp(), log_q.exp()
            distilled = column_contrast(p, log_q_near.exp(), tau) + column_contrast(q, log_p_near.exp(), tau)
            return {
                "distillation": distilled,  # Eq. (3)
                "confidence": confidence(log_p, log_q),  # Eq. (4)
                "entropy": -settings.entropy_weight * (entropy(p.mean(0)) + entropy(q.mean(0))),
            }

        history: dict[str, Any] = minimise(
            objective,
            torch.nn.ModuleList(heads),
            n=n,
            n_epochs=n_epochs if k > 1 else 0,
            batch_size=batch_size,
            generator=generator,
            learning_rate=settings.learning_rate,
            schedule=constant,
            precision=precision,
            checkpoint=checkpoint,
            progress=progress,
        )
    return history
