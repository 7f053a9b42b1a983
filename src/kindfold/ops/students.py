"""Students: networks that learn an embedding, on frozen features or from pixels."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from kindfold.ops.heads import Head
from kindfold.ops.perturbations import Perturbation, PixelPerturbation

PROJECTED = (512, 128)  # widths of the projector, whose output the instance contrast compares


class Student(nn.Module):
    """A head on frozen features, or on those of a network that learns as well.

    Parameters
    ----------
    widths : d, the hidden widths, e
    projected : whether the instance contrast needs a projector on top
    perturbed : length of the perturbation of the input, see `kindfold.ops.perturbations`; 0 for none
    network : pictures -> features (b, d), of which the directions go into the head; None where the input is features
    """

    def __init__(
        self,
        widths: tuple[int, ...],
        *,
        projected: bool,
        perturbed: float,
        generator: torch.Generator,
        network: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.network = network
        self.head = Head(widths, generator=generator)
        self.projector = Head((widths[-1], *PROJECTED), generator=generator) if projected else None
        self.perturbation: nn.Module | None = None
        if perturbed and network is None:
            self.perturbation = Perturbation(widths[0], perturbed, generator=generator)
        elif perturbed:
            self.perturbation = PixelPerturbation(perturbed, generator=generator)

    def forward(self, x: Tensor) -> Tensor:
        """Views (b, ...) -> embedding and projection side by side, (b, e + u), of unit length each."""
        if self.perturbation is not None:
            x = self.perturbation(x)
        h = self.head(x if self.network is None else normalize(self.network(x)))
        parts = [h] if self.projector is None else [h, self.projector(h)]
        return torch.cat([normalize(part) for part in parts], dim=1)
