"""The contract of every method: a scikit-learn clusterer that can place new pictures and be saved without pickle."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from kindfold.clustering.checks import check_finite, check_parts
from kindfold.clustering.saved import read, write
from kindfold.ops.parts import Here, Parts, spans
from kindfold.ops.placement import Placement


class Clusterer(ClusterMixin, BaseEstimator):
    """What a method adds: `fit`, and `_proba` or `_place` as well, from `model_`, a NamedTuple of learnt arrays."""

    Model: ClassVar[type[Any]]  # the NamedTuple of learnt arrays
    number: ClassVar[str] = "given"  # of clusters; or "found", or whose it is unless given
    needs_words: ClassVar[str] = ""  # "nouns" to choose among, or the "classes" themselves, without which it cannot fit
    prompts: ClassVar[str] = "own"  # sentences in which it is shown words, unless told otherwise; see `naming.prompts`
    each_prompt: ClassVar[bool] = False  # whether it takes words in each of several sentences, (b, m, d)
    model_: Any
    labels_: NDArray[np.int64]
    confidence_: NDArray[np.float32]
    outliers_: NDArray[np.bool_]
    n_clusters_: int
    n_features_in_: int

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        raise NotImplementedError

    def usual_views(self) -> str | None:
        """Views to learn from, where a method does and nobody says which."""
        return "weak:8"

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        """Assignment probabilities (n, k) of rows, from `model_` alone."""
        raise NotImplementedError

    def _place(self, X: NDArray[np.float32]) -> Placement:
        """Where rows belong, from `model_` alone."""
        proba = self._proba(X)
        return Placement(proba.argmax(axis=1), proba.max(axis=1), np.zeros(len(proba), dtype=bool))

    def place(self, X: ArrayLike) -> Placement:
        """Cluster, confidence and outlier mark of every row."""
        check_is_fitted(self)
        return self._place_all(self._rows(X, reset=False))

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """The cluster of every row, (n,) int64."""
        return self.place(X).labels

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float32]:
        """Degree of membership of every row in every cluster, (n, k); rows sum to one."""
        check_is_fitted(self)
        rows = self._rows(X, reset=False)
        return np.concatenate([self._proba(rows[span]) for span in spans(len(rows))])

    def _place_all(self, rows: NDArray[np.float32]) -> Placement:
        """The same part by part: what is made of a row on the way is gone before the next part."""
        placed = [self._place(rows[span]) for span in spans(len(rows))]
        return Placement(*(np.concatenate(column) for column in zip(*placed, strict=True)))

    def _rows(self, X: ArrayLike, *, reset: bool = True) -> NDArray[np.float32]:
        """X as a C-ordered float32 array (n, d) of finite numbers; the first row that has others is named."""
        with np.errstate(over="ignore"):
            rows: NDArray[np.float32] = validate_data(
                self, X, reset=reset, dtype=np.float32, order="C", ensure_all_finite=False
            )
        return check_finite(rows)

    def _parts(self, X: ArrayLike | Parts) -> Parts:
        """The rows in parts: those of an array, checked, or those that lie elsewhere, checked there."""
        if isinstance(X, Parts):
            check_parts(X)
            self.n_features_in_ = X.width
            return X
        return Here(self._rows(X))

    def _fitted(self, model: Any, placed: Placement, **history: Any) -> Self:
        """Store what a fit has found."""
        self.model_, self.history_ = model, history
        self.labels_, self.confidence_, self.outliers_ = placed
        self.n_clusters_ = int(placed.labels.max()) + 1
        return self

    def save(self, folder: str | Path) -> None:
        """Write the learnt model (safetensors) and the settings (JSON) into a folder."""
        check_is_fitted(self)
        write(self, Path(folder))

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read what `save` wrote; the result predicts, and can be fitted again."""
        return read(cls, Path(folder))
