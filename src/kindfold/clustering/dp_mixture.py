"""Dirichlet-process mixture: finds the kinds and how many there are.

V_k ~ Beta(1, alpha), pi_k = V_k prod_{j<k} (1 - V_j), z_n ~ Cat(pi), theta_k ~ G_0, x_n ~ F(theta_{z_n}).
Objective: the bound L(r) of `kindfold.ops.variational`, over partitions by merges, then over responsibilities.

Algorithm: (1) principal axes, unit length; (2) over-cluster; (3) merge while the bound of a shared-variance mixture
gains, at every variance at once; (4) repeat in a space whitened by the covariance within clusters; (5) choose the cut
by three rulers; (6) ascend the bound of the final family from that cut, K fixed.

Legend: x -> Z (reduced rows), S_k -> Statistics, F -> family, G_0 -> its prior, K -> n_clusters_.
Deviations from a textbook mixture, with reasons in docs/methods/dp-mixture.md: K is read from merges of shared-variance
components, because families that fit their own variance swallow kinds; probabilities are tempered.

Sources: Blei & Jordan (2006); Hughes & Sudderth, "Memoized online variational inference" (2013); Heller & Ghahramani,
"Bayesian hierarchical clustering" (2005).
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kindfold.clustering.base import Clusterer
from kindfold.clustering.checks import check_n_clusters, draw_seed, warn_fewer
from kindfold.errors import SettingError, UnknownName
from kindfold.ops.parts import Here, Part, Parts, count, take
from kindfold.ops.placement import Placement, fence
from kindfold.ops.trust import trust

if TYPE_CHECKING:
    from kindfold.ops.levels import Found

FAMILIES = ("full", "diag", "iso", "vmf")
MAX_SWEEPS = 8
TILE = 4096
SAMPLE = 10_000  # rows on which the memberships are tempered
MAX_PROBA = 2**26  # numbers: beyond it `proba_` is not kept; `predict_proba` gives it for any rows


class SearchBound(UserWarning):
    """The number of kinds met a bound of the search, and might be another without it."""


class DPMixtureModel(NamedTuple):
    """Reduction, and components as log density = offset_k - 1/2 |R_k'(z - c_k)|^2 of reduced rows z, tempered."""

    mean: NDArray[np.float64]  # (d,)
    basis: NDArray[np.float64]  # (d, q)
    offset: NDArray[np.float64]  # (k,)
    centers: NDArray[np.float64]  # (k, q)
    roots: NDArray[np.float64]  # (k, q, q), R_k R_k' is the expected precision
    temper: NDArray[np.float64]  # (1,), power of the densities in a membership
    fence: NDArray[np.float64]  # (1,), distance |R_k'(z - c_k)| beyond which a row is an outlier


class DPMixture(Clusterer):
    """Finds the kinds and their number.

    Parameters
    ----------
    n_clusters : "auto", or the number of kinds: then the cut of the same merges with just that many
    k_min, k_max : bounds of the search; a bound that is met is warned of and stands in `history_`
    family : components of the final mixture: "full", "diag", "iso" (shared variance) or "vmf" (directions)
    device : "auto", "cpu", "cuda", ... for the over-clustering; rows on other machines stay in their main memory
    random_state : int, RandomState or None

    Attributes
    ----------
    labels_ (n,), confidence_ (n,), outliers_ (n,) : see `place`; clusters are numbered by size
    proba_ : (n, k) float32, or None where it would be larger than 256 MiB
    levels_ : other granularities, {"n_clusters", "stability", "labels", "scale", "space"} each
    history_ : "curve", "levels", "readings" of the rulers, "chosen", "bound" per sweep, "alpha", "trust", "notes"

    Examples
    --------
    >>> import numpy as np
    >>> X = np.repeat(np.eye(4, 16), 30, axis=0) + 0.05 * np.random.default_rng(0).normal(size=(120, 16))
    >>> DPMixture(random_state=0).fit(X).n_clusters_
    4
    """

    Model = DPMixtureModel
    number = "found"
    proba_: NDArray[np.float32] | None
    levels_: tuple[dict[str, Any], ...]

    def __init__(
        self,
        n_clusters: int | Literal["auto"] = "auto",
        *,
        k_min: int | None = None,
        k_max: int | None = None,
        family: str = "full",
        device: str = "auto",
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.k_min = k_min
        self.k_max = k_max
        self.family = family
        self.device = device
        self.random_state = random_state

    def fit(self, X: ArrayLike | Parts, y: object = None) -> Self:
        """Find the kinds among the rows of X (n, d), which may lie on other machines (`kindfold.ops.parts`).

        Raises
        ------
        SettingError : n_clusters, k_min or k_max is not a number from 1 to n, or k_min > k_max; an unknown family
        InputError : a row is not finite
        """
        from kindfold.ops.levels import find

        rows = self._parts(X)
        k = self._checked(count(rows))
        found = find(
            rows,
            n_clusters=k,
            k_min=self.k_min,
            k_max=self.k_max,
            seed=draw_seed(self.random_state),
            device="cpu" if isinstance(X, Parts) else _device(self.device),
        )
        n_found = int(found.labels.max()) + 1
        if k and n_found < k:
            warn_fewer(k, n_found)
        for note in found.notes:
            warnings.warn(note, SearchBound, stacklevel=2)

        model, bound, alpha = _polished(found, self.family)
        self.model_ = model
        placed, distance = self._measured(rows)
        placed = placed._replace(outliers=distance > model.fence)
        self.levels_ = tuple(
            {**level, "labels": placed.labels} if level["n_clusters"] == n_found else level for level in found.levels
        )
        small = count(rows) * n_found <= MAX_PROBA
        self.proba_ = np.concatenate(rows.each(_proba_of, model)) if small else None
        return self._fitted(
            model,
            placed,
            curve=[cut._asdict() for cut in found.curve],
            levels=[{key: value for key, value in level.items() if key != "labels"} for level in found.levels],
            readings=found.readings,
            chosen={"n_clusters": n_found, "stability": found.stability, "why": _why(k, found.readings)},
            bound=bound,
            alpha=alpha,
            trust=trust(n_found, found.readings, found.stability, given=k is not None, bounded=bool(found.notes)),
            notes=list(found.notes),
        )

    def _checked(self, n: int) -> int | None:
        """n_clusters as a number or None, after all settings have been looked at."""
        if self.family not in FAMILIES:
            raise UnknownName("family", str(self.family), FAMILIES)
        for name in ("k_min", "k_max"):
            bound = getattr(self, name)
            if bound is not None and (not isinstance(bound, int | np.integer) or bound < 1):
                raise SettingError(f"{name}={bound!r} is not a whole number of at least 1")
        if self.k_min and self.k_max and self.k_min > self.k_max:
            raise SettingError(f"k_min={self.k_min} is more than k_max={self.k_max}")
        if self.k_min and self.k_min > n:
            raise SettingError(f"k_min={self.k_min} is more than the number of rows, n_samples={n}")
        return (
            None
            if isinstance(self.n_clusters, str) and self.n_clusters == "auto"
            else check_n_clusters(self.n_clusters, n)
        )

    def _place(self, X: NDArray[np.float32]) -> Placement:
        return self._measured(Here(X))[0]

    def _measured(self, X: Parts) -> tuple[Placement, NDArray[np.float64]]:
        """Placement of rows, and their distance from their own component."""
        found = zip(*X.each(_measures_of, self.model_), strict=True)
        labels, confidence, distance = (np.concatenate(column) for column in found)
        return Placement(labels, confidence, distance > self.model_.fence), distance

    def _proba(self, X: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.concatenate(Here(X).each(_proba_of, self.model_))


def _measures_of(
    part: Part, model: DPMixtureModel
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float64]]:
    """Labels, probabilities and distances (m,) of the rows of a part."""
    from kindfold.ops.parallel import in_tiles

    def tile(rows: slice) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float64]]:
        proba, squares = _memberships(part.rows[rows], model)
        labels = proba.argmax(axis=1)
        return labels, proba.max(axis=1), np.sqrt(squares[np.arange(len(labels)), labels])

    labels, confidence, distance = zip(*in_tiles(tile, len(part.rows), size=TILE), strict=True)
    return np.concatenate(labels), np.concatenate(confidence), np.concatenate(distance)


def _proba_of(part: Part, model: DPMixtureModel) -> NDArray[np.float32]:
    from kindfold.ops.parallel import in_tiles

    return np.concatenate(in_tiles(lambda rows: _memberships(part.rows[rows], model)[0], len(part.rows), size=TILE))


def _polished(found: Found, family: str) -> tuple[DPMixtureModel, list[float], float]:
    """The components ascended from the cut, numbered by size; of nearest means where the ascent would lose a kind."""
    from kindfold.ops.components import as_sure_as, components, placed, plain_components
    from kindfold.ops.granularity import ALPHA

    c, bound, alpha = components(found.Z, (found.labels, *found.rivals), family, alpha=ALPHA, max_sweeps=MAX_SWEEPS)
    labels, distance = placed(found.Z, c)
    if len(np.unique(labels)) < len(c.offset):
        c = plain_components(found.Z, found.labels)
        labels, distance = placed(found.Z, c)
    size = np.bincount(labels, minlength=len(c.offset))
    c = c.take(np.argsort(-size, kind="stable")[: (size > 0).sum()])
    n = len(labels)
    c = as_sure_as(c, take(found.Z, np.arange(0, n, max(1, n // SAMPLE))), found.stability)
    return DPMixtureModel(*found.reduction, *c, np.array([fence(distance)])), bound, alpha


def _memberships(X: NDArray[np.float32], model: DPMixtureModel) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    from kindfold.ops.components import Components, memberships
    from kindfold.ops.whitening import Reduction

    return memberships(
        Reduction(model.mean, model.basis)(X), Components(model.offset, model.centers, model.roots, model.temper)
    )


def _why(k: int | None, readings: dict[str, int]) -> str:
    if k:
        return "asked for"
    if not readings:
        return "too few different rows to count kinds"
    return "from " + ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in readings.items())


def _device(device: str) -> str:
    import torch

    return ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
