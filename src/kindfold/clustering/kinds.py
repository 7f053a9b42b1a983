"""`n_clusters="auto"` of the methods that take a number: it is the one that `dp-mixture` finds in the same rows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kindfold.clustering.checks import check_n_clusters, count_distinct, warn_fewer


class Kinds(NamedTuple):
    """How many clusters to fit, and for `history_` how the number came about."""

    n_clusters: int
    history: dict[str, Any]


def count_kinds(rows: NDArray[np.float32], n_clusters: object, *, seed: int, device: str) -> Kinds:
    """The number asked for, or the one found in rows (n, d) where that is "auto".

    Raises
    ------
    SettingError : n_clusters is neither "auto" nor a number from 1 to n
    """
    if not (isinstance(n_clusters, str) and n_clusters == "auto"):
        return Kinds(check_n_clusters(n_clusters, len(rows)), {})
    from kindfold.ops.levels import find
    from kindfold.ops.trust import trust

    found = find(rows, n_clusters=None, k_min=None, k_max=None, seed=seed, device=device)
    k = int(found.labels.max()) + 1
    return Kinds(
        k,
        {
            "n_clusters_from": "dp-mixture",
            "curve": [cut._asdict() for cut in found.curve],
            "readings": found.readings,
            "chosen": {"n_clusters": k, "stability": found.stability, "why": "counted by dp-mixture in the same rows"},
            "trust": trust(k, found.readings, found.stability, given=False, bounded=bool(found.notes)),
            "notes": list(found.notes),
        },
    )


def kinds_to_train(rows: NDArray[np.float32], n_clusters: object, *, seed: int, device: str) -> Kinds:
    """As `count_kinds`, and no more than there are distinct rows: a head cannot tell copies apart."""
    counted = count_kinds(rows, n_clusters, seed=seed, device=device)
    if (n_distinct := count_distinct(rows, most=counted.n_clusters)) < counted.n_clusters:
        warn_fewer(counted.n_clusters, n_distinct, stacklevel=4)
    return counted._replace(n_clusters=n_distinct)
