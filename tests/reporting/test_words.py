import pytest

from kindfold.errors import Reason
from kindfold.reporting.words import REASONS, indices, shares, why

SCORES = {"n_classes": 14, "nmi": 0.77449, "acc": 0.7204}


def test_every_reason_is_explained():
    assert REASONS.keys() == set(Reason)


def test_scores_with_words_are_shown_and_counts_are_not():
    assert [(score.label, score.value) for score in shares(SCORES)] == [("Accuracy", "72.0 %")]
    assert [(score.label, score.value) for score in indices(SCORES)] == [("NMI", "0.774")]


def said(n_clusters, *counts, notes=()):
    readings = dict(zip("abc", counts, strict=True))
    history = {"trust": {}, "readings": readings, "notes": list(notes)}
    return why(n_clusters, asked="auto", method="dp-mixture", history=history)


@pytest.mark.parametrize(
    ("n_clusters", "counts", "sentence"),
    [
        (7, (19, 7, 6), "Three ways to count gave 6, 7 and 19; the middle of them was taken."),
        (21, (20, 19, 36), "Three ways to count gave 19, 20 and 36; 21 is about their middle."),
        (11, (7, 6, 19), "Three ways to count gave 6, 7 and 19; 11 is where they balance when each weighs"),
        (9, (9, 9, 9), "Three ways to count all gave 9; so there was nothing to choose."),
    ],
)
def test_sentence_says_which_reading_won(n_clusters, counts, sentence):
    assert said(n_clusters, *counts).startswith(sentence)


def test_bound_of_the_search_is_what_decided_when_it_was_met():
    assert said(5, 7, 7, 9, notes=["7 kinds were found, but at most 5 are allowed"]).endswith("at most 5 are allowed.")


def test_number_that_was_given_is_not_called_found():
    assert why(5, asked=5, method="kmeans", history={}) == "The number was given."
    assert why(5, asked=5, method="dp-mixture", history={"trust": {}}) == ""


def test_method_without_a_statement_of_trust_is_named():
    assert "hdbscan" in why(5, asked="auto", method="hdbscan", history={"n_noise": 3})


def test_nothing_is_said_where_nothing_could_be_counted():
    assert why(1, asked="auto", method="dp-mixture", history={"trust": {}, "readings": {}}) == ""
