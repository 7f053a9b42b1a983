import numpy as np

from kindfold.reporting.confusion import GRID_LIMIT, confusion

TABLE = np.array([[8, 2, 0], [0, 5, 5], [0, 0, 0]])


def test_matched_folders_stand_on_the_diagonal():
    found = confusion(["x", "y"], ["a", "b", "c"], np.array([[0, 1, 9], [7, 0, 0]]), [2, 0])
    assert found.columns == ("c", "a", "b")
    assert {(cell.row, cell.column): cell.pictures for cell in found.cells} == {(0, 0): 9, (0, 2): 1, (1, 1): 7}


def test_rows_tell_the_match_and_the_commonest_other():
    first, second, empty = confusion(["x", "y", "z"], ["a", "b", "c"], TABLE, [0, None, None]).rows
    assert first == ("x", 10, "a", 0.8, "b", 0.2)
    assert second == ("y", 10, None, 0.0, "b", 0.5)
    assert empty == ("z", 0, None, 0.0, None, 0.0)


def test_shares_of_a_row_sum_to_one():
    cells = confusion(["x", "y", "z"], ["a", "b", "c"], TABLE, [0, 1, 2]).cells
    assert sum(cell.share for cell in cells if cell.row == 1) == 1


def test_large_tables_keep_their_rows_and_lose_the_grid():
    k = GRID_LIMIT + 1
    found = confusion([f"{i}" for i in range(k)], ["a"], np.ones((k, 1), int), [0] + [None] * (k - 1))
    assert len(found.rows) == k
    assert not found.cells
