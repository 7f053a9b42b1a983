"""Model reusing: a student whose predictions for the views of a picture are made low-rank by what another model knows.

Source: Hong, Ye, Zhao, "Deep fine-grained clustering with model reusing" (Neural Networks, 2026), of which the abstract
was at hand; the steps are reconstructed from it. A Dirichlet-process mixture of a reused model's features makes k
groups, with memberships q_i. The pictures of a group with the largest margins between their two best groups are its
confident ones. Let D_i be the matrix of the student's assignments of views of picture i, U_i the top groups of i by
q_i, one of them where i is confident, and t_i the mean of D_i restricted to U_i, sharpened. The student minimises

    L = L_mass + L_consistency + L_confident + L_balance

    L_mass         -ln sum_{j in U_i} p_j of pictures that are not confident: rank(D_i) is at most |U_i|
    L_consistency  cross-entropy of every row of D_i with t_i: its rows become one
    L_confident    cross-entropy of confident pictures with their group
    L_balance      ln k - H(mean p): no group takes everything
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike

from kindfold.clustering.checks import (
    PRECISIONS,
    check_positive,
    check_rows,
    check_two,
    check_whole,
    check_widths,
)
from kindfold.clustering.students import HEAD, StudentClusterer, folded
from kindfold.errors import SettingError, UnknownName

if TYPE_CHECKING:
    from torch import Tensor

    from kindfold.clustering.guided import Learner, Start
    from kindfold.clustering.lessons import Batch, Lesson

TERMS = ("mass", "consistency", "confident", "balance")
JITTER = 1.0  # length of the noise on the views, over the spread of the rows
SHARPENING = 0.5  # temperature of the mean of the views
FEWEST_STEPS = 320


class ModelReuse(StudentClusterer):
    """Fine-grained kinds by a student that learns from the confident groups of another model.

    Parameters
    ----------
    n_clusters : how many clusters, or "auto" for as many as `DPMixture` finds in the features of the reused model
    terms : which of "mass", "consistency", "confident" and "balance" are in the loss
    top_k : groups among which a picture that is not confident may choose
    confident : share of a group that is confident, at the start and at the end of the training
    n_neighbors : of a picture, one of which or itself lends its second view; 0 for the picture alone
    jitter : length of the Gaussian noise on every view, over the spread of the rows (their root mean square distance
        from the mean); "auto" is 1 where there are views of pictures, and has to be chosen where there are none
    hidden : widths between the rows and the embedding
    n_epochs : or "auto" for 40, and more where these have less than 320 steps
    batch_size : pictures, two views each
    learning_rate : of Adam, falling to zero along a cosine
    precision : "bfloat16", "float32", or "auto" for the faster one of the device
    device : "auto", "cpu", "cuda", ...
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`
    history_ : mean of each loss term and their sum, "loss", per epoch; the gaps of the view matrices from rank one and
        from certainty, per epoch; "agreement" of views; and, if k was found, how

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(4, 16), 30, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(120, 16))
    >>> ModelReuse(4, jitter=0.2, hidden=(32,), n_epochs=30, random_state=0).fit(X).n_clusters_
    4
    """

    number = "that of dp-mixture"

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        terms: Sequence[str] = TERMS,
        top_k: int = 3,
        confident: tuple[float, float] = (0.5, 0.9),
        n_neighbors: int = 10,
        jitter: float | Literal["auto"] | None = "auto",
        hidden: Sequence[int] = (512,),
        n_epochs: int | Literal["auto"] = "auto",
        batch_size: int = 256,
        learning_rate: float = 1e-3,
        precision: str = "auto",
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.terms = terms
        self.top_k = top_k
        self.confident = confident
        self.n_neighbors = n_neighbors
        self.jitter = jitter
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
        checkpoint: str | Path | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Learn from v views (v, n, d) of the rows of X (n, d).

        Parameters
        ----------
        teacher : features (n, t) of the same pictures under the reused model; X itself if None
        checkpoint : file that keeps the training after every epoch; the same fit goes on from there with the same bits
        progress : called with the epochs done and in all

        Raises
        ------
        SettingError : a setting has no such value
        InputError : a row is not finite; there is only one; there are no views and no `jitter`, or they do not fit X
        FitError : a loss is not finite
        """
        import torch

        from kindfold.clustering.dp_mixture import DPMixture
        from kindfold.clustering.guided import EMBEDDED, Learner, feature_lesson
        from kindfold.ops.guidance import top_k
        from kindfold.ops.prototypes import Prototypes
        from kindfold.ops.students import Student

        rows = check_two(self._rows(X))
        self._check_settings()
        taught = rows if teacher is None else check_rows("teacher", teacher, len(rows))
        lesson, start = feature_lesson(self, rows, views, taught, None, checkpoint, whitened=False, jitter=JITTER)
        device, generator = start.device, start.generator
        mixture = DPMixture(self.n_clusters, device=device, random_state=start.seed).fit(taught)
        history = {} if self.n_clusters != "auto" else {"n_clusters_from": "dp-mixture", **_counted(mixture.history_)}
        log_q = torch.from_numpy(mixture.predict_proba(taught)).log().to(device)
        targets = top_k(log_q, max(self.top_k, 2), sharpening=1.0)
        n_steps = max(1, round(len(rows) / self.batch_size))
        n_epochs = max(40, math.ceil(FEWEST_STEPS / n_steps)) if self.n_epochs == "auto" else int(self.n_epochs)
        widths = (lesson.rows.shape[1], *self.hidden, EMBEDDED)
        student = Student(widths, projected=False, perturbed=0.0, generator=generator)
        learner = Learner(
            student, Prototypes(EMBEDDED, targets, mixture.n_clusters_, generator=generator), n_epochs
        ).to(device)
        history |= self._descend(learner, lesson, start, n_epochs, progress)
        maps = folded(student.head, lesson.rows, *lesson.axes)
        return self._learnt(rows, maps, learner.prototypes.directions(), learner.agreement(lesson), **history)

    def _descend(
        self,
        learner: Learner,
        lesson: Lesson,
        start: Start,
        n_epochs: int,
        progress: Callable[[int, int], None] | None,
    ) -> dict[str, Any]:
        """Minimise the sum of the terms, while more and more pictures of a group count as confident."""
        import torch

        from kindfold.ops.guidance import Targets, guidance, masked, surest
        from kindfold.ops.losses import entropy
        from kindfold.ops.optimise import minimise

        prototypes, k = learner.prototypes, len(learner.prototypes.M)
        scores = prototypes.targets(torch.arange(len(lesson)))
        named = scores.weights.clone()
        named[:, self.top_k :] = 0
        alone = torch.zeros_like(named)
        alone[:, 0] = 1
        confident = torch.zeros_like(named[:, 0], dtype=torch.bool)

        def before_epoch(epoch: int) -> None:
            learner.gauge(lesson, epoch)
            share = float(np.interp(epoch / max(n_epochs - 1, 1), (0, 1), self.confident))
            confident.copy_(surest(scores, share, k))
            prototypes.weights.copy_(torch.where(confident[:, None], alone, named))

        def restricted(log_p: Tensor, targets: Targets) -> Tensor:
            return masked(log_p.exp(), targets).detach()

        with lesson.both(learner.student) as both:

            def objective(batch: tuple[Tensor, Batch]) -> dict[str, Tensor]:
                rows, (a, b, others) = batch
                log_p, log_q = (prototypes.log_assignments(z, HEAD) for z in both(a, b))  # (b, k)
                of_p, of_q = prototypes.targets(rows), prototypes.targets(others)
                inside = (guidance(log_p, of_p, "set") + guidance(log_q, of_q, "set")) / 2  # (b,)
                sure = confident[rows].float()
                t = ((restricted(log_p, of_p) + restricted(log_q, of_q)) / 2) ** (1 / SHARPENING)
                t = t / t.sum(1, keepdim=True).clamp_min(torch.finfo(t.dtype).tiny)
                terms = {
                    "mass": (inside * (1 - sure)).mean(),
                    "consistency": -(t * (log_p + log_q)).sum(1).mean() / 2,
                    "confident": (inside * sure).mean(),
                    "balance": math.log(k) - entropy(log_p.exp().mean(0)),
                }
                return {name: terms[name] for name in self.terms}

            history: dict[str, Any] = minimise(
                objective,
                learner,
                n=len(lesson),
                n_epochs=n_epochs if k > 1 else 0,
                batch_size=self.batch_size,
                generator=start.generator,
                draw=lambda rows: (rows, lesson.draw(rows)),
                learning_rate=self.learning_rate,
                precision=lesson.precision,
                before_epoch=before_epoch,
                checkpoint=start.checkpoint,
                progress=progress,
            )
        consistency, confidence = learner.gauges.T.tolist()
        return {**history, "consistency gap": consistency, "confidence gap": confidence}

    def _check_settings(self) -> None:
        for term in self.terms:
            if term not in TERMS:
                raise UnknownName("loss term", str(term), TERMS)
        if not self.terms:
            raise SettingError(f"terms is empty; choose among {', '.join(TERMS)}")
        if self.precision not in PRECISIONS:
            raise UnknownName("precision", str(self.precision), PRECISIONS)
        for name, least in (("top_k", 1), ("n_neighbors", 0), ("batch_size", 4)):
            check_whole(name, getattr(self, name), least=least)
        if self.n_epochs != "auto":
            check_whole("n_epochs", self.n_epochs, least=1)
        shares = tuple(self.confident)
        if len(shares) != 2 or not all(isinstance(share, int | float) and 0 <= share <= 1 for share in shares):
            raise SettingError(f"confident={self.confident!r} are not two shares from 0 to 1")
        check_widths("hidden", self.hidden)
        check_positive("learning_rate", self.learning_rate)
        check_positive("jitter", self.jitter, words=("auto", None))


def _counted(history: dict[str, Any]) -> dict[str, Any]:
    """What the mixture has to say about its number."""
    return {name: history[name] for name in ("curve", "readings", "chosen", "trust", "notes")}
