"""SCP: clustering without text, by a small head on frozen features of augmented views.

Source: "Keep it Light! Simplifying Image Clustering via Text-Free Adapters". For views h^a, h^b of n pictures, with
p_i = softmax g(h_i^a) and q_i = softmax g(h_i^b), the head g minimises L = L_ce + L_conf - lambda L_ent, where

    L_ce   = -1/2n sum_i sum_k (p_ik ln q_ik + q_ik ln p_ik)         the views predict each other, and sharply  (3)
    L_conf = -1/n sum_i ln <p_i, q_i>                                they agree with certainty                  (4)
    L_ent  = H(mean p) + H(mean q)                                   clusters are used alike                    (5)

Legend: h -> views, g -> Head (five affine maps), lambda -> entropy_weight, k -> n_clusters.

Deviations, with the reason: (a) the text of (3)-(5) is reconstructed, the paper's formulas were not at hand; (b) lambda
is max(2, ln k): the paper states no values, and below about 1 all pictures fall into one cluster; (c) at least 250
steps, since 30 epochs of a small collection are too few; (d) statistics of the batch normalisation are taken from all
rows at the end; (e) below 10 pictures a cluster in a batch, the entropy is that of a running mean, because the entropy
of so few is too low by about k/2b; (f) Gaussian noise is added to the views, because frozen features of mild views are
so alike that they bind the head to nothing; (g) probabilities are tempered so that their mean is the agreement of
views.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike

from kindfold.clustering.checks import (
    PRECISIONS,
    as_tensor,
    check_positive,
    check_two,
    check_views,
    check_whole,
    check_widths,
    draw_seed,
)
from kindfold.clustering.headed import HeadClusterer
from kindfold.clustering.kinds import kinds_to_train
from kindfold.errors import SettingError, UnknownName
from kindfold.ops.trust import trust_in_views
from kindfold.ops.whitening import variances

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from kindfold.ops.checkpoint import Checkpoint
    from kindfold.ops.heads import Head
    from kindfold.ops.pairs import Pairs

TERMS = ("cross-entropy", "confidence", "entropy")
FEWEST_STEPS = 250  # of descent; many more and the head learns a small collection's views by heart
PER_CLUSTER = 10  # pictures of a batch, below which the entropy is that of a running mean
MOMENTUM = 0.5  # of that mean; a longer memory lags behind, and clusters are lost before it notices
JITTER = 2.5  # views of one picture lie so near each other that a head can give them any cluster it likes
SAMPLE = 2**14  # pictures from which the statistics of the layers and the agreement of the views are taken


class SCP(HeadClusterer):
    """A head trained so that two views of a picture fall into the same cluster and all clusters are used.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for as many as `DPMixture` finds in the same rows
    hidden : widths between the features and the clusters
    entropy_weight : lambda, or "auto" for max(2, ln k)
    terms : which of "cross-entropy", "confidence" and "entropy" are in the loss
    n_epochs : or "auto" for 30, and more where these have less than 250 steps
    batch_size : pictures, two views each
    learning_rate : of Adam, falling to zero along a cosine
    jitter : length of the Gaussian noise that is added to every view, over the spread of the rows (their root mean
        square distance from the mean); None for none. "auto" is 2.5 where there are views of pictures; where there are
        none, a number must be chosen, and the rows themselves take the place of the views
    precision : "bfloat16", "float32", or "auto" for the faster one of the device
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`
    history_ : mean of each loss term and their sum, "loss", per epoch; "balance", the entropy of the cluster sizes over
        ln k; "agreement" of the views; "entropy_weight"; and, if k was found, how

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> SCP(n_clusters=3, hidden=(16,), n_epochs=200, jitter=0.1, random_state=0).fit(X).labels_[::20]
    array([0, 1, 2])
    """

    number = "that of dp-mixture"

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        hidden: Sequence[int] = (512, 512, 256, 128),
        entropy_weight: float | Literal["auto"] = "auto",
        terms: Sequence[str] = TERMS,
        n_epochs: int | Literal["auto"] = "auto",
        batch_size: int = 512,
        learning_rate: float = 1e-3,
        jitter: float | Literal["auto"] | None = "auto",
        precision: str = "auto",
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.hidden = hidden
        self.entropy_weight = entropy_weight
        self.terms = terms
        self.n_epochs = n_epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.jitter = jitter
        self.precision = precision
        self.device = device
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike,
        y: object = None,
        *,
        views: ArrayLike | None = None,
        checkpoint: str | Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Learn the head from v views (v, n, d) of the rows of X (n, d).

        Where a process group of torch is initialised, every process takes its part of each batch, and all end alike.

        Parameters
        ----------
        checkpoint : file that keeps the training after every epoch; the same fit goes on from there with the same bits
        progress : called with the epochs done and in all

        Raises
        ------
        SettingError : a setting has no such value
        InputError : a row is not finite; there is only one; there are no views and no `jitter`, or they do not fit X
        FitError : all pictures fell into one cluster, or a loss is not finite
        """
        import torch

        from kindfold.ops.checkpoint import Checkpoint, key_of
        from kindfold.ops.device import fast_dtype, pick_device
        from kindfold.ops.heads import Head, logits, settled
        from kindfold.ops.pairs import pairs_of_views

        rows = check_two(self._rows(X))
        self._check_settings()
        seen = rows[None] if views is None and self.jitter not in ("auto", None) else check_views(views, rows)
        seed, device = draw_seed(self.random_state), pick_device(self.device)
        k, history = kinds_to_train(rows, self.n_clusters, seed=seed, device=device)

        generator = torch.Generator().manual_seed(seed)
        head = Head([rows.shape[1], *self.hidden, k], generator=generator).to(device)
        precision = fast_dtype(device) if self.precision == "auto" else getattr(torch, self.precision)
        data = as_tensor(seen, device)
        if device != "cpu":  # else read where they lie, and never held twice
            data = data.to(precision)
        spread = float(np.sqrt(variances(rows).sum()))
        noise = spread * (JITTER if self.jitter == "auto" else self.jitter or 0.0)
        pairs = pairs_of_views(data, generator, noise=noise, dtype=precision)
        kept = checkpoint and Checkpoint(checkpoint, key_of({**self.get_params(), "seed": seed}, rows, seen))
        history |= self._descend(head, pairs, len(rows), k, precision, generator, kept or None, progress)

        a, b = (view().float().cpu().numpy() for view in pairs(torch.randperm(len(rows), generator=generator)[:SAMPLE]))
        maps = settled(head, np.concatenate([a, b]))
        agreement = float((logits(a, maps).argmax(1) == logits(b, maps).argmax(1)).mean())
        return self._learnt(rows, maps, agreement, **{"trust": trust_in_views(agreement), **history})

    def _descend(
        self,
        head: Head,
        pairs: Pairs,
        n: int,
        k: int,
        precision: torch.dtype,
        generator: torch.Generator,
        checkpoint: Checkpoint | None,
        progress: Callable[[int, int], None] | None,
    ) -> dict[str, Any]:
        """Minimise L = L_ce + L_conf - lambda L_ent, Eq. (6); the mean of every term per epoch."""
        import torch

        from kindfold.ops.distributed import even, own, replicated, several
        from kindfold.ops.losses import confidence, cross_entropy, entropy, running
        from kindfold.ops.optimise import minimise
        from kindfold.ops.twins import side_by_side

        weight = max(2.0, math.log(k)) if self.entropy_weight == "auto" else float(self.entropy_weight)
        n_steps = max(1, round(n / self.batch_size))
        n_epochs = max(30, math.ceil(FEWEST_STEPS / n_steps)) if self.n_epochs == "auto" else int(self.n_epochs)
        device = next(head.parameters()).device
        usage = torch.full((2, k), 1 / k, device=device)
        head.register_buffer("usage", usage)  # kept in checkpoints
        crowded = min(self.batch_size, n) < PER_CLUSTER * k

        with side_by_side(device.type) as both:
            through = replicated(head) if several() else partial(both, head)

            def objective(rows: Tensor) -> dict[str, Tensor]:
                a, b = pairs(even(rows))
                log_p, log_q = (z.log_softmax(1) for z in through(lambda: own(a()), lambda: own(b())))  # (b, k)
                means = torch.stack([log_p.exp().mean(0), log_q.exp().mean(0)])  # (2, k)
                if crowded:
                    means = running(means, usage, MOMENTUM)
                terms = {
                    "cross-entropy": (cross_entropy(log_p, log_q) + cross_entropy(log_q, log_p)) / 2,  # Eq. (3)
                    "confidence": confidence(log_p, log_q),  # Eq. (4)
                    "entropy": -weight * (entropy(means[0]) + entropy(means[1])),  # Eq. (5)
                }
                return {name: terms[name] for name in self.terms}

            history: dict[str, Any] = minimise(
                objective,
                head,
                n=n,
                n_epochs=n_epochs if k > 1 else 0,
                batch_size=self.batch_size,
                generator=generator,
                learning_rate=self.learning_rate,
                precision=precision,
                checkpoint=checkpoint,
                progress=progress,
            )
        return {**history, "entropy_weight": weight}

    def _check_settings(self) -> None:
        for term in self.terms:
            if term not in TERMS:
                raise UnknownName("loss term", str(term), TERMS)
        if not self.terms:
            raise SettingError(f"terms is empty; choose among {', '.join(TERMS)}")
        if self.precision not in PRECISIONS:
            raise UnknownName("precision", str(self.precision), PRECISIONS)
        if self.n_epochs != "auto":
            check_whole("n_epochs", self.n_epochs, least=1)
        check_whole("batch_size", self.batch_size, least=4)
        check_widths("hidden", self.hidden)
        check_positive("entropy_weight", self.entropy_weight, words=("auto",))
        check_positive("learning_rate", self.learning_rate)
        check_positive("jitter", self.jitter, words=("auto", None))
