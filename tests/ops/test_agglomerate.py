"""Merges: the dendrogram against the generic moves, and the bound it must not lower."""

import numpy as np
import pytest

from kindfold.ops.agglomerate import critical_variance, dendrogram, merge_gain, merge_until_quiet
from kindfold.ops.mixtures import Diagonal, Full, Iso, Statistics, VonMisesFisher, grouped, statistics
from kindfold.ops.variational import bound

ALPHA = 0.4


def cells(moment: int, k: int = 24, d: int = 4) -> Statistics:
    """Statistics of 24 small cells around 4 well separated means."""
    rng = np.random.default_rng(1)
    X = 6 * np.eye(d)[np.arange(k * 5) % 4] + rng.normal(size=(k * 5, d))
    X -= X.mean(axis=0)
    return statistics(X, np.eye(k)[np.arange(k * 5) % k], moment=moment)


FAMILIES = [
    Iso(np.zeros(4), 1.0, 1.0),
    Diagonal(np.zeros(4), 0.1, 3.0, np.full(4, 3.0)),
    Full(np.zeros(4), 0.1, 12.0, 7 * np.eye(4)),
    VonMisesFisher(np.array([1.0, 0, 0, 0]), 8.0, 0.1),
]


def test_gain_vanishes_at_the_critical_variance() -> None:
    s = cells(0)
    v = critical_variance(s.counts[0], s.first[0], s.counts, s.first, alpha=ALPHA, kappa=1.0)
    for other in (1, 5, 17):
        gain = merge_gain(s, Iso(np.zeros(4), float(v[other]), 1.0), 0, alpha=ALPHA)[other]
        assert gain == pytest.approx(0.0, abs=1e-9)


def test_dendrogram_cut_is_quiet() -> None:
    """At the scale of a cut no pair of its clusters gains by merging."""
    s = cells(0)
    tree = dendrogram(s, alpha=ALPHA, kappa=1.0)
    for variance in (0.3, 1.0, 3.0):
        k = tree.n_clusters(variance)
        cut = grouped(s, tree.labels(k), k)
        gains = [np.delete(merge_gain(cut, Iso(np.zeros(4), variance, 1.0), a, alpha=ALPHA), a) for a in range(k)]
        assert np.concatenate(gains).max() <= 1e-9


def test_dendrogram_finds_the_planted_clusters() -> None:
    tree = dendrogram(cells(0), alpha=ALPHA, kappa=1.0)
    assert tree.n_clusters(1.0) == 4
    assert len(set(zip(tree.labels(4), np.arange(24) % 4, strict=True))) == 4


def test_cuts_are_nested_and_every_size_occurs() -> None:
    tree = dendrogram(cells(0), alpha=ALPHA, kappa=1.0)
    for k in range(1, 24):
        coarse, fine = tree.labels(k), tree.labels(k + 1)
        assert coarse.max() + 1 == k
        assert len(set(zip(coarse, fine, strict=True))) == k + 1


def test_hundredfold_alpha_hardly_changes_the_count() -> None:
    counts = [dendrogram(cells(0), alpha=a, kappa=1.0).n_clusters(1.0) for a in (0.04, 0.4, 4.0)]
    assert len(set(counts)) == 1


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: type(f).__name__)
def test_merges_never_lower_the_hard_bound(family) -> None:
    s = cells(family.moment)
    labels = merge_until_quiet(s, family, alpha=ALPHA)
    merged = grouped(s, labels, labels.max() + 1)
    assert labels.max() + 1 < 24
    assert bound(merged, family, alpha=ALPHA) > bound(s, family, alpha=ALPHA)
    gains = [np.delete(merge_gain(merged, family, a, alpha=ALPHA), a) for a in range(len(merged.counts))]
    assert np.concatenate(gains).max() <= 0
