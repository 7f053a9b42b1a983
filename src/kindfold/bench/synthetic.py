"""Synthetic features with known classes, in four levels of difficulty that imitate frozen image encoders.

A row is the unit-length sum of independent parts, each with a stated share of the squared length:

    x = cone + group + kind + spread * tail * (pose + nuisance) + floor

cone      one direction shared by all rows: the mean cosine of an encoder's features
group     one draw per super-class: kinds come in families
kind      one draw per class: the signal
pose      one of a few sub-modes of the class
nuisance  shared by all classes, rank 160, standard deviation of direction j proportional to j^-1/2
floor     isotropic noise, so that no direction is free of noise
spread    a factor per class, tail a factor per row that turns the Gaussian into a Student t
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.errors import SettingError, UnknownName

DIM = 512
RANK = 160


class Level(NamedTuple):
    """Shares of the squared length (they sum to one) and the shapes of the noise."""

    cone: float
    group: float
    kind: float
    pose: float
    nuisance: float
    floor: float
    kinds_per_group: int = 1
    freedom: float = np.inf  # degrees of freedom of the Student t
    spread: float = 0.0  # standard deviation of the log of the factor per class
    band: tuple[int, int] | None = None  # the kinds lie inside these directions of the nuisance, else anywhere


N_POSES = 3
LEVELS = {
    "easy": Level(cone=0.0, group=0.0, kind=0.5, pose=0.0, nuisance=0.0, floor=0.5),
    "medium": Level(
        cone=0.43, group=0.24, kind=0.09, pose=0.07, nuisance=0.15, floor=0.02, kinds_per_group=5, freedom=6, spread=0.2
    ),
    "hard": Level(
        cone=0.43, group=0.22, kind=0.05, pose=0.11, nuisance=0.17, floor=0.02, kinds_per_group=6, freedom=5, spread=0.3
    ),
    "fine": Level(cone=0.46, group=0.0, kind=0.10, pose=0.0, nuisance=0.43, floor=0.01, band=(20, 60)),
}


def make_features(
    level: str,
    n_clusters: int,
    n_samples: int,
    *,
    tail: float = 1.0,
    random_state: int | np.random.Generator | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Draw unit feature vectors and their classes.

    Parameters
    ----------
    level : "easy" (isotropic), "medium" (a cone with mean cosine 0.46, within class 0.80), "hard" (more of all, six
        kinds to a family) or "fine" (the kinds differ only where the nuisance is small)
    n_clusters : classes, every one of which has at least one row
    n_samples : rows
    tail : size of the largest class over that of the smallest, falling exponentially between them
    random_state : seed or generator

    Returns
    -------
    vectors : (n, 512) float32, unit rows
    labels : (n,) int64, class 0 the largest
    """
    if level not in LEVELS:
        raise UnknownName("level", level, LEVELS)
    if not 1 <= n_clusters <= n_samples:
        raise SettingError(f"n_clusters must lie between 1 and n_samples = {n_samples}, not {n_clusters}")
    shares, rng = LEVELS[level], np.random.default_rng(random_state)

    labels = rng.permutation(np.repeat(np.arange(n_clusters), class_sizes(n_clusters, n_samples, tail)))
    axes = _orthonormal(RANK, rng)  # (160, 512)
    centres = _centres(shares, n_clusters, axes, rng)  # (k, 512)

    vectors = centres[labels] + _within(shares, labels, axes, rng)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32), labels


def class_sizes(n_clusters: int, n_samples: int, tail: float) -> NDArray[np.int64]:
    """Sizes (k,) that fall exponentially by the ratio `tail`, sum to n and are at least one."""
    if tail < 1:
        raise SettingError(f"tail is the ratio of the largest class to the smallest, at least 1, not {tail}")
    weights = tail ** -np.linspace(0, 1, n_clusters)
    bounds = np.rint(np.cumsum(weights) / weights.sum() * (n_samples - n_clusters)).astype(np.int64)
    sizes: NDArray[np.int64] = 1 + np.diff(bounds, prepend=0)
    return sizes


def _centres(shares: Level, k: int, axes: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Cone, group and kind of every class, (k, 512)."""
    cone = np.sqrt(shares.cone) * _orthonormal(1, rng)
    n_groups = max(1, round(k / shares.kinds_per_group))
    group = np.sqrt(shares.group / DIM) * rng.standard_normal((n_groups, DIM))
    kind = rng.standard_normal((k, DIM)) / np.sqrt(DIM)
    if shares.band:
        low, high = shares.band
        kind = rng.standard_normal((k, high - low)) * _nuisance_sd()[low:high] @ axes[low:high]
        kind /= np.sqrt((_nuisance_sd()[low:high] ** 2).sum())
    centres: NDArray[np.float64] = cone + group[np.arange(k) % n_groups] + np.sqrt(shares.kind) * kind
    return centres


def _within(
    shares: Level, labels: NDArray[np.int64], axes: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Pose, nuisance and floor of every row, (n, 512)."""
    n, k = len(labels), int(labels.max()) + 1
    poses = np.sqrt(shares.pose) * rng.standard_normal((k, N_POSES, RANK)) * _nuisance_sd()
    nuisance = np.sqrt(shares.nuisance) * rng.standard_normal((n, RANK)) * _nuisance_sd()
    coordinates = poses[labels, rng.integers(N_POSES, size=n)] + nuisance  # (n, 160)

    spread = np.exp(shares.spread * rng.standard_normal(k))
    heavy = np.ones(n)
    if np.isfinite(shares.freedom):
        heavy = np.sqrt((shares.freedom - 2) / rng.chisquare(shares.freedom, n))  # E[heavy^2] = 1
    scaled = (spread[labels] * heavy)[:, None] * coordinates
    noise: NDArray[np.float64] = scaled @ axes + np.sqrt(shares.floor / DIM) * rng.standard_normal((n, DIM))
    return noise


def _nuisance_sd() -> NDArray[np.float64]:
    """Standard deviations proportional to j^-1/2, squares summing to one, (160,)."""
    variance = 1 / np.arange(1, RANK + 1)
    return np.asarray(np.sqrt(variance / variance.sum()))


def _orthonormal(rows: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Random orthonormal rows, (rows, 512)."""
    q, _ = np.linalg.qr(rng.standard_normal((DIM, rows)))
    return q.T
