"""One graph of nearest pictures for each prompt: exact by tiles, or, of very many pictures, among those in near cells.

Above a number of pictures, these are first sorted into cells by k-means on their looks; neighbours of a picture are
then sought in the cells whose centres lie nearest to its own. Kernels are exact either way. How many of the true
neighbours are found is measured on an even sample of pictures, and cells are added until it is enough.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from kindfold.ops.affinity import Features
from kindfold.ops.graphs import Graph, bridged, mutual_graph, union_graph
from kindfold.ops.kernel_neighbours import nearest_by_kernel
from kindfold.ops.seeding import assign, kmeans
from kindfold.ops.similarity import Neighbours

EXACT = 30_000  # pictures, up to which every pair is looked at
CELL = 1000  # pictures a cell ...
SAMPLE = 64  # ... by k-means on so many of them ...
PASSES = 10  # ... in so many passes
N_CELLS = 16  # looked into, at first
N_PROBES = 1024  # pictures on which recall is measured
ENOUGH = 0.95


class Graphs(NamedTuple):
    """A graph of n pictures for each prompt, the share of true neighbours that were found, and where to compute."""

    graphs: list[Graph]
    recall: float
    device: torch.device

    @property
    def n(self) -> int:
        return int(self.graphs[0].weights.shape[0])


def affinity_graphs(features: Features, q: int, *, mutual: bool, generator: torch.Generator) -> Graphs:
    """The graphs of the q nearest of n pictures under each kernel, in one piece."""
    n = len(features.pictures)
    q = min(q, n - 1)
    own = torch.arange(n, device=features.pictures.device)
    if n <= EXACT:
        found, recall = nearest_by_kernel(features, features, q, own=own), 1.0
    else:
        found, recall = _in_cells(features, q, generator)
    graphs = []
    for b, near in enumerate(found):
        graphs.append(bridged(mutual_graph(near) if mutual else union_graph(near), features.of(b)))
    return Graphs(graphs, recall, own.device)


def _in_cells(features: Features, q: int, generator: torch.Generator) -> tuple[list[Neighbours], float]:
    """Neighbours sought in near cells, and their recall."""
    X = features.pictures
    n_cells = len(X) // CELL
    few = torch.randperm(len(X), generator=generator)[: SAMPLE * n_cells].sort().values.to(X.device)
    centers = kmeans(X[few], n_cells, generator=generator, max_iter=PASSES).centers
    cell = assign(X, centers)
    members = list(torch.split(cell.argsort(stable=True), cell.bincount(minlength=len(centers)).tolist()))
    near_cells = (centers @ centers.T).argsort(dim=1, descending=True, stable=True)  # the own one first
    probes = torch.arange(0, len(X), -(-len(X) // N_PROBES), device=X.device)
    true = nearest_by_kernel(features.take(probes), features, q, own=probes)

    n_looked = N_CELLS
    while True:
        recall = _recall(true, _search(features, q, members, near_cells, n_looked, cell, probes))
        if recall >= ENOUGH or n_looked >= len(centers):
            break
        n_looked *= 2
    return _search(features, q, members, near_cells, n_looked, cell, None), recall


def _search(
    features: Features,
    q: int,
    members: list[Tensor],
    near_cells: Tensor,
    n_looked: int,
    cell: Tensor,
    probes: Tensor | None,
) -> list[Neighbours]:
    """The q nearest of all pictures, or of probes, among those in near cells; -1 where there are fewer."""
    n, device = len(features.pictures), features.pictures.device
    asked = torch.arange(n, device=device) if probes is None else probes
    place = torch.empty(n, dtype=torch.int64, device=device)
    found = [
        Neighbours(
            torch.full((len(asked), q), -1, device=device), torch.full((len(asked), q), -torch.inf, device=device)
        )
        for _ in range(features.n_kernels)
    ]
    groups = members if probes is None else [(cell[probes] == c).nonzero()[:, 0] for c in range(len(members))]
    for c, rows in enumerate(groups):
        if not len(rows):
            continue
        columns = torch.cat([members[other] for other in near_cells[c, :n_looked].tolist()])
        place[columns] = torch.arange(len(columns), device=device)
        mine = asked[rows]
        near = nearest_by_kernel(features.take(mine), features.take(columns), q, own=place[mine], names=columns)
        for all_, some in zip(found, near, strict=True):
            all_.rows[rows, : some.rows.shape[1]], all_.cosine[rows, : some.rows.shape[1]] = some
    return found


def _recall(true: list[Neighbours], found: list[Neighbours]) -> float:
    """Share of true neighbours that are among those found."""
    hits = [(t.rows[:, :, None] == f.rows[:, None, :]).any(2).float().mean() for t, f in zip(true, found, strict=True)]
    return float(torch.stack(hits).mean())
