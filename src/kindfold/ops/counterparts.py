"""Counterparts: each picture as the mean of the nouns that it is like.

    a_ij = softmax_j(<x_i, t_j> / tau),    t~_i = sum_j a_ij t_j, of unit length

(Li et al., "Image Clustering with External Guidance", ICML 2024). What tau does depends on how far the cosines of an
encoder spread; how many nouns a picture is made of, exp H(a_i), means the same for every encoder.
"""

from __future__ import annotations

import math

import torch
from scipy.optimize import brentq
from torch import Tensor

from kindfold.ops.blocks import tiles

SAMPLE = 2048  # pictures from which a temperature is taken
COLDEST, WARMEST = 1e-4, 10.0
PRECISION = 1e-8  # of ln tau


def counterparts(X: Tensor, nouns: Tensor, temperature: float) -> Tensor:
    """Counterparts (n, d) float32 of pictures (n, d) among nouns (m, d); all rows unit."""
    found = torch.empty_like(X)
    T = nouns.double()
    for tile in tiles(len(X), max(nouns.shape)):
        mixed = (X[tile].double() @ T.T / temperature).softmax(1) @ T  # (b, d)
        found[tile] = mixed / mixed.norm(dim=1, keepdim=True).clamp_min(1e-12)
    return found


def temperature_for(X: Tensor, nouns: Tensor, n_nouns: float) -> float:
    """The tau at which the median picture of X (n, d) is made of so many of the nouns (m, d).

    The end of the range from 0.0001 to 10 where none does.
    """
    some = X[:: -(-len(X) // SAMPLE)].double()
    cosines = some @ nouns.double().T  # (s, m)

    def excess(log_tau: float) -> float:
        return math.log(float(effective_number(cosines / math.exp(log_tau)).median()) / n_nouns)

    low, high = math.log(COLDEST), math.log(WARMEST)
    if excess(low) >= 0:
        return COLDEST
    if excess(high) <= 0:
        return WARMEST
    return math.exp(brentq(excess, low, high, xtol=PRECISION))


def effective_number(logits: Tensor) -> Tensor:
    """exp H of the softmax of each row of (n, m): how many nouns a picture is made of, from 1 to m."""
    found = logits.new_empty(len(logits))
    for tile in tiles(*logits.shape):
        below = logits[tile] - logits[tile].amax(1, keepdim=True)  # (b, m)
        weight = below.exp()
        total = weight.sum(1)
        found[tile] = total * (-torch.einsum("bm,bm->b", weight, below) / total).exp()
    return found
