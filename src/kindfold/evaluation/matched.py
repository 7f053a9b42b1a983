"""Scores of a clustering against known classes, all from one contingency table.

Every score follows the definition that scikit-learn or the literature gives (natural logarithms, arithmetic mean in
NMI and AMI) and equals scikit-learn's to 1e-12. Where a definition leaves a gap the value is:

    one class and one cluster, or n = 1       every score is 1
    the partitions are equal (any numbering)  every score is 1, also when all are singletons
    one class or one cluster, not both        NMI, AMI and ARI are 0
    no rows                                   refused
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kindfold.data.clustering import Clustering
from kindfold.data.report import Report
from kindfold.errors import InputError

Truth = ArrayLike | Sequence[str | None] | Mapping[str, Any]


class Table(NamedTuple):
    """How many rows of class i went to cluster j."""

    counts: NDArray[np.int64]  # (c, k), no empty row or column
    classes: NDArray[Any]  # (c,) sorted
    clusters: NDArray[Any]  # (k,) sorted


class ClassRecall(NamedTuple):
    """One class: its size, the cluster matched to it (None when clusters ran out) and the share found there."""

    name: Hashable
    size: int
    cluster: Hashable | None
    recall: float


def evaluate(labels: Clustering | ArrayLike, truth: Truth | None, *, ids: Sequence[str] | None = None) -> Report:
    """Score a clustering against known classes.

    Parameters
    ----------
    labels : (n,) clusters as numbers or strings, or a `Clustering`; a label -1 is a cluster like any other
    truth : (n,) classes as numbers or strings, None where unknown; or a mapping id -> class for some of the `ids`
    ids : the n picture ids, needed when `truth` is a mapping

    Returns
    -------
    report : `scores` holds acc, nmi, ami, ari, purity (in [0, 1]; ami and ari may fall below 0), recall_mean over
        classes, recall_tail over the smallest third of them, n_clusters, n_classes,
        k_error = n_clusters / n_classes - 1, n and n_labelled. Only labelled rows count, in all but n.
    """
    if truth is None:
        raise InputError("there are no classes to compare with (pictures have labels when they lie in sub-folders)")
    rows, classes = known(truth, len(_array(labels)), ids=ids)
    table = contingency(_array(labels)[rows], classes)
    recalls = class_recalls(table)
    c, k = table.counts.shape
    return Report(
        {
            "acc": accuracy(table),
            "nmi": nmi(table),
            "ami": ami(table),
            "ari": ari(table),
            "purity": purity(table),
            "recall_mean": _mean_recall(recalls),
            "recall_tail": _mean_recall(recalls[-max(1, c // 3) :]),
            "n_clusters": k,
            "n_classes": c,
            "k_error": k / c - 1,
            "n": len(_array(labels)),
            "n_labelled": len(rows),
        }
    )


def contingency(labels: Clustering | ArrayLike, truth: ArrayLike) -> Table:
    """Count classes against clusters."""
    found, true = _array(labels), _array(truth)
    if found.ndim != 1 or found.shape != true.shape:
        raise InputError(f"labels of shape {found.shape} do not fit classes of shape {true.shape}")
    if not len(found):
        raise InputError("nothing to score: no row has both a cluster and a class")
    classes, i = np.unique(true, return_inverse=True)
    clusters, j = np.unique(found, return_inverse=True)
    counts = np.bincount(i * len(clusters) + j, minlength=len(classes) * len(clusters))
    return Table(counts.reshape(len(classes), len(clusters)).astype(np.int64), classes, clusters)


def known(truth: Truth, n: int, *, ids: Sequence[str] | None = None) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """The rows whose class is known, and their classes."""
    if isinstance(truth, Mapping):
        if ids is None or len(ids) != n:
            raise InputError(f"a mapping of classes needs the ids of all {n} pictures")
        listed: list[Any] = [truth.get(key) for key in ids]
    else:
        listed = list(np.asarray(truth, dtype=object))
        if len(listed) != n:
            raise InputError(f"{len(listed)} classes do not fit {n} pictures")
    rows = np.array([i for i, name in enumerate(listed) if name is not None], dtype=np.int64)
    if not len(rows):
        raise InputError(f"none of the {n} pictures has a class" + _example(truth, ids))
    return rows, np.array([listed[i] for i in rows])


def accuracy(table: Table) -> float:
    """Share of rows in the cluster matched to their class; the best one-to-one match, unmatched clusters score zero."""
    i, j = _match(table)
    return float(table.counts[i, j].sum() / table.counts.sum())


def match_clusters(table: Table) -> dict[Hashable, Hashable]:
    """Cluster -> the class it is matched to; clusters left over, when they outnumber the classes, are absent."""
    i, j = _match(table)
    return dict(zip(table.clusters[j].tolist(), table.classes[i].tolist(), strict=True))


def class_recalls(table: Table) -> tuple[ClassRecall, ...]:
    """Recall of every class under the matching, largest class first."""
    cluster_of = dict(zip(*(x.tolist() for x in _match(table)), strict=True))
    sizes = table.counts.sum(axis=1)
    rows = []
    for i in np.argsort(-sizes, kind="stable").tolist():
        j = cluster_of.get(i)
        found = 0 if j is None else table.counts[i, j]
        cluster = None if j is None else table.clusters.tolist()[j]
        rows.append(ClassRecall(table.classes.tolist()[i], int(sizes[i]), cluster, float(found / sizes[i])))
    return tuple(rows)


def purity(table: Table) -> float:
    """Share of rows in the largest class of their cluster (many clusters may share a class)."""
    return float(table.counts.max(axis=0).sum() / table.counts.sum())


def nmi(table: Table) -> float:
    """Mutual information over the arithmetic mean of the two entropies."""
    if _equal(table):
        return 1.0
    information = mutual_information(table)
    return information / _mean_entropy(table) if information else 0.0


def ami(table: Table) -> float:
    """Mutual information adjusted for chance (Vinh, Epps and Bailey, JMLR 2010), arithmetic mean."""
    from sklearn.metrics.cluster import expected_mutual_information

    if _equal(table):
        return 1.0
    if 1 in table.counts.shape:
        return 0.0
    expected = float(expected_mutual_information(table.counts, int(table.counts.sum())))
    return (mutual_information(table) - expected) / (_mean_entropy(table) - expected)


def ari(table: Table) -> float:
    """Rand index adjusted for chance (Hubert and Arabie, 1985)."""
    if _equal(table):
        return 1.0
    n = int(table.counts.sum())
    both = _pairs(table.counts)
    classes, clusters = _pairs(table.counts.sum(axis=1)), _pairs(table.counts.sum(axis=0))
    expected = classes * clusters / (n * (n - 1) // 2)
    return (both - expected) / ((classes + clusters) / 2 - expected)


def mutual_information(table: Table) -> float:
    """Mutual information of class and cluster in nats."""
    if 1 in table.counts.shape:
        return 0.0
    n = float(table.counts.sum())
    i, j = table.counts.nonzero()
    joint = table.counts[i, j].astype(np.float64)
    product = table.counts.sum(axis=1)[i].astype(np.float64) * table.counts.sum(axis=0)[j]
    terms = joint / n * (np.log(joint) + np.log(n) - np.log(product))
    return max(0.0, float(terms[np.abs(terms) >= np.finfo(np.float64).eps].sum()))  # rounding is not information


def _match(table: Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rectangular Hungarian: rows (classes) and columns (clusters) of the best one-to-one match."""
    from scipy.optimize import linear_sum_assignment

    i, j = linear_sum_assignment(table.counts, maximize=True)
    return i.astype(np.int64), j.astype(np.int64)


def _equal(table: Table) -> bool:
    """Whether the partitions are the same up to numbering: one non-empty cell in every row and column."""
    c, k = table.counts.shape
    return bool(c == k == np.count_nonzero(table.counts))


def _mean_entropy(table: Table) -> float:
    return (_entropy(table.counts.sum(axis=1)) + _entropy(table.counts.sum(axis=0))) / 2


def _entropy(sizes: NDArray[np.int64]) -> float:
    share = sizes / sizes.sum()
    return float(-(share * np.log(share)).sum())


def _pairs(counts: NDArray[np.int64]) -> int:
    """Pairs of rows within the cells."""
    return int((counts * (counts - 1) // 2).sum())


def _mean_recall(recalls: Sequence[ClassRecall]) -> float:
    return float(np.mean([row.recall for row in recalls]))


def _array(labels: Clustering | ArrayLike) -> NDArray[Any]:
    return labels.labels if isinstance(labels, Clustering) else np.asarray(labels)


def _example(truth: Truth, ids: Sequence[str] | None) -> str:
    if not isinstance(truth, Mapping) or not truth or not ids:
        return ""
    return f"; the pictures are called like {ids[0]!r}, the classes are given for names like {next(iter(truth))!r}"
