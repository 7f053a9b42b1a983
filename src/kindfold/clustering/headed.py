"""What the methods that train a head on frozen features share: its model, how it places rows, and when it collapsed."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted

from kindfold.clustering.base import Clusterer
from kindfold.clustering.checks import as_tensor
from kindfold.errors import FitError
from kindfold.ops.parts import Here, Part, cut, spans, total
from kindfold.ops.placement import Placement, fence, own_and_other
from kindfold.ops.temper import temper

if TYPE_CHECKING:
    from kindfold.ops.heads import Maps


class HeadModel(NamedTuple):
    """The head as affine maps (`kindfold.ops.heads.packed`), and the centres beyond whose fence a row is an outlier."""

    widths: NDArray[np.int64]  # (l + 1,)
    values: NDArray[np.float32]  # (p,)
    centers: NDArray[np.float32]  # (k, d)
    fence: NDArray[np.float64]  # (1,)


class HeadClusterer(Clusterer):
    """A clusterer whose head maps rows to the logits of clusters."""

    Model: ClassVar[type[Any]] = HeadModel

    def decision_function(self, X: ArrayLike) -> NDArray[np.float32]:
        """Logits (n, k) of rows X (n, d), tempered: a space in which rows of other clusters are far away."""
        from kindfold.ops.heads import logits, unpacked

        check_is_fitted(self)
        return logits(self._rows(X, reset=False), unpacked(self.model_.widths, self.model_.values))

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        proba: NDArray[np.float32] = softmax(self.decision_function(X), axis=1)
        return proba

    def _place(self, X: NDArray[np.float32]) -> Placement:
        proba = self._proba(X)
        labels = proba.argmax(axis=1)
        distance, _ = own_and_other(unit(X), self.model_.centers, labels)
        return Placement(labels, proba.max(axis=1), distance > self.model_.fence)

    def _learnt(self, rows: NDArray[np.float32], maps: Maps, agreement: float, **history: Any) -> Self:
        """Number the clusters by size without those that are empty, and make the head as sure as what it was taught.

        `agreement` is how often two accounts of a picture fall into the same cluster.
        """
        from kindfold.ops.heads import logits, packed

        sizes, order, labels, t = _read(logits(rows, maps), agreement, type(self).__name__)
        weight, bias = maps[-1]
        maps = [*maps[:-1], (t * weight[order], t * bias[order])]

        centers, distance = centred(rows, labels, len(order))
        self.model_ = self.Model(*packed(maps), centers, np.array([fence(distance)]))
        history |= {"agreement": agreement, "balance": balance(sizes), "clusters_used": len(order)}
        return self._fitted(self.model_, self._place_all(rows), **history)


def centred(
    rows: NDArray[np.float32], labels: NDArray[np.int64], k: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """The mean direction of every cluster (k, d), and how far that of every row (n, d) is from its own, (n,)."""
    own = cut(labels, Here(rows).sizes)
    sums = total(Here(rows).each(_directions, k, own=own))
    centers = (sums / np.maximum(np.bincount(labels, minlength=k), 1)[:, None]).astype(np.float32)
    return centers, np.concatenate(Here(rows).each(_distance, centers, own=own))


def _read(
    raw: NDArray[np.float32], agreement: float, who: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], np.float32]:
    """Of logits (n, k): sizes (k,) of the clusters, those in use by size, labels (n,) among these, the tempering."""
    sizes = np.bincount(raw.argmax(axis=1), minlength=raw.shape[1])
    order = np.argsort(-sizes, kind="stable")[: (sizes > 0).sum()]
    check_collapse(sizes, who)
    parts = spans(len(raw))

    def sureness(t: float) -> float:
        highest = [softmax(t * raw[part][:, order], axis=1).max(axis=1) for part in parts]
        return float(np.concatenate(highest).mean())

    labels = np.concatenate([raw[part][:, order].argmax(axis=1) for part in parts])
    return sizes, order, labels, np.float32(temper(sureness, agreement))


def _directions(part: Part, labels: NDArray[np.int64], k: int) -> NDArray[np.float64]:
    """Sum of the directions of the rows that bear each label, (k, d)."""
    import torch

    from kindfold.ops.blocks import Exact, group_sums

    return group_sums(Exact(as_tensor(part.rows, "cpu"), spherical=True), torch.from_numpy(labels), k).numpy()


def _distance(part: Part, labels: NDArray[np.int64], centers: NDArray[np.float32]) -> NDArray[np.float64]:
    return own_and_other(unit(part.rows), centers, labels)[0]


def check_collapse(sizes: NDArray[np.int64], who: str) -> None:
    """Fewer clusters than were asked for: an error if it is one, a warning otherwise."""
    used, k = int((sizes > 0).sum()), len(sizes)
    if used == 1 < k:
        raise FitError(
            f"all pictures fell into one of {k} clusters; keep the entropy term, and choose a larger entropy_weight"
        )
    if used < k:
        message = f"{who} uses {used} of {k} clusters; a larger entropy_weight spreads pictures over more of them"
        warnings.warn(message, ConvergenceWarning, stacklevel=4)


def balance(sizes: NDArray[np.int64]) -> float:
    """Entropy of the cluster sizes over ln k: 1 where all are alike, 0 where one has everything."""
    shares = sizes[sizes > 0] / sizes.sum()
    return float(-(shares * np.log(shares)).sum() / math.log(len(sizes))) if len(sizes) > 1 else 1.0


def unit(X: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of unit length; a row of zeros stays."""
    from kindfold.ops.blocks import unit_rows

    return unit_rows(as_tensor(X, "cpu")).numpy()
