"""The nouns that a collection of pictures has a use for, out of a long list.

Pictures are summed up by fine-grained centres, more of them than kinds. Every noun belongs to the centre that it lies
nearest to, and each centre keeps the best few of its own (Li et al., "Image Clustering with External Guidance", ICML
2024). What is best is a ranking: a function of a noun's cosines to all centres, the larger the better.

Symbols: n pictures, m nouns, d dimensions, k clusters, c centres.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from kindfold.errors import UnknownName
from kindfold.ops.blocks import group_sums, tiles, unit_rows
from kindfold.ops.seeding import assign, kmeans

PER_CENTER = 300  # pictures a fine-grained centre
SMALL = 3  # centres a cluster, where clusters are smaller than that
SAMPLE = 64  # pictures a centre that k-means sees ...
MIN_SAMPLE = 2**14  # ... and at least
SEEDINGS = 4  # that compete, where there are few centres ...
FEW = 128  # ... at most; one seeding among more is as good as another
MAX_PASSES = 25  # nouns do not move with the last digits of a centre
BLOCK = 2**15  # pictures that are copied at a time: of mapped files the rest may stay on disk
N_NOUNS = 5  # a centre
SHARPNESS = 0.04  # temperature of the centres as a classifier
DIGITS = 9  # of a ranking that count: what is closer is a tie, won by the first noun

Ranking = Callable[[Tensor], Tensor]  # cosines (b, c) of nouns to centres -> (b,)


def confidence(cosines: Tensor) -> Tensor:
    """How much of a noun falls to its nearest centre, at temperature one (Li et al., 2024)."""
    return cosines.softmax(1).amax(1)


def similarity(cosines: Tensor) -> Tensor:
    """The cosine to the nearest centre."""
    return cosines.amax(1)


def small_gradient(cosines: Tensor) -> Tensor:
    """Minus `gradient_norm`."""
    return -gradient_norm(cosines)


def gradient_norm(cosines: Tensor, temperature: float = SHARPNESS) -> Tensor:
    """|p - e_y|, where p is the softmax over the centres and y its largest entry, (b,).

    Over the temperature, it is the norm of the gradient (p - e_y) w' that a noun w of unit length, as an example of
    class y, would give to a classifier made of the centres (Peng et al., "On the provable importance of gradients for
    language-assisted image clustering", ICCV 2025).
    """
    p = (cosines / temperature).softmax(1)
    residual: Tensor = p.scatter_add(1, p.argmax(1, keepdim=True), -torch.ones_like(p[:, :1]))
    norms: Tensor = torch.linalg.vector_norm(residual, dim=1)
    return norms


RANKINGS: dict[str, Ranking] = {
    "confidence": confidence,
    "similarity": similarity,
    "small-gradient": small_gradient,
}


def n_fine(n: int, n_clusters: int) -> int:
    """How many fine-grained centres sum up n pictures: n / 300, or 3 a cluster where clusters are smaller than that."""
    wanted = round(n / PER_CENTER) if n >= PER_CENTER * n_clusters else SMALL * n_clusters
    return min(max(wanted, n_clusters), n)


def fine_centers(X: Tensor, n_clusters: int, *, generator: torch.Generator) -> Tensor:
    """Unit centres (c, d) of the rows of X (n, d): k-means on a sample, then the means of all rows that are nearest.

    Memory is O(c d), with a factor of 64 for the sample; X is read once, block by block.
    """
    c = n_fine(len(X), n_clusters)
    few = torch.randperm(len(X), generator=generator)[: max(SAMPLE * c, MIN_SAMPLE)].sort().values
    n_init = SEEDINGS if c <= FEW else 1
    centers = kmeans(X[few.to(X.device)], c, generator=generator, n_init=n_init, max_iter=MAX_PASSES).centers
    if len(few) == len(X):
        return centers
    sums = torch.zeros(centers.shape, dtype=torch.float64, device=X.device)
    for start in range(0, len(X), BLOCK):
        block = unit_rows(X[start : start + BLOCK])
        sums += group_sums(block, assign(block, centers), len(centers))
    return torch.where(sums.any(1, keepdim=True), unit_rows(sums), centers)


def select_nouns(words: Tensor, centers: Tensor, *, ranking: str = "confidence", n_nouns: int = N_NOUNS) -> Tensor:
    """The `n_nouns` best words (m, d) of every centre (c, d), as distinct rows of `words` in ascending order.

    All rows are unit. A centre that no word is nearest to keeps none. Memory is O(m + tile).
    """
    if ranking not in RANKINGS:
        raise UnknownName("ranking of nouns", ranking, RANKINGS)
    owner = torch.empty(len(words), dtype=torch.int64, device=words.device)
    score = torch.empty(len(words), dtype=torch.float64, device=words.device)
    columns = centers.double().T
    for tile in tiles(len(words), max(words.shape[1], len(centers))):
        cosines = words[tile].double() @ columns  # (b, c)
        owner[tile], score[tile] = cosines.argmax(1), RANKINGS[ranking](cosines).round(decimals=DIGITS)
    best = score.argsort(descending=True, stable=True)
    best = best[owner[best].argsort(stable=True)]  # centre by centre, the best first
    counts = owner.bincount(minlength=len(centers))
    place = torch.arange(len(words), device=words.device) - (counts.cumsum(0) - counts)[owner[best]]
    return best[place < n_nouns].sort().values
