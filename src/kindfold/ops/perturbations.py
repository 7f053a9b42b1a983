"""Perturbations that a network learns against the student: what is added is what makes its task hardest, in a ball.

The gradient that reaches the perturbing network is reversed (Ganin & Lempitsky, "Unsupervised domain adaptation by
backpropagation", ICML 2015): the student descends, the perturbation ascends.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, linear, normalize

NOISE_WIDTH = 256  # hidden units of the network that perturbs rows
NOISE_CHANNELS = 16  # and of the one that perturbs pixels
KERNEL = 3


class Perturbation(nn.Module):
    """Rows x (b, d) + delta, where delta = share |x| G(x) / |G(x)|."""

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


class PixelPerturbation(nn.Module):
    """Pictures x (b, 3, h, w) with values from 0 to 1, + delta of that root mean square: delta = size G(x) / rms G(x).

    G is two convolutions: it sees neighbouring pixels, and costs little beside the student.
    """

    def __init__(self, size: float, *, generator: torch.Generator) -> None:
        super().__init__()
        self.size = size
        area = KERNEL**2
        self.first = nn.Parameter(
            torch.randn(NOISE_CHANNELS, 3, KERNEL, KERNEL, generator=generator) / (3 * area) ** 0.5
        )
        self.second = nn.Parameter(
            torch.randn(3, NOISE_CHANNELS, KERNEL, KERNEL, generator=generator) / (NOISE_CHANNELS * area) ** 0.5
        )

    def forward(self, x: Tensor) -> Tensor:
        hidden = conv2d(x - 0.5, self.first, padding="same").relu()
        delta = _Reversed.apply(conv2d(hidden, self.second, padding="same"))  # type: ignore[no-untyped-call]
        length = self.size * x[0].numel() ** 0.5
        moved: Tensor = x + length * normalize(delta.float().flatten(1)).view_as(x)
        return moved


class _Reversed(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        return -gradients[0]
