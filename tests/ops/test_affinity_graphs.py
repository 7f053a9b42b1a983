"""Graphs of very many pictures: sought in cells, and how much of the truth they hold is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.sparse.csgraph import connected_components

from kindfold.ops import affinity_graphs as module
from kindfold.ops.affinity import Features, anchor, overlaps_of
from kindfold.ops.affinity_graphs import affinity_graphs
from kindfold.ops.blocks import unit_rows

N, Q = 1200, 8


def features() -> Features:
    random = np.random.default_rng(0)
    centers = random.normal(size=(30, 16))
    X = unit_rows(torch.from_numpy(centers[np.arange(N) % 30] + 0.7 * random.normal(size=(N, 16))))
    nouns = unit_rows(torch.from_numpy(centers + 0.3 * random.normal(size=(30, 16))))
    return overlaps_of(X, [anchor(X, nouns, 0.2), anchor(X, nouns.flip(1), 0.2)])


@pytest.fixture
def cells(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("EXACT", 500), ("CELL", 40), ("N_CELLS", 2), ("N_PROBES", 200)):
        monkeypatch.setattr(module, name, value)


def graphs(*, mutual: bool = False) -> module.Graphs:
    return affinity_graphs(features(), Q, mutual=mutual, generator=torch.Generator().manual_seed(0))


def test_few_pictures_are_all_compared() -> None:
    found = graphs()
    assert found.recall == 1
    assert len(found.graphs) == 2


@pytest.mark.usefixtures("cells")
def test_cells_are_added_until_enough_neighbours_are_found() -> None:
    found = graphs()
    assert module.ENOUGH <= found.recall < 1


def test_graph_from_cells_is_nearly_the_exact_one(request: pytest.FixtureRequest) -> None:
    exact = graphs().graphs[0].weights
    request.getfixturevalue("cells")
    found = graphs().graphs[0].weights
    shared = exact.multiply(found).nnz
    assert shared / exact.nnz > 0.9
    assert shared / found.nnz > 0.85


@pytest.mark.usefixtures("cells")
@pytest.mark.parametrize("mutual", [False, True])
def test_graphs_are_in_one_piece(mutual: bool) -> None:
    for graph in graphs(mutual=mutual).graphs:
        assert connected_components(graph.weights, directed=False)[0] == 1
