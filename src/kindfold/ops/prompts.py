"""Prompts that are learnt: "a photo of a ..." with free vectors where the noun would stand.

The vectors take the place of token embeddings, so that the text tower of an encoder, frozen, turns them into a point
among words and pictures (Zhou et al., "Learning to prompt for vision-language models", IJCV 2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor, nn

PREFIX = "a photo of a"
END = "."
INITIAL = 0.02  # standard deviation of a new vector


class TextTower(Protocol):
    """The text side of an encoder with gradients: token embeddings in, unit features out."""

    def tokens(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Token embeddings (m, l, t) and attention mask (m, l) of some texts."""
        ...

    def __call__(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Unit features (m, d) of token embeddings (m, l, t); safe in several threads."""
        ...


class Prompts(nn.Module):
    """k prompts, each with its own M vectors between a prefix that all share and the full stop.

    A prompt ends where its text ends: no step is spent on padding, except for an encoder that always pads.

    Parameters
    ----------
    tower : stays as it is; its features are differentiated by the vectors alone
    """

    def __init__(self, tower: TextTower, n_prompts: int, n_tokens: int, *, generator: torch.Generator) -> None:
        super().__init__()
        self._features = tower.__call__  # a bound method, so that a module's own parameters are not taken for ours
        self.head, self.tail = frame(tower, n_tokens)
        vectors = torch.randn(n_prompts, n_tokens, self.head.shape[1], generator=generator)
        self.vectors = nn.Parameter(INITIAL * vectors.to(self.head))  # (k, M, t)

    def forward(self, which: Tensor) -> Tensor:
        """Unit features (b, d) of prompts (b,)."""
        b = len(which)
        parts = [self.head.expand(b, -1, -1), self.vectors[which], self.tail.expand(b, -1, -1)]
        embeddings = torch.cat(parts, dim=1)  # (b, l, t)
        mask = torch.ones(embeddings.shape[:2], dtype=torch.int64, device=embeddings.device)
        return self._features(embeddings, mask)


def frame(tower: TextTower, n_tokens: int) -> tuple[Tensor, Tensor]:
    """Token embeddings before and after the vectors: (h, t) up to the prefix, and (l - h, t) from the full stop on."""
    embeddings, mask = tower.tokens([PREFIX, f"{PREFIX} {END}"])
    short, whole = (rows[: int(row.sum())] for rows, row in zip(embeddings.detach(), mask, strict=True))
    length = min(len(short), len(whole))
    h = int((short[:length] == whole[:length]).all(dim=1).long().cumprod(0).sum())
    padded = len(short) == len(whole)  # to a fixed length, which has to stay
    return whole[:h].clone(), whole[h : len(whole) - n_tokens * padded].clone()
