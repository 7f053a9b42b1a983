"""Maps of the rows in two dimensions, to look at; nothing is ever clustered on them.

PCA is linear, immediate and always there. t-SNE (van der Maaten and Hinton, JMLR 2008) shows kinds as islands and needs
the package openTSNE: Barnes-Hut gradients below 10,000 rows, interpolated ones (Linderman et al., Nature Methods 2019)
above, started from PCA, with exact neighbours in the leading 50 principal directions.
"""

from __future__ import annotations

import importlib.util
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from kindfold.errors import MissingExtra, UnknownName
from kindfold.ops.similarity import nearest_rows
from kindfold.ops.whitening import principal, unit

METHODS = ("auto", "pca", "tsne")
PERPLEXITY = 30.0
N_DIRECTIONS = 50
FEW = 12  # fewer rows have no neighbourhoods to keep
BARNES_HUT = 10_000  # rows up to which the tree is faster than the grid
MAPPED = 20_000  # rows that are laid out; the others join their nearest ones among these
N_JOINED = 5


class Map(NamedTuple):
    """Places in the unit square, with one scale for both axes, and the method that made them."""

    points: NDArray[np.float32]  # (n, 2)
    method: str


def map_2d(vectors: NDArray[np.floating], *, method: str = "auto", random_state: int = 0) -> Map:
    """Lay out rows (n, d) in the unit square.

    "auto" is t-SNE where openTSNE is installed and there are enough rows, else PCA.
    """
    if method not in METHODS:
        raise UnknownName("map", method, METHODS)
    if method == "auto":
        method = "tsne" if importlib.util.find_spec("openTSNE") and len(vectors) >= FEW else "pca"
    return Map(map_tsne(vectors, random_state=random_state) if method == "tsne" else map_pca(vectors), method)


def map_pca(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """The two leading principal coordinates, (n, 2) in the unit square; signs are fixed by the largest loading."""
    return _unit_square(_principal_plane(vectors))


def map_tsne(vectors: NDArray[np.floating], *, random_state: int = 0) -> NDArray[np.float32]:
    """t-SNE coordinates, (n, 2) in the unit square; same seed, same bits.

    Above 20,000 rows an even sample of them is laid out, and each of the others is put between its five nearest.
    """
    if not importlib.util.find_spec("openTSNE"):
        raise MissingExtra("openTSNE", "viewer", what="a t-SNE map")
    if len(vectors) < FEW:
        return map_pca(vectors)
    rows = unit(principal(vectors, N_DIRECTIONS)(vectors)).astype(np.float32)  # (n, 50)
    n = len(rows)
    laid = np.sort(np.random.default_rng(random_state).permutation(n)[:MAPPED])
    points = np.empty((n, 2))
    points[laid] = _layout(rows[laid], random_state)
    rest = np.setdiff1d(np.arange(n), laid)
    points[rest] = _joined(rows[rest], rows[laid], points[laid])
    return _unit_square(points)


def _layout(rows: NDArray[np.float32], random_state: int) -> NDArray[np.float64]:
    """Minimise the divergence of the map from the neighbourhoods, early exaggeration first."""
    from openTSNE import TSNEEmbedding, affinity, nearest_neighbors

    n = len(rows)
    perplexity = min(PERPLEXITY, (n - 1) / 3)
    tensor = torch.from_numpy(rows)
    found = nearest_rows(tensor, tensor, int(3 * perplexity), own=torch.arange(n))
    distances = (2 - 2 * found.cosine.double()).clamp(min=0).sqrt()
    known = nearest_neighbors.PrecomputedNeighbors(found.rows.numpy(), distances.numpy())
    jobs = 1  # gradients summed by several threads would not repeat bit by bit
    affinities = affinity.PerplexityBasedNN(perplexity=perplexity, knn_index=known, n_jobs=jobs)
    plane = _principal_plane(rows)
    start = plane * 1e-4 / max(float(plane[:, 0].std()), np.finfo(np.float64).tiny)

    gradient = "bh" if n < BARNES_HUT else "fft"
    points = TSNEEmbedding(start, affinities, negative_gradient_method=gradient, n_jobs=jobs, random_state=random_state)
    points = points.optimize(n_iter=250, exaggeration=12, momentum=0.5)
    return np.asarray(points.optimize(n_iter=500, momentum=0.8), dtype=np.float64)


def _joined(rows: NDArray[np.float32], laid: NDArray[np.float32], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean place of the nearest rows that have one, (n, 2)."""
    if not len(rows):
        return np.empty((0, 2))
    found = nearest_rows(torch.from_numpy(rows), torch.from_numpy(laid), N_JOINED)
    places: NDArray[np.float64] = points[found.rows.numpy()].mean(axis=1)
    return places


def _principal_plane(vectors: NDArray[np.floating]) -> NDArray[np.float64]:
    plane = np.zeros((len(vectors), 2))
    if len(vectors) > 1:
        coordinates = principal(vectors, 2)(vectors)
        plane[:, : coordinates.shape[1]] = coordinates
    return plane


def _unit_square(points: NDArray[np.float64]) -> NDArray[np.float32]:
    """Shift and scale, both axes alike, so that the longer side spans 0..1 and the shorter one is centred."""
    if not len(points):
        return points.astype(np.float32)
    low, high = points.min(axis=0), points.max(axis=0)
    side = float((high - low).max())
    square: NDArray[np.float64] = 0.5 + (points - (low + high) / 2) / (side if side > 0 else 1)
    return square.clip(0, 1).astype(np.float32)
