"""New rows repeat what duplicates would, and each for itself."""

import numpy as np
import pytest
from numpy.typing import NDArray

from kindfold.ops.duplicates import duplicate_groups
from kindfold.ops.repeats import repeated_rows


def cloud(n: int, m: int = 8, *, d: int = 48, seed: int = 0) -> NDArray[np.float32]:
    """Rows spread evenly over m dimensions of a small patch of the sphere."""
    random = np.random.default_rng(seed)
    flat = 0.2 * random.uniform(-1, 1, (n, m)) @ np.linalg.qr(random.standard_normal((d - 1, m)))[0].T
    rows = np.column_stack([np.ones(n), flat])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def moved(rows: NDArray[np.float32], noise: float) -> NDArray[np.float32]:
    return rows + noise * np.random.default_rng(1).standard_normal(rows.shape).astype(np.float32)


def test_new_rows_repeat_what_duplicates_would_find_in_one_collection() -> None:
    known, new = np.split(cloud(1600), [1500])
    new[:50] = moved(known[:50], 2e-3)
    found = repeated_rows(new, known)
    np.testing.assert_array_equal(found[:50], np.arange(50))
    np.testing.assert_array_equal(found, duplicate_groups(np.concatenate([known, new]))[1500:])


def test_chance_makes_no_more_repeats_than_the_rate() -> None:
    known, new = np.split(cloud(5000, 6), [3000])
    assert (repeated_rows(new, known, rate=0.05) >= 0).mean() < 0.05


def test_row_alone_repeats_what_it_repeats_in_company() -> None:
    known = cloud(400)
    new = moved(known[:30], 3e-3)
    assert [int(repeated_rows(new[i : i + 1], known)[0]) for i in range(30)] == repeated_rows(new, known).tolist()


@pytest.mark.parametrize("n", [1, 5, 10])
def test_in_a_small_collection_only_equal_rows_repeat(n: int) -> None:
    known = cloud(n)
    assert repeated_rows(known * 2, known).tolist() == list(range(n))
    assert repeated_rows(moved(known, 0.01), known).tolist() == [-1] * n


def test_nothing_is_repeated_where_there_is_nothing() -> None:
    assert repeated_rows(cloud(3), cloud(3)[:0]).tolist() == [-1] * 3
    assert repeated_rows(cloud(3)[:0], cloud(3)).shape == (0,)
