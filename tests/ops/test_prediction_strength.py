"""Parts are counted where one half predicts how the other falls, and nowhere else."""

import numpy as np
import pytest

from kindfold.ops.prediction_strength import predicted_parts, strength


def blobs(k: int, each: int, *, seed: int = 0, d: int = 24, spread: float = 0.15) -> np.ndarray:
    random = np.random.default_rng(seed)
    rows = np.eye(k, d)[np.arange(k * each) % k] + spread * random.normal(size=(k * each, d))
    return rows.astype(np.float32)


@pytest.mark.parametrize("each", [12, 40])
@pytest.mark.parametrize("k", [2, 3, 5])
def test_groups_that_stand_apart_are_counted(k: int, each: int) -> None:
    assert predicted_parts(blobs(k, each), seed=0) == k


@pytest.mark.parametrize("n", [2, 8, 24, 100])
def test_one_group_has_no_parts(n: int) -> None:
    assert predicted_parts(blobs(1, n), seed=0) == 1


def test_the_number_is_the_same_for_the_same_seed() -> None:
    X = blobs(3, 20, spread=0.4)
    assert predicted_parts(X, seed=4) == predicted_parts(X, seed=4)


def test_strength_lies_between_none_and_all() -> None:
    X = blobs(4, 20, spread=0.5)
    found = [strength(X[::2], X[1::2], k, seed=0) for k in range(2, 8)]
    assert all(0 <= value <= 1 for value in found)


def test_equal_halves_predict_each_other() -> None:
    X = blobs(3, 20)
    assert strength(X, X, 3, seed=0) == 1
