"""Names that a method chose: distinct, in its order, by its scores."""

import numpy as np

from kindfold.naming.chosen import names_of
from kindfold.naming.vocabulary import from_words

VOCABULARY = from_words(["ant", "bee", "cat", "dog"])


def test_best_noun_is_the_name_and_the_others_are_alternatives() -> None:
    names = names_of([[2, 0], [3, 1]], [[0.9, 0.2], [0.8, 0.3]], VOCABULARY)
    assert [name.noun for name in names] == ["cat", "dog"]
    assert names[0].alternatives == (("ant", 0.2),)


def test_two_clusters_never_bear_the_same_name() -> None:
    names = names_of([[2, 0], [2, 1]], [[0.9, 0.1], [0.8, 0.7]], VOCABULARY)
    assert [name.noun for name in names] == ["cat", "bee"]
    assert names[1].alternatives == (("cat", 0.8),)


def test_cluster_whose_nouns_went_to_others_is_numbered() -> None:
    names = names_of([[2], [2]], [[0.9], [0.8]], VOCABULARY)
    assert [name.noun for name in names] == ["cat", "cluster 1"]
    assert names_of([[2]], [[0.0]], VOCABULARY)[0].noun == "cluster 0"


def test_order_of_clusters_changes_no_name() -> None:
    nouns, scores = np.array([[0, 1], [1, 0], [2, 1]]), np.array([[0.5, 0.4], [0.6, 0.3], [0.7, 0.1]])
    forth, back = names_of(nouns, scores, VOCABULARY), names_of(nouns[::-1], scores[::-1], VOCABULARY)
    assert forth == back[::-1]
