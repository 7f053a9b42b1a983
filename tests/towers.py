"""A text tower of a few numbers: words are vectors, and a text is its mean through a matrix."""

from collections.abc import Sequence
from zlib import crc32

import torch
from torch import Tensor, nn


class ToyTower(nn.Module):
    """Token embeddings of width `t` in, unit features of width `d` out; `length` pads every text, as SigLIP does."""

    def __init__(self, d: int, *, t: int = 12, length: int | None = None) -> None:
        super().__init__()
        self.length = length
        self.weight = nn.Parameter(torch.randn(d, t, generator=torch.Generator().manual_seed(0)))
        self.embedding = nn.Parameter(torch.randn(64, t, generator=torch.Generator().manual_seed(1)))

    def tokens(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        lists = [[1, *(3 + crc32(word.encode()) % 61 for word in text.split()), 2] for text in texts]
        longest = self.length or max(map(len, lists))
        ids = torch.tensor([ids + [0] * (longest - len(ids)) for ids in lists])
        return self.embedding[ids], torch.ones_like(ids) if self.length else (ids > 0).long()

    def forward(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        weight = mask[..., None].float()
        mean = (embeddings * weight).sum(1) / weight.sum(1)
        return nn.functional.normalize(mean @ self.weight.T)
