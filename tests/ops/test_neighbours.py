"""New rows go where their nearest known rows are."""

import numpy as np

from kindfold.ops.neighbours import nearest_known, place, recall, remember, votes

ROWS = np.concatenate([np.random.RandomState(0).randn(30, 3), 9 + np.random.RandomState(1).randn(20, 3)]).astype("f4")
LABELS = np.repeat([0, 1], [30, 20])


def test_known_rows_have_all_the_weight() -> None:
    assert votes(ROWS, ROWS, LABELS).tolist() == np.eye(2)[LABELS].tolist()


def test_near_rows_outweigh_far_ones() -> None:
    line = np.array([[0.0], [1.0], [4.0]], dtype=np.float32)
    shares = votes(np.array([[0.75]], dtype=np.float32), line, np.array([0, 1, 0]))
    weights = 1 / np.array([0.75, 0.25, 3.25])
    np.testing.assert_allclose(shares, [[(weights[0] + weights[2]) / weights.sum(), weights[1] / weights.sum()]])


def test_the_nearest_come_first_and_the_same_row_is_at_distance_zero() -> None:
    distances, found = nearest_known(ROWS, ROWS, 4)
    assert (distances[:, 0] == 0).all()
    assert (np.diff(distances) >= 0).all()
    expected = np.linalg.norm(ROWS[:, None].astype(float) - ROWS, axis=2)
    np.testing.assert_allclose(distances, np.sort(expected)[:, :4], rtol=1e-12)
    np.testing.assert_array_equal(found[:, 0], np.arange(50))


def test_known_rows_are_placed_where_they_were() -> None:
    odd = np.arange(50) == 7
    known = remember(ROWS, LABELS, odd)
    for then, now in zip(recall(known), place(ROWS, known), strict=True):
        np.testing.assert_array_equal(then, now)
    assert place(ROWS, known).outliers.nonzero()[0].tolist() == [7]


def test_rows_out_of_reach_are_outliers() -> None:
    known = remember(ROWS, LABELS)
    assert place(np.array([[0, 0, 0], [4, 4, 4], [99, 99, 99]], "f4"), known).outliers.tolist() == [False, True, True]


def test_a_lone_row_can_be_known() -> None:
    known = remember(ROWS[:1], LABELS[:1])
    assert recall(known).confidence.tolist() == [1]
