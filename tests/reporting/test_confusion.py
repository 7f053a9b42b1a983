import numpy as np

from kindfold.reporting.confusion import GRID_LIMIT, SHADES, confusion

TABLE = np.array([[8, 2, 0], [0, 5, 5], [0, 0, 0]])


def test_matched_folders_stand_on_the_diagonal():
    found = confusion(["x", "y"], ["a", "b", "c"], np.array([[0, 1, 9], [7, 0, 0]]), [2, 0])
    assert found.columns == ("c", "a", "b")
    assert [[cell.pictures for cell in row] for row in found.grid] == [[9, 0, 1], [0, 7, 0]]


def test_rows_tell_the_match_and_the_commonest_other():
    first, second, empty = confusion(["x", "y", "z"], ["a", "b", "c"], TABLE, [0, None, None]).rows
    assert first == ("x", 10, "a", 0.8, "b", 0.2)
    assert second == ("y", 10, None, 0.0, "b", 0.5)
    assert empty == ("z", 0, None, 0.0, None, 0.0)


def test_folder_that_the_matching_had_left_over_is_no_match():
    assert confusion(["x"], ["a", "b"], np.array([[0, 4]]), [0]).rows[0][2:] == (None, 0.0, "b", 1.0)


def test_shade_is_full_for_a_whole_kind_and_none_for_no_picture():
    table = np.array([[1000, 1], [0, 3]])
    shades = [[cell.shade for cell in row] for row in confusion(["x", "y"], ["a", "b"], table, [0, 1]).grid]
    assert shades == [[SHADES, 1], [0, SHADES]]


def test_large_tables_keep_their_rows_and_lose_the_grid():
    k = GRID_LIMIT + 1
    found = confusion([f"{i}" for i in range(k)], ["a"], np.ones((k, 1), int), [0] + [None] * (k - 1))
    assert len(found.rows) == k
    assert not found.grid
