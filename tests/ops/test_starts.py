"""Partitions from which a mixture ascends."""

import numpy as np

from kindfold.ops.starts import RIVALS, rivals, settled

rng = np.random.default_rng(0)
TRUE = np.repeat(np.arange(3), 50)
Z = 8 * np.eye(3, 6)[TRUE] + rng.normal(size=(150, 6))


def test_a_cut_with_a_few_rows_astray_is_mended() -> None:
    cut = TRUE.copy()
    cut[::10] = (cut[::10] + 1) % 3
    np.testing.assert_array_equal(settled(Z, cut), TRUE)


def test_a_cut_that_would_lose_a_cluster_stays() -> None:
    cut = np.array([0, 0, 1, 1, 2])
    np.testing.assert_array_equal(settled(np.ones((5, 2)), cut), cut)


def test_rivals_have_the_number_that_was_asked_for() -> None:
    found = rivals(Z, 3, seed=0)
    assert len(found) == RIVALS
    assert all(len(np.unique(labels)) == 3 for labels in found)


def test_rows_of_too_few_values_have_no_rivals() -> None:
    assert rivals(np.repeat(np.eye(2, 4), 20, axis=0), 5, seed=0) == ()
