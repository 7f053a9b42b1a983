"""SIC: a linear head taught by neighbours and by the nouns that its clusters are like.

Source: Cai et al., "Semantic-enhanced image clustering" (AAAI 2023). Of the nouns, those are kept that are among the
nearest of some centre of k-means and not like the mean noun. Before every epoch the surest pictures of each cluster
make a centre u_c of pictures, and the kept nouns nearest to it a semantic centre h_c. Minimised is

    L = -1/b sum_i ln <p_i, p_n(i)> - lambda H(mean p) + beta CE(p_i, argmax_c <x_i, h_c>)                        (1)

with p of a linear head and n(i) a random neighbour. Loss, steps and constants are certain (read in the authors' code).

Deviations, with the reason: (a) a fixed number of epochs: the authors stop by the accuracy on the test labels; (b) beta
is 1, the value of all but one of their sets; (c) features are centred and scaled for the head; (d) nouns are called
common by the share of the most common ones, since how far nouns lie from their mean depends on the encoder; (e)
probabilities are tempered so that their mean is the agreement of the head with the semantic centres.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Self

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor, nn

from kindfold.bench.peers.linear import begin, neighbours
from kindfold.clustering.checks import as_tensor, check_positive, check_whole, check_words
from kindfold.clustering.headed import HeadClusterer
from kindfold.ops.blocks import unit_rows
from kindfold.ops.heads import Head, logits
from kindfold.ops.losses import confidence, entropy
from kindfold.ops.optimise import minimise
from kindfold.ops.schedules import constant
from kindfold.ops.seeding import kmeans

SEEDINGS = 20  # of k-means
COMMON = 0.05  # share of the nouns that are most like their mean


class Guided(nn.Module):
    """A head and the semantic centres (k, d) that teach it."""

    meant: Tensor

    def __init__(self, head: Head, k: int, d: int) -> None:
        super().__init__()
        self.head = head
        self.register_buffer("meant", torch.zeros(k, d))


class SIC(HeadClusterer):
    """A linear head that agrees with neighbours and with nouns.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for as many as `DPMixture` finds in the same rows
    n_nouns : of a centre of k-means, from which all are chosen
    n_semantic : nouns of a semantic centre
    share : of the mean size of a cluster that makes its centre
    n_neighbors : of a picture, itself among them
    entropy_weight : lambda
    semantic_weight : beta
    n_epochs : passes over the pictures
    batch_size : pictures
    learning_rate : of Adam, constant
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> SIC(3, n_nouns=2, n_semantic=1, random_state=0).fit(X, words=np.eye(8)).n_clusters_
    3
    """

    needs_words = "nouns"

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        n_nouns: int = 500,
        n_semantic: int = 30,
        share: float = 0.9,
        n_neighbors: int = 20,
        entropy_weight: float = 5.0,
        semantic_weight: float = 1.0,
        n_epochs: int = 100,
        batch_size: int = 128,
        learning_rate: float = 1e-4,
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_nouns = n_nouns
        self.n_semantic = n_semantic
        self.share = share
        self.n_neighbors = n_neighbors
        self.entropy_weight = entropy_weight
        self.semantic_weight = semantic_weight
        self.n_epochs = n_epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.device = device
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike,
        y: object = None,
        *,
        words: ArrayLike | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Learn the head from the rows of X (n, d) and words (m, d)."""
        start = begin(self, X)
        for name in ("share", "entropy_weight", "semantic_weight", "learning_rate"):
            check_positive(name, getattr(self, name))
        for name in ("n_nouns", "n_semantic", "n_neighbors", "n_epochs", "batch_size"):
            check_whole(name, getattr(self, name), least=1)
        known = check_words(words, start.rows)
        Z, generator, k, n = start.scaled.rows, start.generator, start.k, len(start.rows)
        pictures = unit_rows(as_tensor(start.rows, start.device))  # (n, d)
        centers = kmeans(pictures, k, generator=generator, n_init=SEEDINGS).centers
        nouns = useful(as_tensor(known, start.device), centers, self.n_nouns)  # (m, d)
        near = neighbours(Z, self.n_neighbors)
        near = torch.cat([torch.arange(n, device=near.device)[:, None], near[:, : self.n_neighbors - 1]], dim=1)
        head = Head([Z.shape[1], k], generator=generator).to(start.device)
        module = Guided(head, k, Z.shape[1]).to(start.device)

        def before_epoch(_: int) -> None:
            with torch.no_grad():
                module.meant = semantic_centers(head(Z), pictures, nouns, self.share * n / k, self.n_semantic)

        def objective(rows: Tensor) -> dict[str, Tensor]:
            others = near[rows, torch.randint(near.shape[1], rows.shape, generator=generator)]
            log_p, log_near = head(Z[rows]).log_softmax(1), head(Z[others]).log_softmax(1)
            label = (pictures[rows] @ module.meant.T).argmax(1)
            return {
                "consistency": confidence(log_p, log_near),  # Eq. (1)
                "entropy": -self.entropy_weight * entropy(log_p.exp().mean(0)),
                "semantic": -self.semantic_weight * log_p.gather(1, label[:, None]).mean(),
            }

        history = minimise(
            objective,
            module,
            n=n,
            n_epochs=self.n_epochs,
            batch_size=self.batch_size,
            generator=generator,
            learning_rate=self.learning_rate,
            weight_decay=1e-4,
            schedule=constant,
            before_epoch=before_epoch,
            progress=progress,
        )
        maps = start.scaled.unscaled(head.weights[0], head.biases[0])
        meant = (pictures @ module.meant.T).argmax(1).cpu().numpy()
        agreement = float((logits(start.rows, maps).argmax(axis=1) == meant).mean())
        return self._learnt(start.rows, maps, agreement, n_nouns=len(nouns), **start.history, **history)


def useful(words: Tensor, centers: Tensor, n_nouns: int) -> Tensor:
    """Of words (m, d), those near to some centre (k, d) and not among the most common ones; all, where none is left."""
    common = words @ words.mean(0)
    rare = common <= common.quantile(1 - COMMON)
    near = torch.zeros(len(words), dtype=torch.bool, device=words.device)
    near[(words @ centers.T).topk(min(n_nouns, len(words)), dim=0).indices.ravel()] = True
    return words[near & rare] if (near & rare).any() else words


def semantic_centers(logits: Tensor, pictures: Tensor, nouns: Tensor, n_sure: float, n_nouns: int) -> Tensor:
    """For every cluster of logits (n, k) the mean (k, d) of the nouns nearest to the centre of its surest pictures."""
    sure = logits.topk(max(1, min(int(n_sure), len(logits))), dim=0).indices  # (s, k)
    centers = unit_rows(pictures[sure].mean(0))  # (k, d)
    chosen = (centers @ nouns.T).topk(min(n_nouns, len(nouns)), dim=1).indices  # (k, a)
    return unit_rows(nouns[chosen].mean(1))
