"""Graphs from lists of neighbours: symmetric, without negative edges, in one piece.

Spectral cuts of a graph in more pieces than clusters are arbitrary: every piece has an eigenvector of its own. Pieces
are counted and then bridged, each by its strongest edge to another, round after round (Boruvka, 1926), so that a piece
that is a cluster stays one and a fragment goes where it is nearest.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
import torch
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from torch import Tensor

from kindfold.ops.affinity import Features, kernels
from kindfold.ops.similarity import Neighbours

N_SPEAKERS = 8  # pictures of a piece that look for its strongest edge outwards
REPAIRED = 2  # neighbours that every picture keeps in a mutual graph
FAINT = 1e-3  # weight of a bridge between pictures that have none, over the median weight
COLUMNS = 16_384  # of a tile


class Graph(NamedTuple):
    """Symmetric non-negative weights (n, n) without a diagonal, and in how many pieces they were before bridging."""

    weights: sp.csr_array
    n_pieces: int


def union_graph(found: Neighbours) -> sp.csr_array:
    """An edge wherever one picture is among the neighbours of the other."""
    A = _directed(found)
    return _clean(A.maximum(A.T))


def mutual_graph(found: Neighbours) -> sp.csr_array:
    """An edge where each is among the neighbours of the other, and to the two nearest of everyone."""
    A = _directed(found)
    nearest = _directed(Neighbours(found.rows[:, :REPAIRED], found.cosine[:, :REPAIRED]))
    return _clean(A.minimum(A.T).maximum(nearest).maximum(nearest.T))


def bridged(A: sp.csr_array, features: Features) -> Graph:
    """The graph in one piece, with edges of the one kernel of the features between the pieces it was in."""
    n_pieces, piece = connected_components(A, directed=False)
    count = n_pieces
    while count > 1:
        i, j, weight = _strongest_outward(features, piece, count)
        faint = FAINT * float(np.median(A.data)) if A.nnz else 1.0
        bridge = sp.csr_array((np.maximum(weight, faint), (i, j)), shape=A.shape)
        A = A.maximum(bridge.maximum(bridge.T))
        count, piece = connected_components(A, directed=False)
    return Graph(_clean(A), int(n_pieces))


def normalised(A: sp.csr_array) -> sp.csr_array:
    """S = D^-1/2 A D^-1/2, whose eigenvalues lie in [-1, 1]."""
    scale = sp.diags_array(inverse_root(degrees(A)))
    return sp.csr_array(scale @ A @ scale)


def operator(S: sp.csr_array, device: torch.device) -> Callable[[Tensor], Tensor]:
    """What multiplies a float32 matrix (n, r) on the device by S."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")
        held = torch.sparse_csr_tensor(
            torch.from_numpy(S.indptr),
            torch.from_numpy(S.indices),
            torch.from_numpy(S.data.astype(np.float32)),
            S.shape,
            check_invariants=True,
        ).to(device)
    return lambda Y: held @ Y


def degrees(A: sp.csr_array) -> NDArray[np.float64]:
    """Sums of the rows, (n,)."""
    return np.asarray(A.sum(axis=1), dtype=np.float64).ravel()


def inverse_root(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """x^-1/2, and zero for zero."""
    return np.where(x > 0, np.where(x > 0, x, 1.0) ** -0.5, 0.0)


def _directed(found: Neighbours) -> sp.csr_array:
    n, q = found.rows.shape
    start = np.arange(0, n * q + 1, q)
    weights = found.cosine.clamp(min=0).double().cpu().numpy().ravel()
    columns = found.rows.clamp(min=0).cpu().numpy().ravel().astype(np.int32)  # what was not found has no weight
    return sp.csr_array((weights, columns, start), shape=(n, n))


def _clean(A: sp.csr_array) -> sp.csr_array:
    A = sp.csr_array(A)
    A.eliminate_zeros()
    A.sort_indices()
    return A


def _strongest_outward(
    features: Features, piece: NDArray[np.int32], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """For every piece but the largest its strongest edge to another: from, to, weight."""
    order = np.argsort(piece, kind="stable")
    sizes = np.bincount(piece, minlength=count)
    members = np.split(order, sizes.cumsum()[:-1])
    speakers = [m[:: -(-len(m) // N_SPEAKERS)] for c, m in enumerate(members) if c != sizes.argmax()]
    i = np.concatenate(speakers)
    device = features.pictures.device
    rows, own = features.take(torch.from_numpy(i).to(device)), torch.from_numpy(piece[i]).to(device)
    of = torch.from_numpy(piece).to(device)
    weight, place = (
        torch.full((len(i),), -torch.inf, device=device),
        torch.zeros(len(i), dtype=torch.int64, device=device),
    )
    for start in range(0, len(piece), COLUMNS):
        tile = slice(start, start + COLUMNS)
        for part in (slice(s, s + 512) for s in range(0, len(i), 512)):
            values = next(kernels(rows.take(part), features.take(tile)))
            best, where = values.masked_fill(own[part, None] == of[tile], -torch.inf).max(dim=1)
            better = best > weight[part]
            weight[part] = torch.where(better, best, weight[part])
            place[part] = torch.where(better, where + start, place[part])
    value, j = weight.double().cpu().numpy(), place.cpu().numpy()
    ends = np.cumsum([len(s) for s in speakers])
    first = [a + int(value[a:b].argmax()) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    return i[first], j[first], value[first]
