"""Give every cluster a noun that tells it apart from the others.

Symbols: n pictures, d dimensions, k clusters, m words, s kinds (a word's senses and everything above them).

1. Contrast. Pictures are taken relative to half the mean of the cluster means: what all clusters share keeps half its
   say, for where no noun tells them apart (cultivars of apples) the shared one is still the best to be had.
2. Coverage. Every sampled member spreads one vote over the words, q = softmax(cosine / t), where t is a fixed part of
   the spread of the cosines, so that any encoder votes equally sharply. A word's vote counts for its kinds and for all
   kinds above them: p(c, kind) is the part of cluster c's votes that fall on a kind or its hyponyms.
3. Evidence. score(c, kind) = sqrt(p) log(p / b), where b is a quarter of the part that the kind has in the other
   clusters and three quarters of its part of the vocabulary. The logarithm rises as a noun gets more specific, the
   root falls once it no longer covers the cluster: the best noun is the most specific one that still does. "artifact"
   has a large b and scores low. (With p in place of its root this is the kind's term in the Kullback-Leibler
   divergence of p from b, which prefers more general nouns.) A kind nearly all of whose votes fall on one kind below
   it says less than that one: its evidence counts for a fifth.
4. Assignment. Nouns are given out so that no noun is used twice and the sum of the scores is largest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from kindfold.data.clustering import Clustering, Name
from kindfold.data.embeddings import Embeddings
from kindfold.errors import InputError
from kindfold.naming.vocabulary import Vocabulary

N_MEMBERS = 32  # voters per cluster
SHARED = 0.5  # part of the common mean that is taken off
ELSEWHERE = 0.25  # weight of the other clusters in b
SHARPNESS = 0.35  # t over the standard deviation of a member's cosines
FLOOR = 3e-3  # added to b: a kind that nobody else votes for is not worth infinitely much
NEARLY_ALL = 0.9  # of a kind's votes on one kind below it ...
REPEATED = 0.2  # ... leave it this part of its evidence
SHORTLIST = 32  # nouns per cluster that enter the assignment

Floats = NDArray[np.float32]


def name(clustering: Clustering, embeddings: Embeddings, word_vectors: ArrayLike, vocabulary: Vocabulary) -> Clustering:
    """The same clustering with names; arguments as for `describe`."""
    return replace(clustering, names=describe(embeddings.vectors, clustering.labels, word_vectors, vocabulary))


def describe(
    vectors: ArrayLike,
    labels: ArrayLike,
    word_vectors: ArrayLike,
    vocabulary: Vocabulary,
    *,
    n_alternatives: int = 5,
) -> tuple[Name, ...]:
    """A distinct noun for every cluster, with the runners-up and their scores.

    Parameters
    ----------
    vectors : (n, d) pictures, unit rows
    labels : (n,) clusters 0..k-1
    word_vectors : (m, d) the words of `vocabulary` in the same space, unit rows
    n_alternatives : how many runners-up to keep

    Returns
    -------
    k names; a cluster for which no noun is left, or none speaks, is called by its number.

    Raises
    ------
    InputError : shapes do not fit together, or a vector is not finite
    """
    X, W, y = np.asarray(vectors, np.float32), np.asarray(word_vectors, np.float32), np.asarray(labels, np.int64)
    check(X, y, W, vocabulary)
    k = int(y.max()) + 1

    membership = vocabulary.membership()  # (m, s)
    covered = coverage(voters(X, y, k), W, membership)  # (k, s)
    expected = background(covered, membership.mean(axis=0))  # (k, s)
    scores = np.stack([noun_scores(p, b, vocabulary) for p, b in zip(covered, expected, strict=True)])  # (k, m)

    shortlists = np.argsort(-scores, axis=1, kind="stable")[:, : max(SHORTLIST, n_alternatives + 1)]
    nouns = assign(scores, shortlists)
    return tuple(
        named(c, noun, scores[c], shortlists[c], vocabulary, n_alternatives) for c, noun in enumerate(nouns.tolist())
    )


def voters(X: Floats, y: NDArray[np.int64], k: int) -> list[Floats]:
    """Of each cluster up to `N_MEMBERS` members relative to what all share, evenly from central to marginal."""
    members = [np.flatnonzero(y == c) for c in range(k)]
    means = np.stack([X[rows].mean(0, dtype=np.float64) if len(rows) else np.zeros(X.shape[1]) for rows in members])
    origin = SHARED * means.mean(0) if k > 1 else np.zeros(X.shape[1])
    return [sample(unit((X[rows] - origin).astype(np.float32)), means[c] - origin) for c, rows in enumerate(members)]


def sample(X: Floats, centre: NDArray[np.float64]) -> Floats:
    """Rows at even steps of their closeness to the centre."""
    order = np.argsort(-(X @ centre.astype(np.float32)), kind="stable")
    steps = np.unique(np.linspace(0, len(order) - 1, min(N_MEMBERS, len(order))).round().astype(np.int64))
    return X[order[steps]]


def coverage(groups: list[Floats], W: Floats, membership: Any) -> Floats:
    """Part of each cluster's votes that fall on each kind or its hyponyms, (k, s); one group of rows at a time."""
    empty = np.zeros(len(W), np.float32)
    return np.stack([membership.T @ (votes(rows @ W.T).mean(0) if len(rows) else empty) for rows in groups])


def votes(cosines: Floats) -> Floats:
    """Softmax of every row at a temperature in proportion to its spread, (b, m)."""
    spread = cosines.std(axis=1, keepdims=True)
    logits = (cosines - cosines.max(axis=1, keepdims=True)) / np.maximum(SHARPNESS * spread, 1e-6)
    weights: Floats = np.exp(logits)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def background(covered: Floats, prior: Floats) -> Floats:
    """What to expect of each kind by its part of the vocabulary and its part in the other clusters, (k, s)."""
    if len(covered) == 1:
        return prior[None]
    elsewhere: Floats = (covered.sum(axis=0) - covered) / np.float32(len(covered) - 1)
    return np.float32(1 - ELSEWHERE) * prior + np.float32(ELSEWHERE) * elsewhere


def noun_scores(p: Floats, b: Floats, vocabulary: Vocabulary) -> Floats:
    """Evidence for each word as the name of the best kind that goes by it, (m,); minus infinity for mere synonyms."""
    evidence = np.sqrt(p) * np.log((p + FLOOR**2) / (b + FLOOR))  # (s,)
    evidence = np.where(repeats(p, vocabulary), np.minimum(evidence, REPEATED * evidence), evidence)
    scores = np.full(len(vocabulary), -np.inf, np.float32)
    kinds = np.flatnonzero(vocabulary.leads >= 0)
    np.maximum.at(scores, vocabulary.leads[kinds], evidence[kinds].round(6))
    return scores


def repeats(p: Floats, vocabulary: Vocabulary) -> NDArray[np.bool_]:
    """Which kinds have nearly all of their votes from one kind below them, the nearest that has a name, (s,)."""
    below, above = vocabulary.parents.T
    named = vocabulary.leads >= 0
    told, before = np.where(named, p, 0), None
    while before is None or (told != before).any():
        before, most = told, np.zeros_like(p)
        np.maximum.at(most, above, told[below])
        told = np.where(named, p, most)  # a kind without a name hands on what is below it
    return np.asarray(most > NEARLY_ALL * p)


def assign(scores: Floats, shortlists: NDArray[np.int64]) -> NDArray[np.int64]:
    """One noun per cluster, none twice, of the highest total; -1 where none is left or none has any evidence."""
    columns = np.unique(shortlists)
    table = np.maximum(scores[:, columns], 0)  # no evidence is no reason to take it from another
    rows, chosen = linear_sum_assignment(table, maximize=True)
    nouns = np.full(len(scores), -1)
    nouns[rows] = np.where(table[rows, chosen] > 0, columns[chosen], -1)
    return nouns


def named(
    cluster: int, noun: int, scores: Floats, shortlist: NDArray[np.int64], vocabulary: Vocabulary, n_alternatives: int
) -> Name:
    """The record for one cluster."""
    others = [j for j in shortlist.tolist() if j != noun and scores[j] > 0][:n_alternatives]
    return Name(
        vocabulary.words[noun] if noun >= 0 else f"cluster {cluster}",
        tuple((vocabulary.words[j], round(float(scores[j]), 4)) for j in others),
    )


def check(X: Floats, y: NDArray[np.int64], W: Floats, vocabulary: Vocabulary) -> None:
    """Refuse what does not fit together."""
    if X.ndim != 2 or len(X) == 0 or y.shape != (len(X),):
        raise InputError(f"expected vectors (n, d) and one label each, got {X.shape} and {y.shape}")
    if W.shape != (len(vocabulary), X.shape[1]):
        raise InputError(f"expected {len(vocabulary)} word vectors of {X.shape[1]} dimensions, got {W.shape}")
    if y.min() < 0:
        raise InputError("labels must be 0..k-1; give unassigned pictures a cluster first")
    if not (np.isfinite(X.sum(dtype=np.float64)) and np.isfinite(W).all()):  # no sum of float32 overflows float64
        raise InputError("vectors must be finite; a picture or word vector holds NaN or infinity")


def unit(rows: Floats) -> Floats:
    """Rows of length one; a zero row stays."""
    norms: Floats = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-12))
    return rows / norms
