"""The contract of every method: a scikit-learn clusterer that can place new pictures and be saved without pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from safetensors.numpy import load_file, save_file
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from kindfold.errors import RunError

FORMAT_VERSION = 1


class Clusterer(ClusterMixin, BaseEstimator):
    """What a method adds: `fit`, `_proba`, and a NamedTuple of arrays as its learnt `model_`."""

    Model: ClassVar[type[Any]]  # the NamedTuple of learnt arrays
    model_: Any
    labels_: NDArray[np.int64]
    n_clusters_: int
    n_features_in_: int

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        raise NotImplementedError

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        """Assignment probabilities (n, k) of new rows, from `model_` alone."""
        raise NotImplementedError

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float32]:
        """Assignment probabilities, (n, k); rows sum to one."""
        check_is_fitted(self)
        return self._proba(validate_data(self, X, reset=False, dtype=np.float32))

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """The nearest cluster of every row, (n,)."""
        return self.predict_proba(X).argmax(axis=1).astype(np.int64)

    def save(self, folder: str | Path) -> None:
        """Write settings (JSON) and the learnt model (safetensors) into a folder."""
        check_is_fitted(self)
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        head = {
            "format_version": FORMAT_VERSION,
            "class": type(self).__name__,
            "parameters": self.get_params(deep=False),
            "n_clusters": self.n_clusters_,
            "n_features_in": self.n_features_in_,
        }
        (folder / "model.json").write_text(json.dumps(head, indent=1, sort_keys=True, default=str) + "\n")
        save_file({k: np.ascontiguousarray(v) for k, v in self.model_._asdict().items()}, folder / "model.safetensors")

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read what `save` wrote; the result predicts, and can be fitted again."""
        folder = Path(folder)
        head = json.loads((folder / "model.json").read_text())
        if head["class"] != cls.__name__ or head["format_version"] > FORMAT_VERSION:
            raise RunError(f"{folder} holds a {head['class']} of format {head['format_version']}, not a {cls.__name__}")
        estimator = cls(**head["parameters"])
        estimator.model_ = cls.Model(**load_file(folder / "model.safetensors"))
        estimator.n_clusters_, estimator.n_features_in_ = head["n_clusters"], head["n_features_in"]
        return estimator
