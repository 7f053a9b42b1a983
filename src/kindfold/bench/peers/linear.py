"""What the peers that train linear heads share: rows of one size, and a map for the rows as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.checks import as_tensor, check_two, count_distinct, draw_seed, warn_fewer
from kindfold.clustering.headed import HeadClusterer
from kindfold.clustering.kinds import count_kinds

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from kindfold.ops.heads import Maps


class Scaled(NamedTuple):
    """Rows (n, d) without their mean and with entries of mean square one, as the published learning rates expect."""

    rows: Tensor
    mean: NDArray[np.float64]  # (d,)
    scale: float

    @classmethod
    def of(cls, X: NDArray[np.float32], device: str) -> Self:
        mean = X.mean(axis=0, dtype=np.float64)
        centred = X - mean
        scale = 1 / max(float(np.sqrt(np.square(centred).mean())), 1e-12)
        return cls(as_tensor((centred * scale).astype(np.float32), device), mean, scale)

    def like(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        """Other rows, moved and scaled by as much."""
        return ((X - self.mean) * self.scale).astype(np.float32)

    def unscaled(self, weight: Tensor, bias: Tensor) -> Maps:
        """A linear map (k, d), (k,) of scaled rows, as one of the rows as they came."""
        W = weight.detach().double().cpu().numpy() * self.scale
        b = bias.detach().double().cpu().numpy() - W @ self.mean
        return [(W.astype(np.float32), b.astype(np.float32))]


class Start(NamedTuple):
    """What a fit starts from."""

    rows: NDArray[np.float32]
    scaled: Scaled
    k: int
    seed: int
    device: str
    generator: torch.Generator
    history: dict[str, object]


def begin(estimator: HeadClusterer, X: object) -> Start:
    """Check rows and the number of clusters, and draw the seed."""
    import torch

    from kindfold.ops.device import pick_device

    rows = check_two(estimator._rows(X))  # type: ignore[arg-type]
    seed, device = draw_seed(estimator.random_state), pick_device(estimator.device)
    k, history = count_kinds(rows, estimator.n_clusters, seed=seed, device=device)
    if (n_distinct := count_distinct(rows, most=k)) < k:
        warn_fewer(k, n_distinct)
        k = n_distinct
    return Start(rows, Scaled.of(rows, device), k, seed, device, torch.Generator().manual_seed(seed), history)


def neighbours(X: Tensor, n_neighbors: int) -> Tensor:
    """The nearest other rows of every row by cosine, (n, e) int64; itself where there is no other."""
    import torch

    from kindfold.ops.blocks import unit_rows
    from kindfold.ops.similarity import nearest_rows

    U = unit_rows(X)
    return nearest_rows(U, U, max(1, min(n_neighbors, len(X) - 1)), own=torch.arange(len(X), device=X.device)).rows
