"""Prototypes: the directions that cut an embedding into clusters, those in use, and who should choose which."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from torch import Tensor, nn
from torch.nn.functional import normalize, pad

from kindfold.ops.blocks import tiles
from kindfold.ops.guidance import Targets, top_k

UNUSED = -1e4  # logit of a prototype that is out of use: its probability underflows, and its gradient


class Prototypes(nn.Module):
    """T directions, of which some may be out of use, and the targets of n pictures among them.

    Everything that training changes is a parameter or a buffer, so that a checkpoint holds it. It starts orthonormal as
    far as the dimension allows, so that their orthogonality costs nothing yet.
    """

    M: nn.Parameter  # (t, e)
    active: Tensor  # (t,) bool
    usage: Tensor  # (t,), running mean of the assignments
    indices: Tensor  # (n, s), see `Targets`
    weights: Tensor  # (n, s)

    def __init__(self, n_dims: int, targets: Targets, n_prototypes: int, *, generator: torch.Generator) -> None:
        super().__init__()
        self.M = nn.Parameter(_spread_out(n_prototypes, n_dims, generator))
        self.register_buffer("active", torch.ones(n_prototypes, dtype=torch.bool))
        self.register_buffer("usage", torch.full((n_prototypes,), 1 / n_prototypes))
        self.register_buffer("indices", targets.indices)
        self.register_buffer("weights", targets.weights)

    def log_assignments(self, z: Tensor, temperature: float) -> Tensor:
        """ln p (b, t) of directions z (b, e)."""
        logits = (z @ normalize(self.M).T / temperature).float()
        return logits.masked_fill(~self.active, UNUSED).log_softmax(1)

    def directions(self) -> NDArray[np.float32]:
        """Those in use, (k, e)."""
        M: NDArray[np.float32] = self.M.detach()[self.active].float().cpu().numpy()
        return M

    def targets(self, rows: Tensor) -> Targets:
        """The targets of some pictures."""
        return Targets(self.indices, self.weights).of(rows)

    @torch.no_grad()
    def begin_at(self, M: Tensor) -> None:
        """Begin at directions (t, e) instead of orthonormal ones."""
        self.M.copy_(M)

    @torch.no_grad()
    def retarget(self, named: Targets) -> None:
        """The targets of all pictures are other prototypes from now on."""
        self.indices.copy_(named.indices)
        self.weights.copy_(named.weights)

    @torch.no_grad()
    def restart(self, means: Tensor, named: Targets) -> None:
        """Go on with as many prototypes as there are means (c, e), each in the place of the old one nearest to it.

        The targets of all pictures are from now on the clusters that a new teacher names, as rows of `means`.
        """
        old, new = linear_sum_assignment((means @ normalize(self.M).T).cpu().numpy(), maximize=True)
        place = torch.from_numpy(new[old.argsort()]).to(self.M.device)  # (c,)
        self.M[place] = means
        self.active.zero_()[place] = True
        self.usage.zero_()[place] = 1 / len(place)
        width = self.indices.shape[1] - named.indices.shape[1]  # fewer clusters than a picture has targets
        self.retarget(Targets(place[pad(named.indices, (0, width))], pad(named.weights, (0, width))))


def frozen_targets(Z: Tensor, centers: Tensor, k: int, temperature: float) -> Targets:
    """The k centres (t, e) nearest in direction to each of the unit rows Z (n, e), in blocks of rows."""
    parts = [top_k(Z[part] @ centers.T / temperature, k) for part in tiles(len(Z), len(centers))]
    return Targets(*(torch.cat(column) for column in zip(*parts, strict=True)))


def _spread_out(n: int, d: int, generator: torch.Generator) -> Tensor:
    drawn = normalize(torch.randn(n, d, generator=generator))
    return torch.linalg.qr(drawn.T)[0].T.contiguous() if n <= d else drawn
