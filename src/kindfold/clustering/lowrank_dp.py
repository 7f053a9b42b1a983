"""Nonparametric low-rank-guided clustering: a student under a frozen teacher, and a Dirichlet process that counts.

Source: Ye, Wu, Hong, Zhou, "Nonparametric Deep Fine-grained Clustering with Low-Rank Guided Vision-Language Model"
(CVPR 2026). A student maps two views of a picture to directions z and z'; p = softmax(z'M / 0.1) over T prototypes M.
With T_i the few clusters that the teacher names for picture i, it minimises

    L = 1.2 L_guidance + L_cluster + L_instance + 0.8 L_ortho (+ L_prior)

    L_guidance   the student's choice lies in T_i, so that predictions of a kind have low rank    ops/guidance.py
    L_cluster    the centres of a cluster in two views find each other                            ops/contrasts.py
    L_instance   two views of a picture, perturbed by what the student finds hardest, find each other
    L_ortho      prototypes are orthogonal
    L_prior      KL of the assignments from a stick-breaking prior                                ops/sticks.py

The number of kinds: under `coupling="mixture"` from a Dirichlet-process mixture on the embedding, two thirds of the
way, which is the teacher from then on; under "prior", as published, from the clusters that L_prior has left.

Deviations, with the reason: (a) the paper does not say which clusters the teacher scores: here an over-clustering of
its features; (b) the second view is that of a near neighbour of the teacher's, because frozen features of two views of
a picture are nearly one vector; (c) the number counted in whitened rows holds if they agree on it, else the counts
before and after learning are averaged, as learning deepens the gaps within kinds too; (d) the gradient of all terms,
not of L_instance alone, is reversed for the perturbation: one pass; (e) teacher and student see whitened rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kindfold.clustering.checks import (
    PRECISIONS,
    check_positive,
    check_rows,
    check_two,
    check_whole,
    check_widths,
    check_words,
)
from kindfold.clustering.students import StudentClusterer, folded
from kindfold.errors import SettingError, UnknownName

if TYPE_CHECKING:
    from torch import nn

    from kindfold.clustering.guided import Start
    from kindfold.clustering.teachers import Reading
    from kindfold.ops.pairs import Pictures

TERMS = ("guidance", "cluster", "instance", "orthogonality")
COUPLINGS = ("mixture", "prior")
PERTURBATIONS = ("learnt", "noise")
JITTER = 1.0  # length of the noise on the views, over the spread of the rows
VARIANTS = ("set", "renorm", "uniform")
READINGS = ("clusters", "nouns", "prototypes")


class LowRankDP(StudentClusterer):
    """Fine-grained kinds and their number, by a student that a frozen teacher guides to predictions of low rank.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" to find the number
    reading : what the teacher names for a picture: its own "clusters", "nouns", or the student's "prototypes"
    coupling : where the number comes from: "mixture" on the embedding, or the "prior" on the assignments
    terms : which of "guidance", "cluster", "instance" and "orthogonality" are in the loss
    guidance : "set", "renorm", or "uniform" as published
    top_k : clusters that the teacher names for a picture
    truncation : clusters of the teacher and prototypes at the start, or "auto" for one to 20 pictures, 64 to 1024
    whitened : whether teacher and student see rows whitened by how nearest neighbours differ, False as published
    n_neighbors : of a picture, one of which or itself lends its second view; 0 as published
    perturbation : "learnt" against the student, or plain "noise"
    jitter : length of the Gaussian noise on every view, over the spread of the rows (their root mean square distance
        from the mean); "auto" is 1 where there are views of pictures, and has to be chosen where there are none
    concentration : alpha of the prior
    hidden : widths between the rows and the embedding
    n_epochs : or "auto" for 60, and more where these have less than 480 steps
    batch_size : pictures, two views each
    learning_rate : of Adam, falling to zero along a cosine, twice
    precision : "bfloat16", "float32", or "auto" for the faster one of the device
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`
    history_ : mean of each loss term and their sum, "loss", per epoch; "consistency" and "confidence", the gaps of the
        view matrices from rank one and from certainty, per epoch; "readings" and "chosen" number; "trust"
    levels_ : other granularities of the embedding, as of `DPMixture`
    nouns_ (k, a), noun_scores_ (k, a) : under `reading="nouns"`, rows of `words` that say what each cluster is

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(4, 16), 30, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(120, 16))
    >>> LowRankDP(jitter=0.2, hidden=(32,), n_epochs=30, random_state=0).fit(X).n_clusters_
    4
    """

    number = "found"
    levels_: tuple[dict[str, Any], ...]

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        coupling: str = "mixture",
        reading: str = "clusters",
        terms: Sequence[str] = TERMS,
        guidance: str = "set",
        top_k: int = 3,
        truncation: int | Literal["auto"] = "auto",
        whitened: bool = True,
        n_neighbors: int = 10,
        perturbation: str = "learnt",
        jitter: float | Literal["auto"] | None = "auto",
        concentration: float = 0.4,
        hidden: Sequence[int] = (512,),
        n_epochs: int | Literal["auto"] = "auto",
        batch_size: int = 256,
        learning_rate: float = 1e-3,
        precision: str = "auto",
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.coupling = coupling
        self.reading = reading
        self.terms = terms
        self.guidance = guidance
        self.top_k = top_k
        self.truncation = truncation
        self.whitened = whitened
        self.n_neighbors = n_neighbors
        self.perturbation = perturbation
        self.jitter = jitter
        self.concentration = concentration
        self.hidden = hidden
        self.n_epochs = n_epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.precision = precision
        self.device = device
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike,
        y: object = None,
        *,
        views: ArrayLike | None = None,
        teacher: ArrayLike | None = None,
        words: ArrayLike | None = None,
        checkpoint: str | Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Learn from v views (v, n, d) of the rows of X (n, d).

        Parameters
        ----------
        teacher : features (n, t) of the same pictures under the teacher; X itself if None
        words : vectors (m, t) of nouns in the teacher's space, some of which `reading="nouns"` takes
        checkpoint : file that keeps the training after every epoch; the same fit goes on from there with the same bits
        progress : called with the epochs done and in all

        Raises
        ------
        SettingError : a setting has no such value
        InputError : a row is not finite; there is only one; there are no views and no `jitter`, or they do not fit X
        FitError : a loss is not finite
        """
        from kindfold.clustering.guided import feature_lesson
        from kindfold.clustering.lowrank import learn

        rows = check_two(self._rows(X))
        self._check_settings()
        taught = rows if teacher is None else check_rows("teacher", teacher, len(rows))
        known = check_words(words, taught) if self.reading == "nouns" else None
        lesson, start = feature_lesson(
            self, rows, views, taught, known, checkpoint, whitened=self.whitened, jitter=JITTER
        )
        learner, read, history = learn(self, lesson, start, rows, taught, known, progress)
        maps = folded(learner.student.head, lesson.rows, *lesson.axes)
        self._learnt(rows, maps, learner.prototypes.directions(), learner.agreement(lesson), **history)
        return self._described(rows, start, taught, known, read)

    def fit_network(
        self,
        network: nn.Module,
        pictures: Pictures,
        *,
        teacher: ArrayLike,
        words: ArrayLike | None = None,
        checkpoint: str | Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Learn from pixels: the network learns together with the head on its features.

        Afterwards, rows are features (n, w) of the network in evaluation mode, of unit length: `predict` takes these.
        Where a process group of torch is initialised, every process takes its part of each batch, and all end alike;
        the checkpoint must lie where all of them can read it.

        Parameters
        ----------
        network : pictures (b, 3, h, w) with values from 0 to 1 -> features (b, w); it is trained in place
        pictures : what the student sees of the n pictures
        teacher : features (n, t) of the pictures under the teacher, which stays as it is
        words, checkpoint, progress : as for `fit`

        Raises
        ------
        SettingError, InputError, FitError : as for `fit`
        """
        from kindfold.clustering.guided import begin
        from kindfold.clustering.lowrank import learn
        from kindfold.clustering.pixels import PixelLesson, first_views
        from kindfold.ops.heads import settled

        taught = check_two(check_rows("teacher", teacher, len(pictures)))
        self._check_settings()
        known = check_words(words, taught) if self.reading == "nouns" else None
        start = begin(self, taught, known, *first_views(pictures), checkpoint=checkpoint, network=network)
        lesson = PixelLesson.of(
            pictures,
            network,
            taught,
            whitened=self.whitened,
            n_neighbors=self.n_neighbors,
            batch_size=self.batch_size,
            start=start,
        )
        learner, read, history = learn(self, lesson, start, taught, taught, known, progress, network)
        rows = self._rows(lesson.features(learner.student))
        maps = settled(learner.student.head, rows)
        self._learnt(rows, maps, learner.prototypes.directions(), learner.agreement(lesson), **history)
        return self._described(rows, start, taught, known, read)

    def _described(
        self,
        rows: NDArray[np.float32],
        start: Start,
        taught: NDArray[np.float32],
        words: NDArray[np.float32] | None,
        read: Reading,
    ) -> Self:
        """Keep the other granularities of the embedding, and what the teacher's nouns say of the clusters."""
        from kindfold.clustering.lowrank import granularities
        from kindfold.clustering.teachers import called

        self.levels_ = granularities(self.embed(rows), self.labels_, start)
        if words is not None and read.used is not None:
            self.nouns_, self.noun_scores_ = called(taught, words, read.used, self.labels_)
        return self

    def _check_settings(self) -> None:
        for name, value, known in (
            ("coupling", self.coupling, COUPLINGS),
            ("reading", self.reading, READINGS),
            ("guidance", self.guidance, VARIANTS),
            ("perturbation", self.perturbation, PERTURBATIONS),
            ("precision", self.precision, PRECISIONS),
            *(("loss term", term, TERMS) for term in self.terms),
        ):
            if value not in known:
                raise UnknownName(name, str(value), known)
        if not self.terms:
            raise SettingError(f"terms is empty; choose among {', '.join(TERMS)}")
        for name, least in (("top_k", 1), ("n_neighbors", 0), ("batch_size", 4)):
            check_whole(name, getattr(self, name), least=least)
        for name, least in (("truncation", 2), ("n_epochs", 3)):
            if getattr(self, name) != "auto":
                check_whole(name, getattr(self, name), least=least)
        check_widths("hidden", self.hidden)
        for name, words in (("learning_rate", ()), ("concentration", ()), ("jitter", ("auto", None))):
            check_positive(name, getattr(self, name), words=words)
