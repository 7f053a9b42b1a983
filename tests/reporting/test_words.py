from kindfold.errors import Reason
from kindfold.reporting.words import REASONS, scores


def test_every_reason_is_explained():
    assert REASONS.keys() == set(Reason)


def test_known_scores_come_first_and_unknown_ones_are_kept():
    shown = scores({"folder_count": 14, "nmi": 0.77449, "acc": 0.7204})
    assert [(score.label, score.value) for score in shown] == [
        ("Accuracy", "72.0 %"),
        ("NMI", "0.774"),
        ("folder count", "14"),
    ]
