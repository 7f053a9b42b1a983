"""Clustering heads: small networks from frozen features to the logits of k clusters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import batch_norm, linear

from kindfold.ops.parallel import in_tiles

EPSILON = 1e-5  # added to a variance
INITIAL = 0.02  # standard deviation of a new hidden weight, as in vision transformers
TILE = 1024  # rows

Real = TypeVar("Real", np.float32, np.float64)
Maps = list[tuple[NDArray[np.float32], NDArray[np.float32]]]  # weight (w', w) and bias (w',) of affine maps, in order


class Head(nn.Module):
    """A head that learns: linear maps, with batch normalisation (Ioffe & Szegedy, 2015) and ReLU between them.

    It normalises with the statistics of the batch and keeps none; `settled` takes them from all rows at the end.

    Parameters
    ----------
    widths : d, the hidden widths, k
    generator : draws the weights. Hidden ones have deviation 0.02, which batch normalisation undoes; the last ones are
        those of He et al. (2015), because logits that start alike leave clusters that never part
    """

    def __init__(self, widths: Sequence[int], *, generator: torch.Generator) -> None:
        super().__init__()
        self.weights = nn.ParameterList(torch.empty(following, w) for w, following in pairwise(widths))
        self.biases = nn.ParameterList(torch.zeros(w) for w in widths[1:])
        self.gains = nn.ParameterList(torch.ones(w) for w in widths[1:-1])
        self.shifts = nn.ParameterList(torch.zeros(w) for w in widths[1:-1])
        for weight in self.weights[:-1]:
            nn.init.trunc_normal_(weight, std=INITIAL, a=-2 * INITIAL, b=2 * INITIAL, generator=generator)
        nn.init.kaiming_normal_(self.weights[-1], nonlinearity="relu", generator=generator)

    def forward(self, x: Tensor) -> Tensor:
        """Rows (b, d) -> logits (b, k) float32."""
        for weight, bias, gain, shift in zip(self.weights, self.biases, self.gains, self.shifts, strict=False):
            x = batch_norm(linear(x, weight, bias), None, None, gain, shift, training=True, eps=EPSILON).relu()
        return linear(x, self.weights[-1], self.biases[-1]).float()


def settled(head: Head, X: NDArray[np.float32]) -> Maps:
    """The head for use: mean and variance of every layer over rows X (n, d), folded into its affine map."""
    weights, biases, gains, shifts = (
        [part.detach().double().cpu().numpy() for part in parts]
        for parts in (head.weights, head.biases, head.gains, head.shifts)
    )
    maps: Maps = []
    for weight, bias, gain, shift in zip(weights, biases, gains, shifts, strict=False):
        out = _affine(X, weight.astype(np.float32), bias.astype(np.float32))  # (n, w')
        mean, variance = _moments(out)
        scale = gain / np.sqrt(variance + EPSILON)  # (w',)
        maps.append(((weight * scale[:, None]).astype(np.float32), ((bias - mean) * scale + shift).astype(np.float32)))
        out *= scale.astype(np.float32)
        out += (shift - mean * scale).astype(np.float32)
        X = np.maximum(out, 0, out=out)
    return [*maps, (weights[-1].astype(np.float32), biases[-1].astype(np.float32))]


def logits(X: NDArray[Real], maps: Maps) -> NDArray[Real]:
    """Logits (n, k) of rows (n, d) in their precision: the maps one after the other, with ReLU between them."""
    return np.concatenate(in_tiles(lambda tile: _forward(X[tile], maps), len(X), size=TILE))


def packed(maps: Maps) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The maps as two arrays: widths d, ..., k (l + 1,), and all weights and biases one after the other (p,)."""
    widths = [maps[0][0].shape[1], *(len(bias) for _, bias in maps)]
    return np.array(widths), np.concatenate([part.ravel() for pair in maps for part in pair])


def unpacked(widths: NDArray[np.int64], values: NDArray[np.float32]) -> Maps:
    """What `packed` packed; the memory is shared."""
    maps: Maps = []
    start = 0
    for w, following in pairwise(widths.tolist()):
        middle, end = start + w * following, start + (w + 1) * following
        maps.append((values[start:middle].reshape(following, w), values[middle:end]))
        start = end
    return maps


def _forward(x: NDArray[Real], maps: Maps) -> NDArray[Real]:
    for weight, bias in maps[:-1]:
        x = np.maximum(x @ weight.T + bias, 0)
    weight, bias = maps[-1]
    out: NDArray[Real] = x @ weight.T + bias
    return out


def _affine(X: NDArray[np.float32], weight: NDArray[np.float32], bias: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate(in_tiles(lambda tile: X[tile] @ weight.T + bias, len(X), size=TILE))


def _moments(X: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and variance (d,) of all rows, added up in float64 in row order."""

    def sums(tile: slice) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        rows = X[tile].astype(np.float64)
        return rows.sum(axis=0), np.square(rows).sum(axis=0)

    first, second = (np.sum(parts, axis=0) / len(X) for parts in zip(*in_tiles(sums, len(X), size=TILE), strict=True))
    return first, np.maximum(second - np.square(first), 0)
