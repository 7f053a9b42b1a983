"""SCAN: neighbours fall into the same cluster, all clusters are used; then the sure predictions teach the others.

Source: Van Gansbeke et al., "SCAN: learning to classify images without labels" (ECCV 2020). With p_i the assignment of
picture i by a linear head and n(i) a random one of its nearest neighbours, the head first minimises

    L = -1/b sum_i ln <p_i, p_n(i)> - lambda H(mean p)                                                            (1)

and then the cross-entropy of a changed view with the cluster of the picture, where this is surer than 0.99, rarer
clusters weighing more. Both losses, lambda, the number of neighbours and the threshold are certain (read in the
authors' code); the learning rate and the epochs are from memory.

Deviations, with the reason: (a) the encoder is frozen and only the head learns, since features are what all methods
here are given; (b) features are centred and scaled, as the learning rate depends on their size; (c) the rate is ten
times that of a network that is trained as a whole; (d) the changed view is one of `views`, or the row with Gaussian
noise; (e) probabilities are tempered so that their mean is the agreement of neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from numpy.typing import ArrayLike

from kindfold.bench.peers.linear import begin, neighbours
from kindfold.clustering.checks import as_tensor, check_positive, check_views, check_whole
from kindfold.clustering.headed import HeadClusterer

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from kindfold.ops.heads import Head

FEWEST_STEPS = 1000  # of the first step
SELF_LABELLED = 0.5  # epochs of the second step, over those of the first
NOISE = 0.5  # of the changed view, over the size of a scaled row


class SCAN(HeadClusterer):
    """A linear head taught by neighbours, and then by its own sure predictions.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for as many as `DPMixture` finds in the same rows
    n_neighbors : of a picture, one of which has to fall into its cluster
    entropy_weight : lambda
    threshold : of a prediction that teaches; 1 to leave the second step out
    n_epochs : of the first step, or "auto" for 50, and more where these have less than 1,000 steps
    batch_size : pictures
    learning_rate : of Adam, constant
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> SCAN(3, n_neighbors=5, random_state=0).fit(X).n_clusters_
    3
    """

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        n_neighbors: int = 20,
        entropy_weight: float = 5.0,
        threshold: float = 0.99,
        n_epochs: int | Literal["auto"] = "auto",
        batch_size: int = 128,
        learning_rate: float = 1e-3,
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_neighbors = n_neighbors
        self.entropy_weight = entropy_weight
        self.threshold = threshold
        self.n_epochs = n_epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.device = device
        self.random_state = random_state

    def usual_views(self) -> str | None:
        """One mild view is enough."""
        return "weak:2"

    def fit(
        self,
        X: ArrayLike,
        y: object = None,
        *,
        views: ArrayLike | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Learn the head from the rows of X (n, d) and, where there are any, views (v, n, d) of them."""
        import torch

        from kindfold.ops.heads import Head, logits, settled
        from kindfold.ops.losses import confidence, entropy
        from kindfold.ops.optimise import minimise
        from kindfold.ops.schedules import constant

        start = begin(self, X)
        for name in ("entropy_weight", "threshold", "learning_rate"):
            check_positive(name, getattr(self, name))
        check_whole("n_neighbors", self.n_neighbors, least=1)
        Z, generator, n = start.scaled.rows, start.generator, len(start.rows)
        n_steps = max(1, round(n / check_whole("batch_size", self.batch_size, least=1)))
        n_epochs = max(50, math.ceil(FEWEST_STEPS / n_steps)) if self.n_epochs == "auto" else int(self.n_epochs)
        near = neighbours(Z, self.n_neighbors)
        head = Head([Z.shape[1], start.k], generator=generator).to(start.device)
        settings = {
            "n": n,
            "batch_size": self.batch_size,
            "generator": generator,
            "learning_rate": self.learning_rate,
            "weight_decay": 1e-4,
            "schedule": constant,
        }

        def objective(rows: Tensor) -> dict[str, Tensor]:
            others = near[rows, torch.randint(near.shape[1], rows.shape, generator=generator)]
            log_p, log_near = head(Z[rows]).log_softmax(1), head(Z[others]).log_softmax(1)
            return {
                "consistency": confidence(log_p, log_near),  # Eq. (1)
                "entropy": -self.entropy_weight * entropy(log_p.exp().mean(0)),
            }

        history = minimise(objective, head, n_epochs=n_epochs, progress=progress, **settings)  # type: ignore[arg-type]
        if self.threshold < 1:
            changed = None if views is None else start.scaled.like(check_views(views, start.rows))
            views_of = None if changed is None else as_tensor(changed, start.device)
            second = self._self_labelling(head, Z, views_of, generator)
            taught = minimise(second, head, n_epochs=max(1, round(SELF_LABELLED * n_epochs)), **settings)  # type: ignore[arg-type]
            history |= {f"{name}, self-labelling": trace for name, trace in taught.items()}

        (weight, bias) = settled(head, start.rows)[0]
        maps = start.scaled.unscaled(torch.from_numpy(weight), torch.from_numpy(bias))
        found = logits(start.rows, maps).argmax(axis=1)
        agreement = float((found[:, None] == found[near.cpu().numpy()]).mean())
        return self._learnt(start.rows, maps, agreement, **start.history, **history)

    def _self_labelling(
        self, head: Head, Z: Tensor, views: Tensor | None, generator: torch.Generator
    ) -> Callable[[Tensor], dict[str, Tensor]]:
        """The second step: what is sure of a picture is taught to a changed view of it."""
        import torch

        from kindfold.ops.losses import weighted_mean

        def changed(rows: Tensor) -> Tensor:
            if views is None:
                return Z[rows] + NOISE * torch.randn(Z[rows].shape, generator=generator).to(Z)
            return views[torch.randint(len(views), rows.shape, generator=generator), rows]

        def objective(rows: Tensor) -> dict[str, Tensor]:
            log_p = head(Z[rows]).log_softmax(1)
            surest, labels = log_p.detach().exp().max(1)
            sure = (surest > self.threshold).float()
            sizes = torch.zeros(log_p.shape[1], device=Z.device).index_add_(0, labels, sure)
            weights = sure / sizes.clamp(min=1)[labels]  # rarer clusters weigh more
            own = head(changed(rows)).log_softmax(1).gather(1, labels[:, None])[:, 0]
            return {"cross-entropy": -weighted_mean(own, weights)}

        return objective
