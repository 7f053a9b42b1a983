"""Distinct rows: those of a sort of whole rows, found by their first numbers."""

import numpy as np

from kindfold.ops.blocks import unit_rows
from kindfold.ops.distinct import distinct_directions
from kindfold.ops.parts import shared


def test_they_are_those_of_a_sort_of_whole_rows_and_in_its_order() -> None:
    random = np.random.default_rng(0)
    X = random.integers(-1, 2, size=(400, 6)).astype(np.float32)  # many agree in their first numbers, many are copies
    X[::7] *= 4  # another length, the same direction
    unit = unit_rows(shared(X)).numpy()
    rows, copy_of = np.unique(unit, axis=0, return_inverse=True)
    found = distinct_directions(X)
    np.testing.assert_array_equal(unit[found.which], rows)
    np.testing.assert_array_equal(found.copy_of, copy_of.reshape(-1))


def test_a_lone_row_is_distinct() -> None:
    found = distinct_directions(np.ones((1, 3), np.float32))
    assert (found.which.tolist(), found.copy_of.tolist()) == ([0], [0])
