"""Give every cluster a noun that tells it apart from the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from kindfold.data.clustering import Clustering, Name
from kindfold.data.embeddings import Embeddings
from kindfold.errors import InputError
from kindfold.naming.vocabulary import Vocabulary

NO_WORDS = "clusters are numbered because the encoder {encoder!r} knows pictures only, no words"
SHORTLIST = 50  # nouns of a cluster that compete for its name


def name(
    clustering: Clustering, embeddings: Embeddings, word_vectors: NDArray[np.float32], vocabulary: Vocabulary
) -> Clustering:
    """The same clustering with names, from picture and word vectors of one space."""
    return replace(clustering, names=describe(embeddings.vectors, clustering.labels, word_vectors, vocabulary))


def describe(
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
    word_vectors: NDArray[np.float32],
    vocabulary: Vocabulary,
    *,
    n_alternatives: int = 5,
) -> tuple[Name, ...]:
    """A distinct noun for every cluster, with the runners-up and their scores.

    Parameters
    ----------
    vectors : (n, d) pictures, unit rows
    labels : (n,) clusters 0..k-1
    word_vectors : (m, d) the nouns of `vocabulary` in the same space, unit rows
    """
    if word_vectors.shape != (len(vocabulary), vectors.shape[1]):
        raise InputError(
            f"{word_vectors.shape} word vectors do not fit {len(vocabulary)} words and d = {vectors.shape[1]}"
        )
    means = cluster_means(vectors, labels)  # (k, d)
    scores = unit(means - means.mean(0) if len(means) > 1 else means) @ word_vectors.T  # (k, m)
    shortlists = np.argsort(-scores, axis=1, kind="stable")[:, : max(SHORTLIST, n_alternatives)]
    nouns = distinct(scores, shortlists)
    return tuple(
        Name(
            vocabulary.words[noun] if noun >= 0 else f"cluster {cluster + 1}",
            tuple(
                (vocabulary.words[j], round(float(scores[cluster, j]), 4))
                for j in shortlist[:n_alternatives]
                if j != noun
            ),
        )
        for cluster, (noun, shortlist) in enumerate(zip(nouns, shortlists, strict=True))
    )


def distinct(scores: NDArray[np.float32], shortlists: NDArray[np.int64]) -> NDArray[np.int64]:
    """One noun for each cluster, none twice, of the highest total score; -1 where the nouns run out."""
    columns = np.unique(shortlists)
    rows, chosen = linear_sum_assignment(scores[:, columns], maximize=True)
    nouns = np.full(len(scores), -1)
    nouns[rows] = columns[chosen]
    return nouns


def cluster_means(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Mean vector of every cluster, (k, d)."""
    k = int(labels.max()) + 1
    sums = np.zeros((k, vectors.shape[1]))
    np.add.at(sums, labels, vectors)
    return (sums / np.maximum(np.bincount(labels, minlength=k), 1)[:, None]).astype(np.float32)


def unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length one; a zero row stays."""
    norms: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.maximum(norms, np.float32(1e-12))
