"""Names from the nouns that a method itself has found for its clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kindfold.data.clustering import Name
from kindfold.naming.describe import assign
from kindfold.naming.vocabulary import Vocabulary


def names_of(nouns: ArrayLike, scores: ArrayLike, vocabulary: Vocabulary) -> tuple[Name, ...]:
    """A distinct noun for every cluster, of the highest total score, with its other nouns as alternatives.

    Parameters
    ----------
    nouns : (k, a) words of `vocabulary`, best first
    scores : (k, a); one that is not positive gives no name

    A cluster whose nouns all went to others is called by its number.
    """
    rows, values = np.asarray(nouns, np.int64), np.asarray(scores, np.float32)
    distinct, columns = np.unique(rows, return_inverse=True)  # (w,), (k, a)
    columns = columns.reshape(rows.shape)
    table = np.zeros((len(rows), len(distinct)), np.float32)
    np.put_along_axis(table, columns, values, axis=1)
    names = []
    for c, first in enumerate(assign(table, columns).tolist()):
        ranked = zip(columns[c].tolist(), rows[c].tolist(), values[c].tolist(), strict=True)
        others = [(vocabulary.words[row], round(score, 4)) for place, row, score in ranked if place != first]
        names.append(Name(vocabulary.words[distinct[first]] if first >= 0 else f"cluster {c}", tuple(others)))
    return tuple(names)
