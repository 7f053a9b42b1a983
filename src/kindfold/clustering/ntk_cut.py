"""From pictures and nouns to the cut of `NTKSpectral`: anchors, graphs, diffusion, eigenvectors, labels."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from kindfold.ops.affinity import Anchor, anchor
from kindfold.ops.affinity_graphs import Graphs
from kindfold.ops.blocks import unit_rows
from kindfold.ops.counterparts import temperature_for
from kindfold.ops.diffusion import diffuse, factor
from kindfold.ops.graphs import degrees, inverse_root, normalised, operator
from kindfold.ops.nouns import fine_centers, select_nouns
from kindfold.ops.spectral import CUTS, eigengap, leading_pairs, mixed, pairs_of_factor, rayleigh
from kindfold.ops.trust import trust_in_gap

WARMER = 8  # published 0.04 over the 0.005 at which TAC makes a counterpart
N_NOUNS = 5  # of TAC's counterparts
SPARE = 8  # eigenvalues past twice the kinds that were counted, among which the gap is sought; columns past the kinds


class Cut(NamedTuple):
    """Eigenvectors (n, k), labels (n,), Rayleigh quotients (k,), weights (b,) and 1 / sqrt degrees (b, n)."""

    vectors: Tensor
    labels: Tensor
    values: Tensor
    weights: NDArray[np.float64]
    roots: NDArray[np.float32]
    history: dict[str, Any]


def anchored(
    X: Tensor,
    words: Tensor,
    k: int,
    n_nouns: int,
    temperature: float | Literal["auto"],
    generator: torch.Generator,
) -> tuple[list[Anchor], dict[str, Any]]:
    """Of words (b, m, d) those that pictures X (n, d) have a use for, the same in each prompt; and what was found."""
    if not len(words):
        return [], {}
    mean = unit_rows(words.mean(0))
    chosen = select_nouns(mean, fine_centers(X, k, generator=generator), n_nouns=n_nouns)
    tau = WARMER * temperature_for(X, mean[chosen], N_NOUNS) if temperature == "auto" else temperature
    anchors = [anchor(X, nouns[chosen], tau) for nouns in words]
    return anchors, {"n_nouns": len(chosen), "temperature": tau, "lost": max(a.lost for a in anchors)}


def cut(
    found: Graphs,
    k: int,
    *,
    gap: bool,
    diffused: bool,
    fidelity: float,
    balance: float,
    assignment: str,
    generator: torch.Generator,
) -> Cut:
    """Cut graphs of n pictures into k, or into as many as the gap of their eigenvalues says.

    `diffused` for regularised affinity diffusion of the graphs of several prompts, else their mean; `fidelity` is mu,
    `balance` lambda / n.
    """
    n, device = found.n, found.device
    roots = np.stack([inverse_root(degrees(graph.weights)) for graph in found.graphs])
    S = [normalised(graph.weights) for graph in found.graphs]
    products, weights = [operator(s, device) for s in S], np.full(len(S), 1 / len(S))
    history: dict[str, Any] = {"pieces": [graph.n_pieces for graph in found.graphs], "recall": found.recall}

    most = min(2 * k + SPARE, n - 1) if gap else k
    diffused = diffused and len(S) > 1
    columns = rank(most) if diffused else most + max(most // 4, SPARE)
    start = torch.randn(n, min(n, columns), generator=generator).to(device)
    pairs = leading_pairs(mixed(products, weights), start, most)
    values = pairs.values[: most + 1].cpu().numpy()
    history["eigenvalues"] = values.tolist()
    if gap:
        counted, k = k, eigengap(values) if k > 1 else 1
        history |= {"counted": counted, "eigengap": k, "trust": trust_in_gap(k, counted)}
    if diffused:
        squares = [float(np.square(s.data).sum()) for s in S]
        course = diffuse(products, squares, pairs.vectors, mu=fidelity, balance=balance)  # Eq. (9)
        pairs, weights = pairs_of_factor(factor(course)), course.weights
        history |= {"objective": course.objective, "weights": course.path}
    V = pairs.vectors[:, :k]
    labels = CUTS[assignment](V, generator)
    return Cut(V, labels, rayleigh(mixed(products, weights), V), weights, roots.astype(np.float32), history)


def rank(k: int) -> int:
    """Dimensions in which a graph is diffused for k clusters: 4 k, of many clusters fewer."""
    return min(4 * k, max(512, k + k // 4))


def one_each(n: int, b: int) -> Cut:
    """The cut of n pictures under b prompts where every picture is a cluster."""
    told = {"pieces": [n] * b, "recall": 1.0}
    return Cut(torch.eye(n), torch.arange(n), torch.ones(n), np.full(b, 1 / b), np.ones((b, n), np.float32), told)
