"""TEMI: heads that raise the mutual information of neighbours, each under a slow copy of itself.

Source: Adaloglou, Michels, Kalisch, Kollmann, "Exploring the limits of deep image clustering using pretrained models"
(BMVC 2023). For a picture x and one x' of its neighbours, with q of a head (student) and q~ of the running mean of its
weights (teacher), and m the running mean of q~ over the pictures of both sides,

    i(x, x') = ln sum_c (q(c|x) q~(c|x'))^beta / m(c)                                                             (1)
    w(x, x') = mean over heads of sum_c q~(c|x) q~(c|x')                                                          (2)
    L = -1/2b sum w(x, x') (i(x, x') + i(x', x)),  a mean over heads                                              (3)

The head of the lowest loss is kept. Formulas and constants are certain (read in the authors' code,
github.com/HHU-MMBS/TEMI-official-BMVC2023).

Deviations, with the reason: (a) heads are linear, as those of all peers here, where the authors' have a hidden layer of
512 units and a weight-normalised map of 256 outputs of unit length; (b) features are centred and scaled, as the
learning rate depends on their size; (c) the rate falls to zero instead of staying after a warm-up, batches are of 512
and there is no weight decay; (d) at least 2,000 steps; (e) a picture has no more neighbours than half the mean size of
a cluster; (f) probabilities are tempered so that their mean is the agreement of neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, Self

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from kindfold.bench.peers.linear import begin, neighbours
from kindfold.clustering.checks import check_positive, check_whole
from kindfold.clustering.headed import HeadClusterer
from kindfold.ops.device import fast_dtype
from kindfold.ops.heads import logits
from kindfold.ops.optimise import minimise

TEMPERATURE = 0.1  # of student and teacher
MOMENTUM = 0.996  # of the teacher
MEMORY = 0.9  # of the mean assignment
FEWEST_STEPS = 2000


class Heads(nn.Module):
    """h linear heads (h, k, d) with a slow copy of each, the mean assignments (h, k), and the loss of each so far."""

    slow: Tensor
    slow_bias: Tensor
    usage: Tensor
    loss: Tensor

    def __init__(self, n_heads: int, k: int, d: int, *, generator: torch.Generator) -> None:
        super().__init__()
        weight = torch.randn(n_heads, k, d, generator=generator) / math.sqrt(d)
        self.weight, self.bias = nn.Parameter(TEMPERATURE * weight), nn.Parameter(torch.zeros(n_heads, k))
        self.register_buffer("slow", self.weight.detach().clone())
        self.register_buffer("slow_bias", self.bias.detach().clone())
        self.register_buffer("usage", torch.full((n_heads, k), 1 / k))
        self.register_buffer("loss", torch.zeros(n_heads))

    def student(self, x: Tensor) -> Tensor:
        """Log-assignments (k, h, b) of rows (b, d), classes first: so their softmax costs least."""
        return _log_assignments(x, self.weight, self.bias)

    @torch.no_grad()
    def teacher(self, x: Tensor) -> Tensor:
        """The same by the slow copies."""
        return _log_assignments(x, self.slow, self.slow_bias)

    @torch.no_grad()
    def follow(self, log_q: Tensor, momentum: float) -> None:
        """Move the copies towards the heads, and the mean assignment towards that of a batch (k, h, b)."""
        self.slow.lerp_(self.weight, 1 - momentum)
        self.slow_bias.lerp_(self.bias, 1 - momentum)
        self.usage.lerp_(log_q.exp().mean(2).T, 1 - MEMORY)


class TEMI(HeadClusterer):
    """The best of several linear heads that raise the mutual information of neighbours.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for as many as `DPMixture` finds in the same rows
    n_heads : of which the one of the lowest loss is kept
    n_neighbors : of a picture
    beta : exponent in (1); below one, it lets clusters be of different size
    n_epochs : or "auto" for 100, and more where these have less than 2,000 steps
    batch_size : pictures
    learning_rate : of Adam, falling to zero along a cosine
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> TEMI(3, random_state=0).fit(X).n_clusters_
    3
    """

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        n_heads: int = 16,
        n_neighbors: int = 50,
        beta: float = 0.6,
        n_epochs: int | Literal["auto"] = "auto",
        batch_size: int = 512,
        learning_rate: float = 1e-4,
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_heads = n_heads
        self.n_neighbors = n_neighbors
        self.beta = beta
        self.n_epochs = n_epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.device = device
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None, *, progress: Callable[[int, int], None] | None = None) -> Self:
        """Learn the heads from the rows of X (n, d)."""
        start = begin(self, X)
        check_positive("beta", self.beta)
        check_positive("learning_rate", self.learning_rate)
        n_heads = check_whole("n_heads", self.n_heads, least=1)
        Z, generator, n = start.scaled.rows, start.generator, len(start.rows)
        n_steps = max(1, round(n / check_whole("batch_size", self.batch_size, least=1)))
        n_epochs = max(100, math.ceil(FEWEST_STEPS / n_steps)) if self.n_epochs == "auto" else int(self.n_epochs)
        near = neighbours(Z, min(check_whole("n_neighbors", self.n_neighbors, least=1), max(1, n // (2 * start.k))))
        heads = Heads(n_heads, start.k, Z.shape[1], generator=generator).to(start.device)

        def objective(rows: Tensor) -> dict[str, Tensor]:
            others = near[rows, torch.randint(near.shape[1], rows.shape, generator=generator)]
            pairs = Z[torch.cat([rows, others])]  # (2b, d): x, then x'
            heads.follow(both := heads.teacher(pairs), MOMENTUM)  # (k, h, 2b)
            log_t, log_t_near = both.tensor_split(2, dim=2)  # (k, h, b)
            weight = (log_t + log_t_near).exp().sum(0).mean(0)  # (b,), Eq. (2)
            log_m = heads.usage.clamp_min(1e-8).log().T[:, :, None]  # (k, h, 1)
            other = torch.cat([log_t_near, log_t], dim=2)  # of x' for x, and of x for x'
            fixed = self.beta * other - log_m
            i = torch.add(fixed, heads.student(pairs), alpha=self.beta).logsumexp(0)  # (h, 2b), Eq. (1)
            loss = -(weight.repeat(2) * i).mean(1)  # (h,), Eq. (3)
            heads.loss.lerp_(loss.detach(), 1 - MEMORY)
            return {"mutual information": loss.mean()}

        history = minimise(
            objective,
            heads,
            n=n,
            n_epochs=n_epochs,
            batch_size=self.batch_size,
            generator=generator,
            learning_rate=self.learning_rate,
            precision=fast_dtype(start.device),
            progress=progress,
        )
        best = int(heads.loss.argmin())
        maps = start.scaled.unscaled(heads.slow[best] / TEMPERATURE, heads.slow_bias[best] / TEMPERATURE)
        found = logits(start.rows, maps).argmax(axis=1)
        agreement = float((found[:, None] == found[near.cpu().numpy()]).mean())
        return self._learnt(start.rows, maps, agreement, **start.history, **history)


def _log_assignments(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    h, k, d = weight.shape
    products = (weight.transpose(0, 1).reshape(k * h, d) @ x.T).view(k, h, -1)
    scaled = torch.add((bias / TEMPERATURE).T[:, :, None], products, alpha=1 / TEMPERATURE)
    return scaled.log_softmax(0)  # (k, h, b)
