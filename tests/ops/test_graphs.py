"""Graphs: symmetric, without negative edges or loops, and in one piece in the end."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.sparse.csgraph import connected_components

from kindfold.ops.affinity import Features
from kindfold.ops.blocks import unit_rows
from kindfold.ops.graphs import bridged, degrees, inverse_root, mutual_graph, normalised, operator, union_graph
from kindfold.ops.kernel_neighbours import nearest_by_kernel

KINDS = np.repeat(np.arange(4), 15)


def features(noise: float = 0.05) -> Features:
    """Four kinds, far apart; the first two nearer to each other than to the others."""
    random = np.random.default_rng(0)
    corners = np.eye(4, 8)
    corners[1] += 0.5 * corners[0]
    return Features(unit_rows(torch.from_numpy(corners[KINDS] + noise * random.normal(size=(60, 8)))), ())


def neighbours(q: int = 5):  # type: ignore[no-untyped-def]
    held = features()
    return held, nearest_by_kernel(held, held, q, own=torch.arange(60))[0]


@pytest.mark.parametrize("make", [union_graph, mutual_graph])
def test_edges_are_symmetric_positive_and_none_is_a_loop(make) -> None:  # type: ignore[no-untyped-def]
    _, near = neighbours(40)  # some of so many neighbours have negative kernels
    A = make(near)
    assert abs(A - A.T).max() == 0
    assert A.data.min() > 0
    assert not A.diagonal().any()


def test_mutual_graph_is_part_of_the_union() -> None:
    _, near = neighbours()
    union, mutual = union_graph(near), mutual_graph(near)
    assert mutual.nnz < union.nnz
    assert (union - mutual).min() >= 0
    assert (degrees(mutual) > 0).all(), "everyone keeps two neighbours"


def test_pieces_are_counted_and_bridged_where_they_are_nearest() -> None:
    held, near = neighbours()
    A = union_graph(near)
    graph = bridged(A, held)
    assert graph.n_pieces == connected_components(A, directed=False)[0] == 4
    assert connected_components(graph.weights, directed=False)[0] == 1
    added = (graph.weights - A).tocoo()
    links = {frozenset((KINDS[i], KINDS[j])) for i, j in zip(*added.coords, strict=True)}
    assert frozenset((0, 1)) in links
    assert added.nnz // 2 <= 6, "one bridge a piece and round"
    assert abs(graph.weights - graph.weights.T).max() == 0


def test_whole_graph_is_left_as_it_is() -> None:
    held = features()
    A = union_graph(nearest_by_kernel(held, held, 40, own=torch.arange(60))[0])
    graph = bridged(A, held)
    assert graph.n_pieces == 1
    assert (graph.weights != A).nnz == 0


def test_picture_without_any_neighbour_is_bridged_too() -> None:
    held = features()
    held.pictures[-1] = -held.pictures[:-1].mean(0)
    graph = bridged(union_graph(nearest_by_kernel(held, held, 5, own=torch.arange(60))[0]), held)
    assert (degrees(graph.weights) > 0).all()


def test_spectrum_of_a_normalised_graph_ends_at_one() -> None:
    held, near = neighbours()
    values = np.linalg.eigvalsh(normalised(bridged(union_graph(near), held).weights).toarray())
    assert values[-1] == pytest.approx(1)
    assert values[-2] < 1 - 1e-6
    assert values[0] > -1


def test_operator_multiplies_by_the_graph() -> None:
    _, near = neighbours()
    S = normalised(union_graph(near))
    Y = np.random.default_rng(0).normal(size=(60, 3)).astype(np.float32)
    np.testing.assert_allclose(operator(S, torch.device("cpu"))(torch.from_numpy(Y)), S @ Y, atol=1e-5)


def test_inverse_root_of_zero_is_zero() -> None:
    np.testing.assert_array_equal(inverse_root(np.array([0.0, 4.0])), [0, 0.5])
