"""TURTLE: the labelling that linear classifiers find easiest to learn, among those that use all clusters.

Source: Gadetsky, Jiang, Brbic, "Let go of your labels with unsupervised transfer" (ICML 2024). With z_s the rows of
space s and a task encoder q = mean_s softmax(V_s z_s), every step trains fresh linear classifiers w_s for M steps on
the labels q, and then moves V along the gradient of

    L = sum_s CE(w_s(z_s), q) - gamma sum_s H(mean q_s)                                                           (1)

in which w is held fixed. The loss, M = 10, gamma = 10, both rates of Adam and that V is weight-normalised are certain
(read in the authors' code).

Deviations, with the reason: (a) one space unless `teacher` gives a second; (b) features are centred and scaled, as the
rates depend on their size; (c) 3,000 steps instead of 6,000, for time; 500 are too few where rows have few
dimensions; (d) probabilities are tempered so that their mean is the agreement of q with its classifiers.

Assignments stand classes first, (k, b): on a processor a softmax over the first axis costs a tenth of that over the
last, where there are few classes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, Self

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from kindfold.bench.peers.linear import Scaled, begin
from kindfold.clustering.checks import check_positive, check_rows, check_whole
from kindfold.clustering.headed import HeadClusterer
from kindfold.ops.device import fast_dtype
from kindfold.ops.heads import logits
from kindfold.ops.losses import entropy
from kindfold.ops.optimise import minimise
from kindfold.ops.schedules import constant

BETAS, EPSILON = (0.9, 0.999), 1e-8  # of Adam


class TaskEncoder(nn.Module):
    """A weight-normalised linear map per space: direction (k, d), length (k, 1) and bias (k,)."""

    def __init__(self, dims: list[int], k: int, *, generator: torch.Generator) -> None:
        super().__init__()
        drawn = [torch.randn(k, d, generator=generator) / math.sqrt(d) for d in dims]
        self.directions = nn.ParameterList(drawn)
        self.lengths = nn.ParameterList(V.norm(dim=1, keepdim=True) for V in drawn)
        self.biases = nn.ParameterList(torch.zeros(k) for _ in dims)

    def maps(self) -> list[tuple[Tensor, Tensor]]:
        """Weight and bias per space."""
        weights = [g * V / V.norm(dim=1, keepdim=True) for V, g in zip(self.directions, self.lengths, strict=True)]
        return list(zip(weights, self.biases, strict=True))

    def forward(self, spaces: list[Tensor]) -> list[Tensor]:
        """Assignments (k, b) in each space."""
        return [(product(W, z.T) + b[:, None]).softmax(0) for z, (W, b) in zip(spaces, self.maps(), strict=True)]


class TURTLE(HeadClusterer):
    """The labelling of rows that linear classifiers learn most easily.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for as many as `DPMixture` finds in the same rows
    entropy_weight : gamma
    n_inner : M, steps of the classifiers
    n_steps : of the labelling
    batch_size : pictures
    learning_rate : of Adam, for the labelling and the classifiers
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> TURTLE(3, random_state=0).fit(X).n_clusters_
    3
    """

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        entropy_weight: float = 10.0,
        n_inner: int = 10,
        n_steps: int = 3000,
        batch_size: int = 10_000,
        learning_rate: float = 1e-3,
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.entropy_weight = entropy_weight
        self.n_inner = n_inner
        self.n_steps = n_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.device = device
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike,
        y: object = None,
        *,
        teacher: ArrayLike | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Label the rows of X (n, d); `teacher` (n, t) are features of the same pictures in a second space."""
        start = begin(self, X)
        check_positive("entropy_weight", self.entropy_weight)
        check_positive("learning_rate", self.learning_rate)
        n, generator = len(start.rows), start.generator
        n_inner = check_whole("n_inner", self.n_inner, least=1)
        batch_size = min(n, check_whole("batch_size", self.batch_size, least=1))
        spaces = [start.scaled.rows]
        if teacher is not None:
            spaces.append(Scaled.of(check_rows("teacher", teacher, n), start.device).rows)
        spaces = [z.to(fast_dtype(start.device)) for z in spaces]
        encoder = TaskEncoder([z.shape[1] for z in spaces], start.k, generator=generator).to(start.device)

        def objective(rows: Tensor) -> dict[str, Tensor]:
            seen = spaces if len(rows) == n else [z[rows] for z in spaces]  # of a whole, the order changes nothing
            each = encoder(seen)  # (k, b) per space
            q = torch.stack(each).mean(0)
            learnt = [classifier(z, q.detach(), n_inner, self.learning_rate, generator) for z in seen]
            fits = [
                -(q * (product(W, z.T) + b[:, None]).log_softmax(0)).sum(0).mean()
                for z, (W, b) in zip(seen, learnt, strict=True)
            ]
            spread = torch.stack([entropy(q_s.mean(1)) for q_s in each]).sum()
            return {"cross-entropy": torch.stack(fits).sum(), "entropy": -self.entropy_weight * spread}  # Eq. (1)

        per_epoch = max(1, round(n / batch_size))
        history = minimise(
            objective,
            encoder,
            n=n,
            n_epochs=math.ceil(check_whole("n_steps", self.n_steps, least=1) / per_epoch),
            batch_size=batch_size,
            generator=generator,
            learning_rate=self.learning_rate,
            schedule=constant,
            progress=progress,
        )
        with torch.no_grad():
            q = encoder(spaces)[0]
        W, b = classifier(spaces[0], q, n_inner, self.learning_rate, generator)
        agreement = float(((product(W, spaces[0].T) + b[:, None]).argmax(0) == q.argmax(0)).float().mean())
        maps = start.scaled.unscaled(*encoder.maps()[0])
        assert logits(start.rows[:1], maps).shape == (1, start.k)
        return self._learnt(start.rows, maps, agreement, **start.history, **history)


def product(A: Tensor, B: Tensor) -> Tensor:
    """A @ B in the faster precision of the two, as float32."""
    fast = A.dtype if A.dtype != torch.float32 else B.dtype
    return (A.to(fast) @ B.to(fast)).float()


@torch.no_grad()
def classifier(z: Tensor, q: Tensor, n_steps: int, rate: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Weight (k, d) and bias (k,) of a fresh linear classifier after some steps of Adam on soft labels (k, b)."""
    (k, b), d = q.shape, z.shape[1]
    bound = 1 / math.sqrt(d)
    drawn = [torch.empty(k, width).uniform_(-bound, bound, generator=generator) for width in (d, 1)]
    learnt = torch.cat(drawn, 1).to(q)  # (k, d + 1), the bias last
    W, bias = learnt[:, :d], learnt[:, d:]
    gradient, first, second = torch.empty_like(learnt), torch.zeros_like(learnt), torch.zeros_like(learnt)
    for step in range(1, n_steps + 1):
        residual = product(W, z.T).add_(bias).softmax(0).sub_(q)  # gradient of the cross-entropy by the logits, b-fold
        gradient[:, :d], gradient[:, d:] = product(residual, z), residual.sum(1, keepdim=True)
        gradient /= b
        first.lerp_(gradient, 1 - BETAS[0])
        second.mul_(BETAS[1]).addcmul_(gradient, gradient, value=1 - BETAS[1])
        root = (second / (1 - BETAS[1] ** step)).sqrt_().add_(EPSILON)
        learnt.addcdiv_(first, root, value=-rate / (1 - BETAS[0] ** step))
    return W, bias[:, 0]
