"""Dirichlet-process mixture: finds the number of kinds."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.validation import validate_data

from kindfold.clustering.base import Clusterer
from kindfold.errors import SettingError
from kindfold.ops.granularity import Level, stability, view
from kindfold.ops.mixtures import Full
from kindfold.ops.variational import Mixture, log_responsibilities, refine
from kindfold.ops.whitening import Reduction, principal, whitener, within_covariance

ALPHA = 0.4


class SearchBound(UserWarning):
    """The number of kinds was chosen at the edge of what was searched."""


class DPMixtureModel(NamedTuple):
    """What `predict` needs."""

    mean: NDArray[np.float64]
    basis: NDArray[np.float64]
    offset: NDArray[np.float64]
    centers: NDArray[np.float64]
    precision: NDArray[np.float64]


class DPMixture(Clusterer):
    """Finds the kinds and their number."""

    Model = DPMixtureModel

    def __init__(
        self,
        n_clusters: int | str = "auto",
        *,
        k_min: int | None = None,
        k_max: int | None = None,
        family: str = "full",
        device: str = "auto",
        random_state: int | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.k_min = k_min
        self.k_max = k_max
        self.family = family
        self.device = device
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        X = validate_data(self, X, dtype=np.float32)
        n = len(X)
        seed = int(np.random.RandomState(self.random_state).randint(2**31 - 1))
        reduce32 = principal(X, 32)
        Z = reduce32(X)
        q = Z.shape[1]
        n_cells = min(n, int(np.clip(n / 12, 100, 600)))
        v0 = view(Z, n_cells, seed=seed)
        etas = np.geomspace(0.25, 4, 17)
        a0 = stability(Z, etas / q, n_cells, repeats=2, seed=seed)
        k0 = v0.tree.n_clusters(1.2 / q)
        curve = [Level("plain", float(e), v0.tree.n_clusters(e / q), float(s)) for e, s in zip(etas, a0, strict=True)]
        Z1 = principal(X, 64)(X)
        Z1 = Z1 @ whitener(within_covariance(Z1, v0.labels(k0), shrink=0.2))
        v1 = view(Z1, n_cells, seed=seed + 1)
        vs = np.geomspace(0.7, 30, 17)
        a1 = stability(Z1, vs, n_cells, repeats=2, seed=seed)
        curve += [Level("whitened", float(e), v1.tree.n_clusters(e), float(s)) for e, s in zip(vs, a1, strict=True)]
        k = (
            int(round(np.sqrt(max(k0, 1) * max(v1.tree.n_clusters(3.7), 1))))
            if self.n_clusters == "auto"
            else int(self.n_clusters)
        )
        if not 1 <= k <= n:
            raise SettingError(f"n_clusters={k} is not between 1 and the number of rows, {n}")
        k = max(min(k, self.k_max or k), self.k_min or 1)
        k = min(k, v1.tree.size)
        labels = v1.labels(k)
        W = within_covariance(Z, labels, shrink=0.2)
        nu = q + 1 + 2.0 * q
        family = Full(np.zeros(q), 1.0, nu, (nu - q - 1) * W)
        state, trace = refine(Z, labels, family, alpha=ALPHA, max_sweeps=8)
        order = np.argsort(-state.size, kind="stable")
        state = Mixture(state.s[order], state.alpha, state.size[order])
        log_r = log_responsibilities(Z, state, family)
        self.proba_ = np.exp(log_r).astype(np.float32)
        self.labels_ = self.proba_.argmax(axis=1).astype(np.int64)
        self.confidence_ = self.proba_.max(axis=1)
        self.outliers_ = np.zeros(n, dtype=bool)
        self.n_clusters_ = k
        self.levels_ = [
            {
                "n_clusters": c.n_clusters,
                "stability": c.stability,
                "scale": c.scale,
                "space": c.space,
                "labels": (v0 if c.space == "plain" else v1).labels(c.n_clusters),
            }
            for c in curve
            if c.n_clusters > 1
        ]
        best = float(max(c.stability for c in curve))
        self.history_: dict[str, Any] = {
            "curves": [c._asdict() for c in curve],
            "bound": trace,
            "chosen": {"n_clusters": k},
            "trust": {"reliable": best > 0.95, "stability": best, "plausible": [k, k], "sentence": ""},
        }
        self._keep(reduce32, family, state)
        return self

    def _keep(self, reduction: Reduction, family: Full, state: Mixture) -> None:
        from kindfold.ops.sticks import expected_log_weights

        kappa, centre, nu, psi = family.posterior(state.s)
        zero = family.expected_log_density(state.s, np.zeros((1, len(family.mean))))[0]
        precision = nu[:, None, None] * np.linalg.inv(psi)
        offset = zero + expected_log_weights(state.s.count, state.alpha)
        self.model_ = DPMixtureModel(reduction.mean, reduction.basis, offset, centre, precision)

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        m = self.model_
        Z = Reduction(m.mean, m.basis)(X)
        quad = np.stack(
            [((Z @ p) * Z).sum(1) - 2 * Z @ (p @ c) for p, c in zip(m.precision, m.centers, strict=True)], 1
        )
        logit = m.offset - 0.5 * quad
        logit -= logit.max(axis=1, keepdims=True)
        proba = np.exp(logit)
        return (proba / proba.sum(axis=1, keepdims=True)).astype(np.float32)
