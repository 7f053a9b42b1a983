"""The training of `LowRankDP`: clusters of the teacher, loss terms, and the mixture that counts two thirds of the way.

It is one and the same for a student on frozen features and for a network that learns from pixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from kindfold.clustering.checks import as_tensor, count_distinct
from kindfold.clustering.dp_mixture import DPMixture
from kindfold.clustering.guided import EMBEDDED, Learner, Start
from kindfold.clustering.kinds import Kinds, count_kinds
from kindfold.clustering.lessons import Batch, Lesson
from kindfold.clustering.students import HEAD, embedded
from kindfold.clustering.teachers import Projection, Reading
from kindfold.errors import SettingError
from kindfold.ops.blocks import group_sums, unit_rows
from kindfold.ops.contrasts import cluster_contrast, instance_contrast, orthogonality
from kindfold.ops.distributed import agree
from kindfold.ops.guidance import guidance, top_k
from kindfold.ops.heads import settled
from kindfold.ops.levels import find
from kindfold.ops.losses import stick_breaking
from kindfold.ops.optimise import minimise
from kindfold.ops.prototypes import Prototypes
from kindfold.ops.schedules import cosine, restarted
from kindfold.ops.students import Student
from kindfold.ops.trust import STABLE

if TYPE_CHECKING:
    from kindfold.clustering.lowrank_dp import LowRankDP

WEIGHTS = {"guidance": 1.2, "cluster": 1.0, "instance": 1.0, "orthogonality": 0.8, "prior": 1.0}  # published
PERTURBED = 0.05  # length of the perturbation, over that of the row
PERTURBED_PIXELS = 4 / 255  # its root mean square where the input is pixels
PER_PROTOTYPE, FEWEST, MOST = 20, 64, 1024  # pictures of a prototype at the start, and bounds of their number
FEWEST_STEPS = 480
INSTANCE, CLUSTER = 0.1, 0.5  # temperatures of the contrasts, published
PLAUSIBLE = 0.1  # of the best cluster's probability, below which the mixture does not name another
WARM = 2 / 3  # of the training, until the mixture counts
RAMP = (0.2, 0.5)  # shares of the training between which the weight of the prior rises from 0 to 1
CLOSE = 1.15  # larger over smaller of two counts, up to which they are alike


class Counts(NamedTuple):
    """Kinds counted before learning, in the rows as they are and in the teacher's whitened ones."""

    plain: Kinds
    whitened: Kinds | None  # None where the rows are not whitened, or the number is given

    @classmethod
    def of(cls, settings: LowRankDP, rows: NDArray[np.float32], lesson: Lesson, start: Start) -> Counts:
        plain = count_kinds(rows, settings.n_clusters, seed=start.seed, device=start.device)
        if not (settings.whitened and settings.coupling == "mixture" and plain.history):
            return cls(plain, None)
        whitened = lesson.teaching.float().cpu().numpy()
        return cls(plain, count_kinds(whitened, "auto", seed=start.seed, device=start.device))

    @property
    def agreed(self) -> int | None:
        """The number in the whitened rows, where halves of them agree on it and two of three rulers read the same."""
        if self.whitened is None or self.whitened.history["chosen"]["stability"] < STABLE:
            return None
        counts = sorted(self.whitened.history["readings"].values()) or [self.whitened.n_clusters] * 2
        nearest = min(larger / smaller for smaller, larger in pairwise(counts))
        return self.whitened.n_clusters if nearest <= CLOSE else None

    @property
    def most(self) -> int:
        return max(self.plain.n_clusters, self.agreed or 1)


def learn(
    settings: LowRankDP,
    lesson: Lesson,
    start: Start,
    rows: NDArray[np.float32],
    taught: NDArray[np.float32],
    words: NDArray[np.float32] | None,
    progress: Callable[[int, int], None] | None,
    network: nn.Module | None = None,
) -> tuple[Learner, Reading, dict[str, Any]]:
    """A student that learnt the lesson from what its teacher names, and how; kinds are counted first in `rows`."""
    counts = Counts.of(settings, rows, lesson, start)
    generator, top = start.generator, settings.top_k
    if words is None:
        n_clusters = truncation(settings, rows, counts.most)
        read = Reading.of_clusters(lesson.teaching, n_clusters, top, generator=generator)
    else:
        read = Reading.of_nouns(taught, words, counts.most, top, generator=generator)
    n_steps = max(1, round(len(rows) / settings.batch_size))
    n_epochs = max(60, math.ceil(FEWEST_STEPS / n_steps)) if settings.n_epochs == "auto" else int(settings.n_epochs)
    perturbed = PERTURBED if network is None else PERTURBED_PIXELS
    student = Student(
        (lesson.width, *settings.hidden, EMBEDDED),
        projected="instance" in settings.terms,
        perturbed=perturbed if settings.perturbation == "learnt" else 0.0,
        generator=generator,
        network=network,
    )
    prototypes, projection = Prototypes(EMBEDDED, read.targets, len(read.centers), generator=generator), None
    if settings.reading == "prototypes":
        projection = Projection(read.centers, EMBEDDED, generator=generator)
        prototypes.begin_at(projection.mean)
    learner = Learner(student, prototypes, n_epochs, projection).to(start.device)
    return learner, read, descend(settings, learner, lesson, start, counts, n_epochs, progress)


def truncation(settings: LowRankDP, rows: NDArray[np.float32], k: int) -> int:
    """Clusters of the teacher for k kinds among rows (n, d), no more than there are different rows."""
    if settings.truncation != "auto":
        asked = int(settings.truncation)
        if settings.n_clusters != "auto" and k > asked:
            raise SettingError(f"n_clusters={k} is more than truncation={asked}")
    elif settings.coupling == "prior" and settings.n_clusters != "auto":
        asked = k
    else:
        asked = max(min(len(rows) // PER_PROTOTYPE, MOST), FEWEST, 2 * k)
    return count_distinct(rows, most=asked)


def descend(
    settings: LowRankDP,
    learner: Learner,
    lesson: Lesson,
    start: Start,
    counts: Counts,
    n_epochs: int,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Any]:
    """Minimise the sum of the terms; under "mixture", go on with the clusters it counts when two thirds are done."""
    prototypes, n = learner.prototypes, len(lesson)
    weights = {term: WEIGHTS[term] for term in settings.terms}
    warm = round(WARM * n_epochs) if settings.coupling == "mixture" else n_epochs

    def before_epoch(epoch: int) -> None:
        learner.gauge(lesson, epoch)
        if settings.coupling == "prior":
            weights["prior"] = WEIGHTS["prior"] * float(np.interp(epoch / n_epochs, RAMP, (0, 1)))
        elif epoch == warm:
            recount(settings, learner, lesson, start, counts)
        if learner.projection is not None and epoch < warm:
            prototypes.retarget(learner.projection.follow(prototypes.M, lesson.teaching, settings.top_k))
        agree(learner)

    with lesson.both(learner.student) as both:

        def objective(batch: Batch) -> dict[str, Tensor]:
            a, b, others = batch
            (z, u), (z_b, u_b) = (out.tensor_split([EMBEDDED], dim=1) for out in both(a, b))
            log_p = prototypes.log_assignments(z, HEAD)  # (b, t)
            p = log_p.exp()
            terms = {
                "guidance": lambda: guidance(log_p, prototypes.targets(others), settings.guidance).mean(),
                "cluster": lambda: cluster_contrast(p, z, z_b, CLUSTER),
                "instance": lambda: instance_contrast(u, u_b, INSTANCE),
                "orthogonality": lambda: orthogonality(prototypes.M[prototypes.active]),
                "prior": lambda: stick_breaking(log_p, prototypes.usage, n, settings.concentration),
            }
            return {name: weight * terms[name]() for name, weight in weights.items()}

        history: dict[str, Any] = minimise(
            objective,
            learner,
            n=n,
            n_epochs=n_epochs,
            batch_size=settings.batch_size,
            generator=start.generator,
            draw=lesson.draw,
            learning_rate=settings.learning_rate,
            schedule=restarted(cosine, warm / n_epochs) if warm < n_epochs else cosine,
            precision=lesson.precision,
            before_epoch=before_epoch,
            checkpoint=start.checkpoint,
            progress=progress,
        )
    agree(learner)
    consistency, confidence = learner.gauges.T.tolist()
    gaps = {"consistency gap": consistency, "confidence gap": confidence}
    return {**history, **gaps, **account(settings, learner, counts)}


def recount(settings: LowRankDP, learner: Learner, lesson: Lesson, start: Start, counts: Counts) -> None:
    """Let a mixture on the embedding say how many clusters there are and which, and go on with these."""
    seed, device = start.seed, start.device
    rows = lesson.features(learner.student)
    Z = embedded(rows, settled(learner.student.head, rows)).astype(np.float32)
    after = counts.agreed or count_kinds(Z, settings.n_clusters, seed=seed, device=device).n_clusters
    learner.recount.fill_(after)
    k = min(counts.agreed or round(math.sqrt(counts.plain.n_clusters * after)), len(learner.prototypes.M))
    mixture = DPMixture(k, device=device, random_state=seed).fit(Z)
    z, labels = as_tensor(Z, device), torch.from_numpy(mixture.labels_).to(device)
    means = unit_rows(group_sums(z, labels, mixture.n_clusters_).to(z))
    log_q = as_tensor(mixture.predict_proba(Z), device).log()
    learner.prototypes.restart(means, top_k(log_q, settings.top_k, sharpening=1.0, least=PLAUSIBLE))


def account(settings: LowRankDP, learner: Learner, counts: Counts) -> dict[str, Any]:
    """How the number came about, for `history_`."""
    counted = counts.plain if counts.whitened is None or not counts.agreed else counts.whitened
    if settings.coupling == "prior" or not counted.history:
        return counted.history
    before, after, k = counts.plain.n_clusters, int(learner.recount), int(learner.prototypes.active.sum())
    if counts.agreed:
        readings = {"before learning": before, "whitened": counts.agreed}
        source, stable = "dp-mixture in whitened rows", float(counted.history["chosen"]["stability"])
        why = f"the {after} kinds counted in whitened rows, on which their halves agree to {stable:.0%}"
        sentence = f"{before} kinds were counted in the rows, and {after} in whitened ones, halves of which agree."
    else:
        readings = {"before learning": before, "after learning": after}
        source = "dp-mixture before and after learning"
        why = f"between the {before} kinds counted before learning and the {after} counted after it"
        sentence = f"{before} kinds were counted before learning, and {after} after it."
    low, high = sorted((before, after))
    reliable = high <= CLOSE * low and bool(counts.plain.history["trust"]["reliable"])
    says = "reliable" if reliable else "approximate"
    return {
        **counted.history,
        "n_clusters_from": source,
        "curve": [{**cut, "chosen": False} for cut in counted.history["curve"]],
        "readings": readings,
        "chosen": {**counted.history["chosen"], "n_clusters": k, "why": why},
        "trust": {
            **counted.history["trust"],
            "reliable": reliable,
            "plausible": [low, high],
            "sentence": f"The number is {says}: {sentence}",
        },
    }


def granularities(Z: NDArray[np.float32], labels: NDArray[np.int64], start: Start) -> tuple[dict[str, Any], ...]:
    """Levels of the embedding (n, e) in which there are clusters `labels` (n,): these, and coarser and finer ones."""
    k = int(labels.max()) + 1
    levels = find(Z, n_clusters=k, seed=start.seed, device=start.device).levels
    return tuple({**level, "labels": labels} if level["n_clusters"] == k else level for level in levels)
