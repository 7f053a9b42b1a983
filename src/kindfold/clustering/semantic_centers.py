"""Semantic centres: pictures clustered by their relations to nouns, and then by prompts learnt from these clusters.

Source: "Language-Assisted Image Clustering Guided by Discriminative Relational Signals and Adaptive Semantic Centers"
(2026). The nouns T that the pictures X have a use for (`kindfold.ops.nouns`) put each picture together,

    C = argmin |X - C T|^2 + lambda |C|^2                                                     ops/relations.py   (4)-(5)

and k-means on the rows of C gives labels y. Those are trusted that all e neighbours in C share: D_l, the rest is D_u
(ops/agreement.py, Eq. (6)-(7)). A prompt "a photo of a v_1 ... v_M." for every cluster, its vectors v free, is taken to
a point g_k by the frozen text tower (ops/prompts.py). With p = softmax_k cos(x, g_k) / tau, Eq. (8)-(9), minimised is

    L = L_sup + alpha L_con + beta L_ent                                                                            (13)
    L_sup   mean over D_l of (1 - p_y^q) / q, of a strong view of the picture                                       (10)
    L_con   mean over D_u of |p - p'|^2, for the picture and a strong view of it                                    (11)
    L_ent   -H(mean p)                                                                                              (12)

Legend: T -> nouns, C -> relations, lambda -> ridge, e -> n_neighbors, M -> n_tokens, g -> semantic_centers_, tau ->
temperature, alpha, beta -> consistency_weight, entropy_weight.

Deviations, with the reason: (a) the values of lambda, e, M, q, alpha and beta are ours, the paper's were not at hand;
(b) lambda and tau follow the nouns, since those of CLIP mean something else for another encoder; (c) clusters count
alike in L_sup, however many of their labels are trusted, or those with few are lost; (d) a batch holds any 256 pictures
instead of 32 of D_l and 32 of D_u, as the text tower is paid for by the step, and there are at least 600 steps; (e) the
weak view is the picture itself; (f) a centre is called by the nouns nearest to what it does not share with the others;
(g) probabilities are tempered so that their mean is the agreement of a picture with a strong view, or, untrained, of
neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.validation import check_is_fitted

from kindfold.clustering.checks import (
    PRECISIONS,
    as_tensor,
    check_flag,
    check_positive,
    check_two,
    check_views,
    check_whole,
    check_words,
    draw_seed,
)
from kindfold.clustering.headed import HeadClusterer, unit
from kindfold.clustering.kinds import kinds_to_train
from kindfold.errors import InputError, SettingError, UnknownName
from kindfold.ops.trust import trust_in_neighbours, trust_in_views

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from kindfold.clustering.prompted import Lesson
    from kindfold.clustering.relational import Called, Signals
    from kindfold.ops.checkpoint import Checkpoint
    from kindfold.ops.prompts import Prompts, TextTower

TERMS = ("supervised", "consistency", "entropy")
SHARPNESS = 0.4  # tau over the spread of a picture's cosines to the nouns; for CLIP's that is its own, about 0.01
EPOCHS = 20
FEWEST_STEPS = 600  # of descent


class SemanticCenters(HeadClusterer):
    """Clusters of pictures that relate to nouns alike; with training, each is what a learnt prompt describes.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for as many as `DPMixture` finds in the same rows
    train : False for k-means on the relations
    ranking : by which a centre keeps its nouns: "confidence", "similarity" or "small-gradient"
    n_nouns : that each fine-grained centre keeps
    ridge : lambda, or "auto" for six times the mean eigenvalue of T'T that is not zero; 10 is usual for CLIP. Less than
        half of that is warned of
    n_neighbors : that have to share a label, or "auto" for 20, and 5 where clusters are many or small
    n_tokens : M, vectors of a prompt
    temperature : tau, or "auto" for 0.4 times the spread of a picture's cosines to the nouns; CLIP's own is 0.01
    terms : which of "supervised", "consistency" and "entropy" are in the loss
    consistency_weight, entropy_weight : alpha and beta
    n_epochs : or "auto" for 20, and more where these have less than 600 steps
    batch_size : pictures
    learning_rate : of gradient descent with momentum, falling to zero along a cosine
    jitter : length of the Gaussian noise on strong views, over the spread of the rows; None for none. Where there are
        no views, the rows take their place, and a number must be chosen
    precision : "bfloat16", "float32", or "auto" for the faster one of the device
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`
    nouns_, noun_scores_ : (k, a) rows of `words` that say what a cluster is, best first. Trained, those nearest to its
        centre, with the cosine; untrained, those of the largest relation to its mean picture, with the relation
    history_ : "n_nouns" selected, "ridge", mean "agreement"; trained, "temperature", the share of labels "trusted", the
        mean of each loss term and their sum, "loss", per epoch; and, if k was found, how

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(3, 8), 20, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(60, 8))
    >>> SemanticCenters(3, train=False, random_state=0).fit(X, words=np.eye(8)).nouns_[:, 0]
    array([0, 1, 2])
    """

    number = "that of dp-mixture"
    needs_words = "nouns"

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        train: bool = True,
        ranking: str = "confidence",
        n_nouns: int = 5,
        ridge: float | Literal["auto"] = "auto",
        n_neighbors: int | Literal["auto"] = "auto",
        n_tokens: int = 4,
        temperature: float | Literal["auto"] = "auto",
        terms: Sequence[str] = TERMS,
        consistency_weight: float = 1.0,
        entropy_weight: float = 1.0,
        n_epochs: int | Literal["auto"] = "auto",
        batch_size: int = 256,
        learning_rate: float = 5e-3,
        jitter: float | None = None,
        precision: str = "auto",
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.train = train
        self.ranking = ranking
        self.n_nouns = n_nouns
        self.ridge = ridge
        self.n_neighbors = n_neighbors
        self.n_tokens = n_tokens
        self.temperature = temperature
        self.terms = terms
        self.consistency_weight = consistency_weight
        self.entropy_weight = entropy_weight
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
        words: ArrayLike | None = None,
        views: ArrayLike | None = None,
        text: TextTower | None = None,
        checkpoint: str | Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Cluster the rows of X (n, d) with the help of words (m, d).

        Parameters
        ----------
        words : vectors of nouns in the space of X; of a long list, those are picked that the rows have a use for
        views : strong views (v, n, d) of the rows, for training
        text : the differentiable text tower of the encoder, `Backbone.text`, for training
        checkpoint : file that keeps the training after every epoch; the same fit goes on from there with the same bits
        progress : called with the epochs done and in all

        Raises
        ------
        InputError : there are no words, or, for training, no views or no text tower; something is not finite or does
            not fit the rows
        SettingError, UnknownName : a setting has no such value
        FitError : the loss is no longer finite, or all pictures fell into one cluster
        """
        import torch

        from kindfold.clustering.prompted import Lesson, spread
        from kindfold.clustering.relational import signals, usual_ridge
        from kindfold.ops.checkpoint import Checkpoint, key_of
        from kindfold.ops.device import pick_device
        from kindfold.ops.nouns import fine_centers, select_nouns
        from kindfold.ops.prompts import Prompts

        rows = check_two(self._rows(X))
        self._check_settings()
        known = check_words(words, rows)
        seen = self._check_training(rows, views, text) if self.train else None
        seed, device = draw_seed(self.random_state), pick_device(self.device)
        k, history = kinds_to_train(rows, self.n_clusters, seed=seed, device=device)

        generator = torch.Generator().manual_seed(seed)
        pictures, nouns = as_tensor(rows, device), as_tensor(known, device)  # (n, d), (m, d)
        fine = fine_centers(pictures, k, generator=generator)
        picked = select_nouns(nouns, fine, ranking=self.ranking, n_nouns=self.n_nouns)
        nouns = nouns[picked]
        ridge = usual_ridge(nouns, self.ridge)
        found = signals(pictures, nouns, ridge, k, n_neighbors=self.n_neighbors, generator=generator)
        history |= {"n_nouns": len(nouns), "ridge": ridge}
        if text is None or seen is None:
            self._untrained(rows, found, history)
        else:
            tau = SHARPNESS * spread(pictures, nouns) if self.temperature == "auto" else float(self.temperature)
            lesson = Lesson.of(
                pictures,
                as_tensor(seen, device),
                found.labels,
                found.neighbors,
                jitter=self.jitter or 0.0,
                temperature=tau or 1.0,
                generator=generator,
            )
            prompts = Prompts(text, len(found.centers), self.n_tokens, generator=generator)
            data = rows, seen, known, prompts.head.cpu().numpy(), prompts.tail.cpu().numpy()
            kept = checkpoint and Checkpoint(checkpoint, key_of({**self.get_params(), "seed": seed}, *data))
            self._trained(rows, prompts, lesson, generator, kept or None, progress, history)
        called = self._called(nouns, ridge)
        self.nouns_, self.noun_scores_ = picked[called.nouns].cpu().numpy(), called.scores.cpu().numpy()
        return self

    def usual_views(self) -> str | None:
        """Strong views for training, as the pictures themselves are the weak ones."""
        return "strong:4" if self.train else None

    @property
    def semantic_centers_(self) -> NDArray[np.float32]:
        """The centres (k, d) of unit length: a row belongs to the one to which it has the largest cosine."""
        from kindfold.ops.heads import unpacked

        check_is_fitted(self)
        return unit(unpacked(self.model_.widths, self.model_.values)[0][0])

    def _rows(self, X: ArrayLike, *, reset: bool = True) -> NDArray[np.float32]:
        """Rows of unit length: centres are compared by the cosine."""
        return unit(super()._rows(X, reset=reset))

    def _untrained(self, rows: NDArray[np.float32], found: Signals, history: dict[str, Any]) -> None:
        """The nearest centre of the relations is the largest product with a direction among pictures."""
        from kindfold.clustering.relational import directions
        from kindfold.ops.agreement import agreement

        weight = directions(found).float().cpu().numpy()  # (k, d)
        agreed = float(agreement(found.labels, found.neighbors).mean())
        history.setdefault("trust", trust_in_neighbours(agreed))
        self._learnt(rows, [(weight, np.zeros(len(weight), np.float32))], agreed, **history)

    def _trained(
        self,
        rows: NDArray[np.float32],
        prompts: Prompts,
        lesson: Lesson,
        generator: torch.Generator,
        checkpoint: Checkpoint | None,
        progress: Callable[[int, int], None] | None,
        history: dict[str, Any],
    ) -> None:
        """Learn the prompts, whose centres are then the head that places rows."""
        import torch

        from kindfold.clustering.prompted import learn
        from kindfold.ops.device import fast_dtype

        n, k, device = len(rows), len(prompts.vectors), lesson.pictures.device
        weights = {"supervised": 1.0, "consistency": self.consistency_weight, "entropy": self.entropy_weight}
        n_steps = max(1, round(n / self.batch_size))
        n_epochs = max(EPOCHS, math.ceil(FEWEST_STEPS / n_steps)) if self.n_epochs == "auto" else int(self.n_epochs)
        learnt, losses = learn(
            prompts,
            lesson,
            {term: weights[term] for term in self.terms},
            precision=fast_dtype(device.type) if self.precision == "auto" else getattr(torch, self.precision),
            n_epochs=n_epochs if k > 1 else 0,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            generator=generator,
            checkpoint=checkpoint,
            progress=progress,
        )
        centers: NDArray[np.float32] = (learnt / lesson.temperature).cpu().numpy()
        agreed = lesson.agreement(learnt)
        history |= {"temperature": lesson.temperature, "trusted": float((lesson.weights > 0).double().mean()), **losses}
        history.setdefault("trust", trust_in_views(agreed))
        self._learnt(rows, [(centers, np.zeros(k, np.float32))], agreed, **history)

    def _called(self, nouns: Tensor, ridge: float) -> Called:
        """The places among nouns (m, d) of those that say best what each cluster is."""
        from kindfold.clustering.relational import nearest_nouns, related_nouns

        device = str(nouns.device)
        if self.train:
            return nearest_nouns(as_tensor(self.semantic_centers_, device), nouns)
        return related_nouns(as_tensor(self.model_.centers, device), nouns, ridge)

    def _check_training(
        self, rows: NDArray[np.float32], views: ArrayLike | None, text: TextTower | None
    ) -> NDArray[np.float32]:
        """The strong views (v, n, d), if there is all that training takes."""
        if text is None:
            raise InputError(
                "the centres are learnt through the text tower of an encoder: give fit(X, ..., text=backbone.text), or "
                "choose train=False"
            )
        return rows[None] if views is None and self.jitter is not None else check_views(views, rows)

    def _check_settings(self) -> None:
        if self.precision not in PRECISIONS:
            raise UnknownName("precision", str(self.precision), PRECISIONS)
        check_flag("train", self.train)
        for term in self.terms:
            if term not in TERMS:
                raise UnknownName("loss term", str(term), TERMS)
        if not self.terms:
            raise SettingError(f"terms is empty; choose among {', '.join(TERMS)}")
        for name, least in (("n_nouns", 1), ("n_tokens", 1), ("batch_size", 4)):
            check_whole(name, getattr(self, name), least=least)
        for name in ("n_neighbors", "n_epochs"):
            if getattr(self, name) != "auto":
                check_whole(name, getattr(self, name), least=1)
        for name in ("ridge", "temperature"):
            check_positive(name, getattr(self, name), words=("auto",))
        for name in ("consistency_weight", "entropy_weight", "learning_rate"):
            check_positive(name, getattr(self, name))
        check_positive("jitter", self.jitter, words=(None,))
