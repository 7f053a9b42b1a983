"""What the methods that train a student share: its model, how it places rows, and how its clusters are numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax
from sklearn.utils.validation import check_is_fitted

from kindfold.clustering.base import Clusterer
from kindfold.clustering.headed import centred
from kindfold.clustering.headed import unit as directions
from kindfold.ops.mixtures import Array
from kindfold.ops.placement import Placement, fence, own_and_other
from kindfold.ops.temper import temper
from kindfold.ops.trust import trust_in_views
from kindfold.ops.whitening import unit

if TYPE_CHECKING:
    from kindfold.ops.heads import Head, Maps

NEGLIGIBLE = 0.1  # of the mean size of a cluster
HEAD = 0.1  # temperature of the student's assignments


class StudentModel(NamedTuple):
    """The encoder as affine maps (`kindfold.ops.heads.packed`), the prototypes over their temperature, and a fence.

    The fence stands around the mean directions of the rows: a student puts whatever it is given near a prototype.
    """

    widths: NDArray[np.int64]  # (l + 1,)
    values: NDArray[np.float32]  # (p,)
    prototypes: NDArray[np.float32]  # (k, e)
    centers: NDArray[np.float32]  # (k, d)
    fence: NDArray[np.float64]  # (1,), distance of directions from these, beyond which a row is an outlier


class StudentClusterer(Clusterer):
    """A clusterer whose student maps rows to directions, and these to clusters by their nearest prototype."""

    Model = StudentModel

    def embed(self, X: ArrayLike) -> NDArray[np.float32]:
        """The embedding of rows X (n, d) that was learnt, (n, e), of unit length."""
        check_is_fitted(self)
        return embedded(self._rows(X, reset=False), _maps(self.model_)).astype(np.float32)

    def decision_function(self, X: ArrayLike) -> Array:
        """Logits (n, k) of rows X (n, d), tempered."""
        check_is_fitted(self)
        return _logits(self._rows(X, reset=False), self.model_)

    def _place(self, X: NDArray[np.float32]) -> Placement:
        proba = self._proba(X)
        labels = proba.argmax(axis=1)
        distance, _ = own_and_other(directions(X), self.model_.centers, labels)
        return Placement(labels, proba.max(axis=1), distance > self.model_.fence)

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        proba: NDArray[np.float32] = softmax(_logits(X, self.model_), axis=1).astype(np.float32)
        return proba

    def _learnt(
        self, rows: NDArray[np.float32], maps: Maps, prototypes: NDArray[np.float32], agreement: float, **history: Any
    ) -> Self:
        """Keep the clusters that are not negligible, largest first, and make the student as sure as its views agree."""
        from kindfold.ops.heads import packed

        Z = embedded(rows, maps)
        M = unit(prototypes.astype(np.float64))  # (t, e)
        kept = np.arange(len(M))
        for _ in range(2):  # without the negligible, then by size
            sizes = np.bincount((Z @ M[kept].T).argmax(axis=1), minlength=len(kept))
            order = np.argsort(-sizes, kind="stable")
            kept = kept[order[sizes[order] >= least_size(sizes)]]
        raw = Z @ M[kept].T / HEAD
        order = np.argsort(-np.bincount(raw.argmax(axis=1), minlength=len(kept)), kind="stable")
        M, raw = M[kept[order]], raw[:, order]
        t = temper(lambda t: float(softmax(t * raw, axis=1).max(axis=1).mean()), agreement)
        centers, distance = centred(rows, raw.argmax(axis=1), len(M))
        scaled = (t / HEAD * M).astype(np.float32)
        self.model_ = StudentModel(*packed(maps), scaled, centers, np.array([fence(distance)]))
        history.setdefault("trust", trust_in_views(agreement))
        return self._fitted(self.model_, self._place_all(rows), **history, agreement=agreement)


def least_size(sizes: NDArray[np.int64]) -> float:
    """Pictures below which a cluster is negligible: a tenth of the mean of those that are not empty, at least 2."""
    used = max(int((sizes > 0).sum()), 1)
    return min(max(2.0, NEGLIGIBLE * float(sizes.sum()) / used), float(sizes.max()))


def embedded(X: NDArray[np.float32], maps: Maps) -> Array:
    """Rows (n, d) through the maps in float64, so that no row depends on its neighbours; unit length, (n, e)."""
    from kindfold.ops.heads import logits

    return unit(logits(X.astype(np.float64), maps))


def folded(encoder: Head, X: NDArray[np.float32], mean: NDArray[np.float64], basis: NDArray[np.float64]) -> Maps:
    """The encoder for use on rows x, when it learnt on rows X (n, q) = (x - mean) basis."""
    from kindfold.ops.heads import settled

    (weight, bias), *others = settled(encoder, X)
    first = weight.astype(np.float64) @ basis.T  # (w, d)
    return [(first.astype(np.float32), (bias - first @ mean).astype(np.float32)), *others]


def _maps(model: StudentModel) -> Maps:
    from kindfold.ops.heads import unpacked

    return unpacked(model.widths, model.values)


def _logits(X: NDArray[np.float32], model: StudentModel) -> Array:
    logits: Array = embedded(X, _maps(model)) @ model.prototypes.astype(np.float64).T
    return logits
