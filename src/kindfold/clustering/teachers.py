"""What the frozen teacher scores: clusters of its own features, nouns, or the prototypes of the student.

The paper has the teacher name the few clusters that a picture may be in, but a frozen encoder has no clusters, and does
not say which it means. Three readings: "clusters", an over-clustering of its features; "nouns", those of a vocabulary
that the collection has a use for; "prototypes", the student's own, seen through a fixed linear map.
"""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import softmax
from torch import Tensor, nn
from torch.nn.functional import normalize

from kindfold.clustering.checks import as_tensor
from kindfold.ops.blocks import unit_rows
from kindfold.ops.guidance import Targets
from kindfold.ops.nouns import fine_centers, select_nouns
from kindfold.ops.prototypes import frozen_targets
from kindfold.ops.seeding import kmeans
from kindfold.ops.whitening import unit

TEMPERATURE = 0.05  # of the teacher's assignments
SHARPNESS = 0.35  # of its assignments to nouns, over the spread of a picture's cosines to them
N_NAMED = 6  # nouns of a cluster
MEMORY = 0.9  # of the mean of the prototypes, from epoch to epoch


class Reading(NamedTuple):
    """For every picture the clusters that the teacher names, and what these clusters are."""

    targets: Targets
    centers: Tensor  # (t, p), or nouns (t, d)
    used: NDArray[np.int64] | None = None  # (t,) rows of the words

    @classmethod
    def of_clusters(cls, teaching: Tensor, n_clusters: int, top_k: int, *, generator: torch.Generator) -> Self:
        """An over-clustering of the teacher's unit rows (n, p)."""
        centers = kmeans(teaching, n_clusters, generator=generator, n_init=2).centers
        return cls(frozen_targets(teaching, centers, top_k, TEMPERATURE), centers)

    @classmethod
    def of_nouns(
        cls,
        taught: NDArray[np.float32],
        words: NDArray[np.float32],
        n_kinds: int,
        top_k: int,
        *,
        generator: torch.Generator,
        device: str = "auto",
    ) -> Self:
        """Of unit words (m, d), those that the teacher's rows (n, d) have a use for, when they are of about k kinds."""
        rows, known = unit_rows(as_tensor(taught, device)), as_tensor(words, device)
        used = select_nouns(known, fine_centers(rows, n_kinds, generator=generator))
        sample = rows[:: max(1, len(rows) // 1024)] @ known[used].T
        temperature = SHARPNESS * float(sample.std(dim=1).median())
        return cls(frozen_targets(rows, known[used], top_k, temperature), known[used], used.cpu().numpy())


class Projection(nn.Module):
    """A running mean of the student's prototypes, seen by the teacher through fixed orthonormal axes.

    It starts at the centres of the teacher's clusters and follows the prototypes from there.
    """

    axes: Tensor  # (p, e)
    mean: Tensor  # (t, e)

    def __init__(self, centers: Tensor, n_dims: int, *, generator: torch.Generator) -> None:
        super().__init__()
        drawn = torch.randn(n_dims, n_dims, generator=generator)
        self.register_buffer("axes", torch.linalg.qr(drawn)[0][: centers.shape[1]].to(centers))
        self.register_buffer("mean", normalize(centers @ self.axes))

    @torch.no_grad()
    def follow(self, M: Tensor, teaching: Tensor, top_k: int) -> Targets:
        """Move towards the prototypes (t, e); for every row (n, p) of the teacher's those that are nearest now."""
        self.mean.copy_(normalize(self.mean.lerp(normalize(M), 1 - MEMORY)))
        return frozen_targets(teaching, normalize(self.mean @ self.axes.T), top_k, TEMPERATURE)


def called(
    taught: NDArray[np.float32], words: NDArray[np.float32], used: NDArray[np.int64], labels: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For every cluster of rows (n, d) the best of the words (m, d) that were used (t,), and their scores, (k, a) each.

    Every row spreads one vote over the nouns; a noun's score is its part of the cluster's votes, less its part of all
    clusters'.
    """
    cosines = unit(taught.astype(np.float64)) @ words[used].T  # (n, t)
    votes = softmax(cosines / (SHARPNESS * np.median(cosines.std(axis=1))), axis=1)
    shares = np.stack([votes[labels == c].mean(axis=0) for c in range(int(labels.max()) + 1)])  # (k, t)
    scores = shares - shares.mean(axis=0)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :N_NAMED]
    return used[best], np.take_along_axis(scores, best, axis=1)
