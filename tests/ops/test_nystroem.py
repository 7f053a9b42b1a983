"""New pictures in the coordinates of a graph: known ones stay where they are, and others come near their like."""

from __future__ import annotations

import numpy as np
import torch

from kindfold.ops.affinity import Anchor, anchor, overlaps_of
from kindfold.ops.affinity_graphs import affinity_graphs
from kindfold.ops.blocks import unit_rows
from kindfold.ops.graphs import degrees, inverse_root, normalised, operator
from kindfold.ops.nystroem import Known, extend
from kindfold.ops.spectral import leading_pairs

N, K, D, Q = 240, 4, 12, 15
KINDS = torch.arange(N) % K


def pictures(seed: int) -> torch.Tensor:
    random = np.random.default_rng(seed)
    return unit_rows(torch.from_numpy(np.eye(K, D)[KINDS] + 0.15 * random.normal(size=(N, D))))


def known(n_prompts: int = 1) -> Known:
    X = pictures(0)
    anchors: list[Anchor] = [anchor(X, pictures(8 + b)[:40], 0.3) for b in range(n_prompts)]
    generator = torch.Generator().manual_seed(0)
    graphs = affinity_graphs(overlaps_of(X, anchors), Q, mutual=False, generator=generator).graphs
    S = normalised(graphs[0].weights)
    pairs = leading_pairs(operator(S, X.device), torch.randn(N, 4 * K, generator=generator), K)
    roots = np.stack([inverse_root(degrees(graph.weights)) for graph in graphs]).astype(np.float32)
    weights = torch.full((len(graphs),), 1 / len(graphs))
    return Known(X, anchors, weights, torch.from_numpy(roots), pairs.vectors[:, :K], pairs.values[:K].float())


def test_known_pictures_keep_their_coordinates_in_any_company() -> None:
    held = known(2)
    order = torch.randperm(N, generator=torch.Generator().manual_seed(1))
    found = extend(held.pictures[order][:50], held, Q)
    assert torch.equal(found.vectors, held.vectors[order[:50]])
    assert (found.cosine == 1).all()


def test_coordinates_of_new_pictures_lie_among_those_of_their_kind() -> None:
    held = known()
    found = extend(pictures(1), held, Q)
    means = torch.stack([unit_rows(held.vectors)[c == KINDS].mean(0) for c in range(K)])
    assert torch.equal((unit_rows(found.vectors) @ means.T).argmax(1), KINDS)
    lengths = found.vectors.norm(dim=1).median() / held.vectors.norm(dim=1).median()
    assert 0.7 < float(lengths) < 1.4


def test_cosine_to_the_nearest_known_picture_is_told() -> None:
    held, new = known(), pictures(2)
    np.testing.assert_allclose(extend(new, held, Q).cosine, (new @ held.pictures.T).amax(1), atol=1e-6)


def test_without_nouns_looks_alone_place_a_picture() -> None:
    held = known(0)
    assert torch.isfinite(extend(pictures(1), held, Q).vectors).all()
