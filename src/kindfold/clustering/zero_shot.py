"""Zero-shot: every picture goes to the nearest of the names of kinds that somebody gave.

Source: Radford et al., "Learning transferable visual models from natural language supervision" (ICML 2021). It is no
clustering, since it is told what the kinds are, but the reference for methods that are not: what the words of an
encoder are worth on these pictures.

    z_i = argmax_k cos(x_i, w_k)

Legend: x -> X, w -> words, z -> labels. Deviation: CLIP's own temperature belongs to CLIP; here it follows the spread
of the cosines, so that any encoder is as sure.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from kindfold.clustering.base import Clusterer
from kindfold.clustering.checks import as_tensor, check_n_clusters, check_words
from kindfold.errors import SettingError
from kindfold.ops.placement import Placement, center_distances, fence, own_and_other

SHARPNESS = 0.35  # temperature over the spread of a picture's cosines to the words


class ZeroShotModel(NamedTuple):
    """Words (k, d) that some picture is nearest to, the temperature (1,), and the fence (1,) of outliers."""

    words: NDArray[np.float32]
    temperature: NDArray[np.float64]
    fence: NDArray[np.float64]


class ZeroShot(Clusterer):
    """The nearest of the names of kinds that are given: an upper reference, not a clustering.

    Parameters
    ----------
    n_clusters : "auto" for as many as there are words; a number must be that one
    device, random_state : without effect, the method runs on the CPU and draws nothing

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`. Words that no picture is nearest to are left out
    nouns_, noun_scores_ : (k, 1) the word of each cluster and the mean confidence of its pictures

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[9, 1], [1, 9], [0, 5]], dtype=np.float32)
    >>> ZeroShot().fit(X, words=np.eye(2)).nouns_
    array([[1],
           [0]])
    """

    Model = ZeroShotModel
    number = "one a name"
    needs_words = "classes"

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.device = device
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None, *, words: ArrayLike | None = None) -> Self:
        """Sort the rows of X (n, d) under the vectors (m, d) of the names of kinds.

        Raises
        ------
        InputError : there are no words, or they do not fit the rows; a row is not finite
        SettingError : n_clusters is another number than that of the words
        """
        rows = self._rows(X)
        known = check_words(words, rows)
        if self.n_clusters != "auto" and check_n_clusters(self.n_clusters, len(rows)) != len(known):
            raise SettingError(f"n_clusters={self.n_clusters}, but {len(known)} names were given; leave it out")

        cosines = _cosines(rows, known)  # (n, m)
        sizes = np.bincount(cosines.argmax(axis=1), minlength=len(known))
        order = np.argsort(-sizes, kind="stable")[: (sizes > 0).sum()]
        spread = float(np.median(cosines.std(axis=1)))
        own, _ = own_and_other(_unit(rows), known, cosines.argmax(axis=1))
        self.model_ = ZeroShotModel(known[order], np.array([SHARPNESS * spread or 1.0]), np.array([fence(own)]))
        placed = self._place(rows)
        shares = np.bincount(placed.labels, weights=placed.confidence) / np.bincount(placed.labels)
        self.nouns_, self.noun_scores_ = order[:, None], shares[:, None].astype(np.float32)
        told = f"The kinds were named: {len(order)} of {len(known)} names are the nearest of some picture."
        return self._fitted(self.model_, placed, trust={"reliable": None, "sentence": told})

    def _place(self, X: NDArray[np.float32]) -> Placement:
        proba = self._proba(X)
        labels = proba.argmax(axis=1)
        own, _ = own_and_other(_unit(X), self.model_.words, labels)
        return Placement(labels, proba.max(axis=1), own > self.model_.fence)

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        proba: NDArray[np.float32] = softmax(_cosines(X, self.model_.words) / self.model_.temperature, axis=1)
        return proba.astype(np.float32)


def _cosines(X: NDArray[np.float32], words: NDArray[np.float32]) -> NDArray[np.float64]:
    """Cosines (n, k) of rows to unit words, in float64."""
    return 1 - np.square(center_distances(_unit(X), words)) / 2


def _unit(X: NDArray[np.float32]) -> NDArray[np.float32]:
    from kindfold.ops.blocks import unit_rows

    return unit_rows(as_tensor(X, "cpu")).numpy()
