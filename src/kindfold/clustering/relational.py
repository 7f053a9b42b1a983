"""What the relations of pictures to nouns say about the pictures, before anything is learnt from it."""

from __future__ import annotations

import warnings
from typing import Literal, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import normalize

from kindfold.ops.blocks import unit_rows
from kindfold.ops.relations import along, mean_eigenvalue, relation_axes, relations
from kindfold.ops.seeding import kmeans
from kindfold.ops.similarity import nearest_rows

RIDGE = 6.0  # lambda over the mean eigenvalue of T'T that is not zero; for CLIP's nouns that is about 10 ...
LEAST_RIDGE = 3.0  # ... and below half of that results were published to fall
NEIGHBORS, FEWER = 20, 5  # the smaller number where clusters are many or small
MANY, SMALL = 20, 150  # clusters, and pictures of a cluster, beyond which that is so
SEEDINGS = 8  # of k-means
N_NAMES = 6  # nouns that are kept for a cluster


class Signals(NamedTuple):
    """What the relations of pictures to nouns say about the pictures."""

    axes: Tensor  # (d, r), to the space of relations
    centers: Tensor  # (k, r)
    labels: Tensor  # (n,)
    neighbors: Tensor  # (n, e)


class Called(NamedTuple):
    """The nouns (k, a) that say best what each cluster is, and how well they do."""

    nouns: Tensor
    scores: Tensor


def usual_ridge(nouns: Tensor, asked: float | Literal["auto"]) -> float:
    """The lambda asked for, or the usual one for unit nouns (m, d); a small one is warned of."""
    mean = mean_eigenvalue(nouns)
    if asked == "auto":
        return RIDGE * mean
    if asked < LEAST_RIDGE * mean:
        warnings.warn(
            f"ridge={asked:g} is small for these nouns, so that relations follow noise; choose at least "
            f"{LEAST_RIDGE * mean:.2g}, or 'auto' for {RIDGE * mean:.2g}",
            UserWarning,
            stacklevel=3,
        )
    return float(asked)


def signals(
    pictures: Tensor,
    nouns: Tensor,
    ridge: float,
    k: int,
    *,
    n_neighbors: int | Literal["auto"],
    generator: torch.Generator,
) -> Signals:
    """Cluster the relations of unit pictures (n, d) to nouns (m, d) into k, and find neighbours among them."""
    n = len(pictures)
    axes = relation_axes(nouns, ridge)  # (d, r)
    Y = unit_rows(along(pictures, axes))  # (n, r), in the place of C
    found = kmeans(Y, k, generator=generator, n_init=SEEDINGS)
    e = n_neighbors
    if e == "auto":
        e = FEWER if k > MANY or n < SMALL * k else NEIGHBORS
    near = nearest_rows(Y, Y, min(e, n - 1), own=torch.arange(n, device=Y.device))
    return Signals(axes, found.centers, found.labels, near.rows.to(Y.device))


def directions(found: Signals) -> Tensor:
    """Directions (k, d) float64 among pictures: the largest product is with that of the nearest centre of relations."""
    G = found.centers.double() @ found.axes.T
    return G - G.mean(0)  # which no label depends on, and then float32 has digits for what does


def nearest_nouns(centers: Tensor, nouns: Tensor) -> Called:
    """By the cosine between what centres (k, d) do not share and nouns (m, d) less their mean."""
    G, T = _own(centers), nouns.double()
    return _best(normalize(G) @ normalize(T - T.mean(0)).T)


def related_nouns(centers: Tensor, nouns: Tensor, ridge: float) -> Called:
    """By the relation of what mean pictures (k, d) do not share to nouns (m, d)."""
    return _best(relations(_own(centers), nouns, ridge))


def _own(centers: Tensor) -> Tensor:
    G = centers.double()
    return G - G.mean(0) if len(G) > 1 else G  # what all share decides no label


def _best(scores: Tensor) -> Called:
    best = scores.sort(dim=1, descending=True, stable=True)
    a = min(N_NAMES, scores.shape[1])
    return Called(best.indices[:, :a], best.values[:, :a].float())
