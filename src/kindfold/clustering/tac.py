"""TAC: two heads, on pictures and on their counterparts in words, that teach each other through neighbours.

Source: Li et al., "Image Clustering with External Guidance" (ICML 2024). The nouns t_j that the pictures have a use for
(`kindfold.ops.nouns`) give every picture x_i a counterpart, with weights a_ij = softmax_j(<x_i, t_j> / tau),

    t~_i = sum_j a_ij t_j, of unit length                                                                         (1)

Without training, k-means on [x_i ; t~_i] is the result. With it, let p_i and q_i be the assignments of x_i and t~_i by
their heads, and P^N, Q^N those of one random neighbour of each, among pictures and among counterparts. Minimised is

    L = D(P, Q^N) + D(Q, P^N) + L_con - lambda (H(mean p) + H(mean q))                                            (2)
    D       contrast of the columns: a cluster of one head is to be found in the other, and told from all others  (3)
    L_con = -1/b sum_i ln <p_i, q_i>                                                                              (4)

Legend: x -> X, t -> nouns, t~ -> counterparts, tau -> temperature, D -> column_contrast, lambda -> entropy_weight. New
pictures need no words: the picture's head places them.

Deviations, with the reason: (a) tau is the one at which the median picture is made of as many nouns as a centre keeps,
five; the published 0.005 means that for CLIP only; (b) a picture has no more neighbours than half the mean size of a
cluster: further ones are of other kinds; (c) at least 100 steps, as many as the shortest published training has; (d)
the last weights are those of He et al. (2015), as of every `Head`; (e) statistics of the batch normalisation are taken
from all rows at the end; (f) Adam forgets its second moments with 0.999 instead of 0.99; (g) probabilities are tempered
so that their mean is the agreement of the two heads.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.validation import check_is_fitted

from kindfold.clustering.checks import (
    PRECISIONS,
    as_tensor,
    check_flag,
    check_positive,
    check_two,
    check_whole,
    check_words,
    draw_seed,
)
from kindfold.clustering.headed import HeadClusterer, unit
from kindfold.clustering.kinds import kinds_to_train
from kindfold.errors import UnknownName
from kindfold.ops.placement import Placement, center_distances, fence, margins, memberships, own_and_other
from kindfold.ops.trust import trust_in_words

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from kindfold.ops.checkpoint import Checkpoint

SEEDINGS = 8  # of k-means


class TACModel(NamedTuple):
    """The head of the pictures, its centres and a fence, as in `HeadModel`.

    Untrained, widths and values are empty, centres are of pictures beside counterparts, and what these need is kept.
    """

    widths: NDArray[np.int64]  # (l + 1,)
    values: NDArray[np.float32]  # (p,)
    centers: NDArray[np.float32]  # (k, d), or (k, 2d)
    fence: NDArray[np.float64]  # (1,)
    nouns: NDArray[np.float32] = np.empty((0, 0), np.float32)  # (m, d)
    temperature: NDArray[np.float64] = np.empty(0)  # (1,)


class TAC(HeadClusterer):
    """Pictures and the nouns that they are like, clustered together: by two heads, or by k-means without training.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for as many as `DPMixture` finds in the same rows
    train : False for k-means on pictures beside their counterparts
    ranking : by which a centre keeps its nouns: "confidence", "similarity", or "small-gradient" (GradNorm)
    n_nouns : that each fine-grained centre keeps
    temperature : tau, or "auto" for that at which the median picture is made of `n_nouns` nouns; 0.005 is published
    n_neighbors : of every picture, or "auto" for 50, or half the mean size of a cluster where that is less
    n_epochs : or "auto" for 20, from 100 clusters on 100, and more where these have less than 100 steps
    batch_size : or "auto" for 512, from 100 clusters on 8,192
    contrast_temperature : of D, or "auto" for 0.5, from 100 clusters on 5
    entropy_weight : lambda
    learning_rate : of Adam, constant
    precision : "bfloat16", "float32", or "auto" for the faster one of the device
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`
    history_ : "n_nouns" selected, the "temperature"; trained, the mean of each loss term and their sum, "loss", per
        epoch, "balance", the entropy of the cluster sizes over ln k, "agreement" of the heads; and, if k was found, how

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> TAC(3, train=False, random_state=0).fit(X, words=np.eye(8)).labels_[::20]
    array([0, 1, 2])
    """

    Model = TACModel
    number = "that of dp-mixture"
    needs_words = "nouns"

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        train: bool = True,
        ranking: str = "confidence",
        n_nouns: int = 5,
        temperature: float | Literal["auto"] = "auto",
        n_neighbors: int | Literal["auto"] = "auto",
        n_epochs: int | Literal["auto"] = "auto",
        batch_size: int | Literal["auto"] = "auto",
        contrast_temperature: float | Literal["auto"] = "auto",
        entropy_weight: float = 5.0,
        learning_rate: float = 1e-3,
        precision: str = "auto",
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.train = train
        self.ranking = ranking
        self.n_nouns = n_nouns
        self.temperature = temperature
        self.n_neighbors = n_neighbors
        self.n_epochs = n_epochs
        self.batch_size = batch_size
        self.contrast_temperature = contrast_temperature
        self.entropy_weight = entropy_weight
        self.learning_rate = learning_rate
        self.precision = precision
        self.device = device
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike,
        y: object = None,
        *,
        words: ArrayLike | None = None,
        checkpoint: str | Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Cluster the rows of X (n, d) with the help of words (m, d).

        Parameters
        ----------
        words : vectors of nouns in the space of X; of a long list, those are picked that the rows have a use for
        checkpoint : file that keeps the training after every epoch; the same fit goes on from there with the same bits
        progress : called with the epochs done and in all

        Raises
        ------
        InputError : there are no words, or they do not fit the rows, or not all is finite
        SettingError, UnknownName : a setting has no such value
        FitError : the loss is no longer finite, or all pictures fell into one cluster
        """
        import torch

        from kindfold.ops.checkpoint import Checkpoint, key_of
        from kindfold.ops.counterparts import counterparts, temperature_for
        from kindfold.ops.device import pick_device
        from kindfold.ops.nouns import fine_centers, select_nouns

        rows = check_two(self._rows(X))
        self._check_settings()
        known = check_words(words, rows)
        seed, device = draw_seed(self.random_state), pick_device(self.device)
        k, history = kinds_to_train(rows, self.n_clusters, seed=seed, device=device)

        generator = torch.Generator().manual_seed(seed)
        pictures, nouns = as_tensor(unit(rows), device), as_tensor(known, device)  # (n, d), (m, d)
        centers = fine_centers(pictures, k, generator=generator)
        nouns = nouns[select_nouns(nouns, centers, ranking=self.ranking, n_nouns=self.n_nouns)]
        tau = temperature_for(pictures, nouns, self.n_nouns) if self.temperature == "auto" else float(self.temperature)
        meant = counterparts(pictures, nouns, tau)  # (n, d), Eq. (1)
        history |= {"n_nouns": len(nouns), "temperature": tau}
        if not self.train:
            return self._without_training(rows, meant, nouns, tau, k, generator, history)

        kept = checkpoint and Checkpoint(checkpoint, key_of({**self.get_params(), "seed": seed}, rows, known))
        return self._trained(rows, meant, k, generator, kept or None, progress, history)

    def _trained(
        self,
        rows: NDArray[np.float32],
        meant: Tensor,
        k: int,
        generator: torch.Generator,
        checkpoint: Checkpoint | None,
        progress: Callable[[int, int], None] | None,
        history: dict[str, Any],
    ) -> Self:
        """Two heads; that of the pictures is kept, as sure as the two agree."""
        from kindfold.clustering.two_heads import descend
        from kindfold.ops.heads import Head, logits, settled

        d = rows.shape[1]
        heads = tuple(Head([d, d, k], generator=generator).to(meant.device) for _ in range(2))
        data = as_tensor(rows, str(meant.device)), meant
        history |= descend(self, heads, data, k, generator, checkpoint, progress)

        words = meant.cpu().numpy()
        maps, maps_of_words = settled(heads[0], rows), settled(heads[1], words)
        agreement = float((logits(rows, maps).argmax(axis=1) == logits(words, maps_of_words).argmax(axis=1)).mean())
        return self._learnt(rows, maps, agreement, **{"trust": trust_in_words(agreement), **history})

    def _without_training(
        self,
        rows: NDArray[np.float32],
        meant: Tensor,
        nouns: Tensor,
        tau: float,
        k: int,
        generator: torch.Generator,
        history: dict[str, Any],
    ) -> Self:
        """k-means on pictures beside their counterparts."""
        from kindfold.ops.seeding import kmeans

        Z = _beside(unit(rows), meant.cpu().numpy())  # (n, 2d)
        found = kmeans(as_tensor(Z, str(meant.device)), k, generator=generator, n_init=SEEDINGS)
        centers, labels = found.centers.cpu().numpy(), found.labels.cpu().numpy()
        own, _ = own_and_other(Z, centers, labels)
        head = np.empty(0, np.int64), np.empty(0, np.float32)
        self.model_ = TACModel(*head, centers, np.array([fence(own)]), nouns.cpu().numpy(), np.array([tau]))
        return self._fitted(self.model_, self._place(rows), **history, inertia=found.inertia)

    def _place(self, X: NDArray[np.float32]) -> Placement:
        if self.train:
            return super()._place(X)
        from kindfold.ops.seeding import assign

        Z, centers = self._paired(X), self.model_.centers
        labels = assign(as_tensor(Z, self.device), as_tensor(centers, self.device)).cpu().numpy()
        own, other = own_and_other(Z, centers, labels)
        return Placement(labels, margins(own, other), own > self.model_.fence)

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        return super()._proba(X) if self.train else memberships(center_distances(self._paired(X), self.model_.centers))

    def _paired(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        """Pictures beside their counterparts, (n, 2d)."""
        from kindfold.ops.counterparts import counterparts

        pictures, nouns = as_tensor(unit(X), self.device), as_tensor(self.model_.nouns, self.device)
        return _beside(unit(X), counterparts(pictures, nouns, float(self.model_.temperature[0])).cpu().numpy())

    def decision_function(self, X: ArrayLike) -> NDArray[np.float32]:
        """Logits (n, k) of rows X (n, d), tempered; untrained, minus the distances to the centres."""
        if self.train:
            return super().decision_function(X)
        check_is_fitted(self)
        apart = center_distances(self._paired(self._rows(X, reset=False)), self.model_.centers)
        return (-apart).astype(np.float32)

    def _check_settings(self) -> None:
        if self.precision not in PRECISIONS:
            raise UnknownName("precision", str(self.precision), PRECISIONS)
        check_flag("train", self.train)
        check_whole("n_nouns", self.n_nouns, least=1)
        for name, least in (("n_neighbors", 1), ("n_epochs", 1), ("batch_size", 4)):
            if getattr(self, name) != "auto":
                check_whole(name, getattr(self, name), least=least)
        check_positive("temperature", self.temperature, words=("auto",))
        check_positive("contrast_temperature", self.contrast_temperature, words=("auto",))
        check_positive("entropy_weight", self.entropy_weight)
        check_positive("learning_rate", self.learning_rate)


def _beside(pictures: NDArray[np.float32], meant: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit rows (n, d) of both, as unit rows (n, 2d)."""
    pair: NDArray[np.float32] = np.concatenate([pictures, meant], axis=1) * np.float32(math.sqrt(0.5))
    return pair
