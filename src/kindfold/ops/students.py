"""Students: networks that learn an embedding, and the prototypes that cut it into clusters."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import linear, normalize

from kindfold.ops.heads import Head

PROJECTED = (512, 128)  # widths of the projector, whose output the instance contrast compares
NOISE_WIDTH = 256  # hidden units of the network that learns the perturbation


class Student(nn.Module):
    """A head on frozen features, with a projector on top and a learnt perturbation below, if they are wanted.

    Parameters
    ----------
    widths : d, the hidden widths, e
    projected : whether the instance contrast needs the projector
    perturbed : length of the perturbation over that of the row; 0 for none
    """

    def __init__(self, widths: tuple[int, ...], *, projected: bool, perturbed: float, generator: torch.Generator):
        super().__init__()
        self.encoder = Head(widths, generator=generator)
        self.projector = Head((widths[-1], *PROJECTED), generator=generator) if projected else None
        self.perturbation = Perturbation(widths[0], perturbed, generator=generator) if perturbed else None

    def forward(self, x: Tensor) -> Tensor:
        """Views (b, d) -> embedding and projection side by side, (b, e + u), of unit length each."""
        if self.perturbation is not None:
            x = self.perturbation(x)
        h = self.encoder(x)
        parts = [h] if self.projector is None else [h, self.projector(h)]
        return torch.cat([normalize(part) for part in parts], dim=1)


class Perturbation(nn.Module):
    """Rows moved by what makes the student's task hardest, within a ball.

    delta = share |x| G(x) / |G(x)|, and the gradient that reaches G is reversed (Ganin & Lempitsky, "Unsupervised
    domain adaptation by backpropagation", ICML 2015): the student descends, G ascends.
    """

    def __init__(self, d: int, share: float, *, generator: torch.Generator) -> None:
        super().__init__()
        self.share = share
        self.first = nn.Parameter(torch.randn(NOISE_WIDTH, d, generator=generator) / d**0.5)
        self.second = nn.Parameter(torch.randn(d, NOISE_WIDTH, generator=generator) / NOISE_WIDTH**0.5)

    def forward(self, x: Tensor) -> Tensor:
        length = torch.linalg.vector_norm(x.float(), dim=1, keepdim=True)
        delta = _Reversed.apply(linear(linear(x, self.first).relu(), self.second))  # type: ignore[no-untyped-call]
        moved: Tensor = x + (self.share * length * normalize(delta.float())).to(x.dtype)
        return moved


class _Reversed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        return -gradients[0]
