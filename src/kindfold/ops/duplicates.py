"""Near duplicates: pictures far closer to each other than pictures of this collection come by chance.

No cosine means "the same" for every encoder and every collection, so the threshold is a ratio. Let r_1 < ... < r_k
be the distances from a picture to its nearest ones, d_j = r_j^2 / 2 = 1 - cosine. Where the density of distinct
pictures is even out to r_k and their intrinsic dimension is m, the volumes r_j^m are those of a Poisson process, so

    (r_1 / r_k)^m ~ Beta(1, k - 1):    P(d_1 < t d_k)  <=  (k - 1) t^(m / 2),
    (r_g / r_2g)^m ~ Beta(g, g), whose median is 1/2:    m = log 2 / median log(r_2g / r_g)

(Facco et al., Scientific Reports 2017; Denti et al., Scientific Reports 2022, for the general ratio). Two pictures are
duplicates when d <= t min(d_k, d_k') with t = (rate / (k - 1))^(2 / m): `rate` is the share of distinct pictures of
which chance makes duplicates. The g-th and 2g-th neighbours, a median, and k = 2g leave the scale alone while groups
have fewer than g members; larger groups are found down to `FLOOR` times the typical scale.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kindfold.ops.blocks import unit_rows
from kindfold.ops.similarity import Pairs, nearest_rows, pairs_above

G = 5
K = 2 * G
RATE = 1e-3
FLOOR = 0.01
SAME = 1e-6  # distances below are rounding
REFERENCES = 8192  # rows among which the scale is measured; more rows only sharpen it


class Scale(NamedTuple):
    """How far apart distinct pictures lie: around every row, and in how many dimensions."""

    distance: Tensor  # (n,) float64, d_k
    dimension: float  # m


def duplicate_groups(
    vectors: NDArray[np.float32], hashes: Sequence[Hashable] = (), *, rate: float = RATE
) -> NDArray[np.int64]:
    """For every row the row that it repeats, -1 for none.

    Rows with the same hash (or, without hashes, the same vector) are duplicates whatever their neighbours; then come
    the near ones. Groups are stars: each member is near the picture it repeats, so likeness does not chain. The one
    that most others are near is kept, the first row where that is a tie.

    Parameters
    ----------
    vectors : (n, d), any length but zero
    hashes : n content hashes or codes, or none
    rate : share of distinct pictures that chance may call duplicates

    Returns
    -------
    duplicate_of : (n,) int64; a kept picture has -1 itself
    """
    distinct, copy_of = _collapse(vectors, hashes)
    X = unit_rows(torch.from_numpy(np.ascontiguousarray(vectors[distinct], dtype=np.float32)))
    near = stars(len(X), pairs_above(X, 1 - thresholds(X, rate=rate)))  # (u,) what each row repeats, itself for none
    kept = distinct[near[copy_of]]
    return np.where(kept == np.arange(len(kept)), -1, kept)


def copies(vectors: NDArray[np.float32], hashes: Sequence[Hashable] = ()) -> NDArray[np.int64]:
    """The same with equal hashes (or vectors) alone, which takes no comparison of every row with every other."""
    distinct, copy_of = _collapse(vectors, hashes)
    first = distinct[copy_of]
    return np.where(first == np.arange(len(first)), -1, first)


def thresholds(X: Tensor, *, rate: float = RATE) -> Tensor:
    """The distance (n,) up to which another unit row repeats row i, provided i is within that row's."""
    if len(X) <= K:
        return torch.full((len(X),), SAME, dtype=torch.float64)
    scale = local_scale(X)
    return allowed(scale.distance, scale, rate=rate)


def allowed(distance: Tensor, scale: Scale, *, rate: float = RATE) -> Tensor:
    """The same for rows whose k-th neighbours in a collection of this scale lie at `distance` (n,)."""
    t = (rate / (K - 1)) ** (2 / scale.dimension)
    return torch.clamp(t * distance, min=max(SAME, FLOOR * float(scale.distance.median())))


def local_scale(X: Tensor) -> Scale:
    """Distance to the k-th neighbour and intrinsic dimension, from at most `REFERENCES` rows.

    Among a share s of the rows the k-th neighbour is farther by s^(-1/m), which is taken out again.
    """
    n = len(X)
    chosen = _references(X)
    own = torch.full((n,), -1)
    own[chosen] = torch.arange(len(chosen))
    cosine = nearest_rows(X, X[chosen], K, own=own).cosine.double()
    d = (1 - cosine).clamp(min=SAME)  # (n, k)

    ratio = 0.5 * float((d[:, K - 1] / d[:, G - 1]).log().median())  # log r_2g / r_g
    m = math.log(2) / max(ratio, math.log(2) / X.shape[1])  # never above d
    return Scale(d[:, K - 1] * (len(chosen) / n) ** (2 / m), m)


def stars(n: int, pairs: Pairs) -> NDArray[np.int64]:
    """Cover the pairs by stars, the row with most neighbours first: for every row the centre it belongs to, (n,)."""
    first, second, cosine = (column.numpy() for column in pairs)
    ends, others = np.concatenate([first, second]), np.concatenate([second, first])
    degree = np.bincount(ends, minlength=n)
    closeness = np.bincount(ends, weights=np.concatenate([cosine, cosine]), minlength=n)
    neighbours = np.split(others[np.argsort(ends, kind="stable")], np.cumsum(degree)[:-1])

    centre = np.full(n, -1)
    for i in np.lexsort((np.arange(n), -closeness, -degree)).tolist():
        if centre[i] < 0:
            free = neighbours[i][centre[neighbours[i]] < 0]
            centre[i] = centre[free] = i
    return centre


def _collapse(vectors: NDArray[np.float32], hashes: Sequence[Hashable]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First rows (u,) of the distinct contents in row order, and for every row its place among them, (n,)."""
    keys = hashes if len(hashes) else [row.tobytes() for row in np.ascontiguousarray(vectors)]
    places: dict[Hashable, int] = {}
    copy_of = np.array([places.setdefault(key, len(places)) for key in keys], dtype=np.int64)
    return np.unique(copy_of, return_index=True)[1].astype(np.int64), copy_of


def _references(X: Tensor) -> Tensor:
    """Evenly chosen rows in the order of their first coordinates, so that the order of the rows does not matter."""
    order = torch.from_numpy(np.lexsort(X[:, :2].numpy().T))
    step = -(-len(X) // REFERENCES)
    return order[::step].sort().values
