"""What is asked of settings and rows before a fit, and how rows reach the device."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state

from kindfold.errors import InputError, SettingError
from kindfold.ops.parts import Here, Part, Parts, shared

if TYPE_CHECKING:
    from torch import Tensor

PRECISIONS = ("auto", "float32", "bfloat16")  # of a descent


def check_finite(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows (n, d), if every number is finite; the first row that has others is named."""
    check_parts(Here(rows))
    return rows


def check_parts(rows: Parts) -> None:
    """The same for rows in parts; little memory is needed, as a part is a small share of many rows."""
    start, found = 0, []
    for size, bad in zip(rows.sizes, rows.each(_not_finite), strict=True):
        found += [(start + row, what) for row, what in bad]
        start += size
    if found:
        row, what = found[0]
        raise InputError(f"row {row} of X contains {what} ({len(found)} such rows of {start})")


def _not_finite(part: Part) -> list[tuple[int, str]]:
    """The rows of a part that hold what is no number, and what that is."""
    if np.isfinite(part.rows.sum(dtype=np.float64)):  # a sum of float32 cannot overflow float64: one pass settles it
        return []
    bad = np.flatnonzero(~np.isfinite(part.rows).all(axis=1))
    far = "infinity or a value too large for float32"
    return [(int(row), "NaN" if np.isnan(part.rows[row]).any() else far) for row in bad]


def check_two(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows, if there are at least two to compare."""
    if len(rows) < 2:
        raise InputError(f"n_samples={len(rows)}, but at least 2 rows are needed to compare")
    return rows


def check_views(views: ArrayLike | None, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Views (v, n, d) of the rows (n, d), if there are at least two of every row and all are finite."""
    if views is None:
        raise InputError(
            "this method learns from augmented views of pictures: give fit(X, views=...), as `embed` makes them, or, "
            "where there are no pictures, choose the size of Gaussian views with jitter=..."
        )
    seen = np.asarray(views, dtype=np.float32)
    if seen.ndim != 3 or seen.shape[1:] != rows.shape or len(seen) < 2:
        raise InputError(f"views must be of shape (v, {', '.join(map(str, rows.shape))}) with v >= 2, not {seen.shape}")
    if not np.isfinite(seen.sum(dtype=np.float64)):
        raise InputError("views contain NaN or infinity")
    return seen


def check_words(words: ArrayLike | None, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors (m, d) of m nouns in the space of the rows (n, d), none of them zero, scaled to unit length."""
    if words is None:
        raise InputError(
            "this method learns from words: give fit(X, words=...), the vectors of some nouns as `embed_words` makes "
            "them, by an encoder that has a text side"
        )
    known = np.asarray(words, dtype=np.float32)
    if known.ndim != 2 or known.shape[1] != rows.shape[1] or not len(known):
        raise InputError(f"words must be of shape (m, {rows.shape[1]}) with m >= 1, not {known.shape}")
    lengths = np.linalg.norm(known.astype(np.float64), axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise InputError("words contain NaN, infinity or a row of zeros")
    unit: NDArray[np.float32] = (known / lengths).astype(np.float32)
    return unit


def check_whole(name: str, value: object, *, least: int) -> int:
    """A setting that counts something, as an int."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
        raise SettingError(f"{name}={value!r} is not a whole number of at least {least}")
    return int(value)


def check_positive(name: str, value: object, *, words: tuple[object, ...] = ()) -> None:
    """A setting that is a positive number, or one of some words."""
    if value not in words and not (isinstance(value, int | float) and 0 < value < math.inf):
        raise SettingError(f"{name}={value!r} is not a positive number")


def check_widths(name: str, value: object) -> None:
    """A setting that is a sequence of layer widths."""
    if not isinstance(value, Iterable) or any(not isinstance(w, int | np.integer) or w < 1 for w in value):
        raise SettingError(f"{name}={value!r} are not whole numbers of at least 1")


def check_rows(name: str, value: ArrayLike, n: int) -> NDArray[np.float32]:
    """Other features (n, d) of the same pictures."""
    rows = np.ascontiguousarray(value, dtype=np.float32)
    if rows.ndim != 2 or len(rows) != n:
        raise InputError(f"{name} must be of shape ({n}, d), not {rows.shape}")
    if not np.isfinite(rows.sum(dtype=np.float64)):
        raise InputError(f"{name} contains NaN or infinity")
    return rows


def check_flag(name: str, value: object) -> None:
    """Refuse what is neither true nor false."""
    if not isinstance(value, bool | np.bool_):
        raise SettingError(f"{name} takes True or False (true or false on the command line), not {value!r}")


def check_n_clusters(n_clusters: object, n: int) -> int:
    """The number of clusters asked for, if n rows can be sorted into it."""
    k = check_whole("n_clusters", n_clusters, least=1)
    if k > n:
        raise SettingError(f"n_clusters={k} is more than the number of rows, n_samples={n}")
    return k


def warn_fewer(n_clusters: int, n_distinct: int, *, stacklevel: int = 3) -> None:
    """Say that clusters are missing because rows are copies of each other."""
    message = f"{n_clusters} clusters were asked for, but only {n_distinct} rows are distinct"
    warnings.warn(message, ConvergenceWarning, stacklevel=stacklevel)


def count_distinct(rows: NDArray[np.float32], *, most: int) -> int:
    """How many rows are distinct, as far as `most`."""
    seen: set[bytes] = set()
    for row in rows:
        seen.add(row.tobytes())
        if len(seen) == most:
            break
    return len(seen)


def draw_seed(random_state: int | np.random.RandomState | None) -> int:
    """An integer seed drawn by scikit-learn's rules."""
    return int(check_random_state(random_state).randint(2**31 - 1))


def as_tensor(X: NDArray[np.float32], device: str) -> Tensor:
    """Rows on a device; "auto" is the accelerator if there is one. The tensor may share memory with X: do not write."""
    import torch

    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    return shared(X).to(device)
