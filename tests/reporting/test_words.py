from kindfold.errors import Reason
from kindfold.reporting.words import REASONS, scores


def test_every_reason_is_explained():
    assert REASONS.keys() == set(Reason)


def test_scores_with_words_are_shown_in_a_fixed_order():
    shown = scores({"n_classes": 14, "nmi": 0.77449, "acc": 0.7204})
    assert [(score.label, score.value) for score in shown] == [("Accuracy", "72.0 %"), ("NMI", "0.774")]
