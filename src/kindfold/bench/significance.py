"""Whether one method is better than another, over sets: ranks, Friedman's test, and paired tests of Wilcoxon.

Sources: Demsar, "Statistical comparisons of classifiers over multiple data sets" (JMLR 2006); Holm (1979) for many
tests at once. A set counts once, by the mean over seeds: seeds of one set are not independent.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

LEVEL = 0.05
FEWEST = 5  # sets, below which no paired test can reach the level


class Ranking(NamedTuple):
    """Methods by mean rank, best first, and what tests say of them.

    p : of Friedman's test that all are alike, NaN where there are fewer than 3 methods or 2 sets
    critical : distance of mean ranks from which two methods differ (Nemenyi), infinite where nobody can say
    pairs : (better, worse, p after Holm) of Wilcoxon's signed ranks, for all pairs; empty below 5 sets
    """

    methods: tuple[str, ...]
    ranks: tuple[float, ...]
    n_sets: int
    p: float
    critical: float
    pairs: tuple[tuple[str, str, float], ...]


def ranking(methods: tuple[str, ...], scores: NDArray[np.float64]) -> Ranking:
    """Rank methods by scores (methods, sets), the larger the better; ties share their ranks."""
    m, n = scores.shape
    ranks = stats.rankdata(-scores, axis=0).mean(axis=1) if n else np.zeros(m)
    order = np.argsort(ranks, kind="stable")
    names = tuple(methods[i] for i in order)
    alike = bool((scores == scores[:1]).all()) if n else True
    p = float(stats.friedmanchisquare(*scores).pvalue) if m > 2 and n > 1 and not alike else float("nan")
    return Ranking(
        names,
        tuple(float(ranks[i]) for i in order),
        n,
        p,
        critical_difference(m, n),
        _pairs(names, scores[order]) if n >= FEWEST else (),
    )


@cache
def critical_difference(n_methods: int, n_sets: int, level: float = LEVEL) -> float:
    """Nemenyi's: q sqrt(m (m + 1) / 6n), where q is that of the studentised range over sqrt 2."""
    if n_methods < 2 or n_sets < 2:
        return float("inf")
    q = float(stats.studentized_range.ppf(1 - level, n_methods, np.inf)) / np.sqrt(2)
    return float(q * np.sqrt(n_methods * (n_methods + 1) / (6 * n_sets)))


def holm(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """p-values of many tests, such that the chance of any false alarm stays below the level."""
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)).clip(max=1)
    adjusted = np.empty_like(p)
    adjusted[order] = raised
    return adjusted


def _pairs(names: tuple[str, ...], scores: NDArray[np.float64]) -> tuple[tuple[str, str, float], ...]:
    pairs = list(combinations(range(len(names)), 2))
    p = np.array([_wilcoxon(scores[a] - scores[b]) for a, b in pairs])
    return tuple((names[a], names[b], float(q)) for (a, b), q in zip(pairs, holm(p), strict=True))


def _wilcoxon(differences: NDArray[np.float64]) -> float:
    """Two-sided, exact where there are no ties; 1 where nothing differs."""
    if not differences.any():
        return 1.0
    return float(stats.wilcoxon(differences, method="auto").pvalue)
