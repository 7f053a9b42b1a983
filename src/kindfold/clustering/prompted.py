"""Learning by prompts: what a prompt for every cluster learns from, and the descent that learns it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import torch
from torch import Tensor
from torch.nn.functional import normalize

from kindfold.ops.agreement import trusted
from kindfold.ops.checkpoint import Checkpoint
from kindfold.ops.device import autocast
from kindfold.ops.losses import disagreement, entropy, generalised_cross_entropy
from kindfold.ops.optimise import minimise
from kindfold.ops.pairs import Pairs, pairs_of_views
from kindfold.ops.prompts import Prompts
from kindfold.ops.twins import side_by_side

ROBUSTNESS = 0.7  # q of the generalised cross-entropy
SAMPLE = 2**12  # pictures from which a spread or an agreement is taken


class Lesson(NamedTuple):
    """n pictures, strong views of them, and labels of which some count."""

    pictures: Tensor  # (n, d)
    strong: Pairs
    labels: Tensor  # (n,)
    weights: Tensor  # (n,) of the labels, 0 where these are not trusted
    temperature: float

    @classmethod
    def of(
        cls,
        pictures: Tensor,
        views: Tensor,
        labels: Tensor,
        neighbors: Tensor,
        *,
        jitter: float,
        temperature: float,
        generator: torch.Generator,
    ) -> Self:
        """From unit rows (n, d), views (v, n, d), and the neighbours (n, e) that vouch for labels (n,), Eq. (6)-(7).

        All clusters count alike, however many of their labels are trusted.
        """
        rows = trusted(labels, neighbors).rows
        weights = rows / labels[rows].bincount(minlength=int(labels.max()) + 1)[labels]
        noise = jitter * float(pictures.double().var(0, correction=0).sum().sqrt())
        pairs = pairs_of_views(views, generator, noise=noise)
        return cls(pictures, pairs, labels, weights * (rows.sum() / weights.sum()), temperature)

    def log_assignments(self, x: Tensor, centers: Tensor) -> Tensor:
        """ln p (b, k) of rows (b, d) under unit centres (k, d), Eq. (9)."""
        return (normalize(x) @ centers.T / self.temperature).log_softmax(1)

    def agreement(self, centers: Tensor) -> float:
        """Share of an even sample of pictures that fall to the same of the centres (k, d) as a strong view of them."""
        n = len(self.pictures)
        some = torch.linspace(0, n - 1, min(SAMPLE, n)).long()
        strong, _ = self.strong(some)
        both = [(x @ centers.T).argmax(1) for x in (self.pictures[some], strong())]
        return float((both[0] == both[1]).double().mean())


def learn(
    prompts: Prompts,
    lesson: Lesson,
    weights: Mapping[str, float],
    *,
    precision: torch.dtype,
    checkpoint: Checkpoint | None,
    **settings: Any,
) -> tuple[Tensor, dict[str, Any]]:
    """Minimise the terms that have weights, Eq. (13): centres (k, d), and the mean of every term per epoch.

    The text tower is paid for once a step, whatever the batch: half of the prompts go through it on each of two cores.
    """
    k, device = len(prompts.vectors), lesson.pictures.device
    halves = torch.arange(k, device=device).tensor_split(2)

    with side_by_side(device.type) as both:

        def objective(rows: Tensor) -> dict[str, Tensor]:
            with autocast(device.type, precision):
                centers = torch.cat(both(prompts, lambda: halves[0], lambda: halves[1])).float()  # (k, d), Eq. (8)
            strong, _ = lesson.strong(rows)
            log_p = lesson.log_assignments(lesson.pictures[rows], centers)  # (b, k)
            log_q = lesson.log_assignments(strong(), centers)
            known = lesson.weights[rows]  # (b,)
            unknown = (known == 0).float()
            usage = torch.where(unknown[:, None] > 0, log_p, log_q).exp().mean(0)  # (k,)
            terms = {
                "supervised": generalised_cross_entropy(log_q, lesson.labels[rows], ROBUSTNESS, known),  # Eq. (10)
                "consistency": disagreement(log_p, log_q, unknown),  # Eq. (11)
                "entropy": -entropy(usage),  # Eq. (12)
            }
            return {name: weight * terms[name] for name, weight in weights.items()}

        history: dict[str, Any] = minimise(
            objective, prompts, n=len(lesson.pictures), optimizer="sgd", checkpoint=checkpoint, **settings
        )
        with torch.no_grad():
            centers = torch.cat([prompts(half) for half in halves if len(half)])
    return centers, history


def spread(pictures: Tensor, nouns: Tensor) -> float:
    """Median over an even sample of pictures (n, d) of the standard deviation of their cosines to the nouns (m, d)."""
    some = pictures[:: -(-len(pictures) // SAMPLE)].double()
    return float((some @ nouns.double().T).std(dim=1, correction=0).median())
