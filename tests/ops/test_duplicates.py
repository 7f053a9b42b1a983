"""Duplicates are what chance does not bring, in groups that do not chain."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from kindfold.ops import duplicates
from kindfold.ops.blocks import unit_rows
from kindfold.ops.duplicates import copies, duplicate_groups, local_scale, stars
from kindfold.ops.similarity import Pairs


def cloud(n: int, m: int, *, d: int = 64, seed: int = 0) -> NDArray[np.float32]:
    """Rows spread evenly over m dimensions of a small patch of the sphere."""
    rng = np.random.default_rng(seed)
    flat = 0.2 * rng.uniform(-1, 1, (n, m)) @ np.linalg.qr(rng.standard_normal((d - 1, m)))[0].T
    rows = np.column_stack([np.ones(n), flat])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def with_copies(X: NDArray[np.float32], n: int, noise: float, seed: int = 1) -> NDArray[np.float32]:
    """Append noisy copies of the first n rows."""
    rng = np.random.default_rng(seed)
    return np.concatenate([X, X[:n] + noise * rng.standard_normal((n, X.shape[1])).astype(np.float32)])


@pytest.mark.parametrize("m", [4, 10])
def test_chance_makes_no_more_duplicates_than_the_rate(m: int) -> None:
    X = cloud(4000, m)
    for rate in (0.01, 0.05):
        assert (duplicate_groups(X, rate=rate) >= 0).mean() < rate


@pytest.mark.parametrize("m", [4, 10])
def test_dimension_is_recovered_with_and_without_duplicates(m: int) -> None:
    for X in (cloud(3000, m), with_copies(cloud(3000, m), 1500, 1e-4)):
        assert local_scale(unit_rows(torch.from_numpy(X))).dimension == pytest.approx(m, rel=0.25)


def test_noisy_copies_are_found_whatever_the_spread() -> None:
    X = with_copies(cloud(1500, 10), 200, 2e-3)
    for spread in (1.0, 0.1):
        Y = X.copy()
        Y[:, 1:] *= spread  # another encoder, whose cosines all lie nearer to one
        found = duplicate_groups(Y)
        np.testing.assert_array_equal(found[1500:], np.arange(200))
        assert (found[:1500] >= 0).sum() <= 3


def test_equal_hashes_come_first_whatever_the_vectors() -> None:
    X = cloud(40, 8)
    codes = [f"{i:x}" for i in range(40)]
    codes[7] = codes[30] = codes[2]
    found = duplicate_groups(X, codes)
    assert found[7] == found[30] == 2
    assert (np.delete(found, [7, 30]) == -1).all()


@pytest.mark.parametrize("n", [0, 1, 2, 30])
def test_identical_rows_are_one_group(n: int) -> None:
    found = duplicate_groups(np.ones((n, 8), np.float32))
    np.testing.assert_array_equal(found, [-1, *[0] * (n - 1)] if n else [])


def test_groups_follow_permuted_rows() -> None:
    X = with_copies(with_copies(cloud(600, 8), 60, 2e-3), 20, 2e-3, seed=5)
    order = np.random.default_rng(0).permutation(len(X))
    assert members(duplicate_groups(X[order]), order) == members(duplicate_groups(X), np.arange(len(X)))


def test_references_follow_permuted_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "REFERENCES", 300)
    X = with_copies(cloud(900, 8), 90, 1e-3)
    order = np.random.default_rng(0).permutation(len(X))
    found = duplicate_groups(X)
    assert (found[900:] >= 0).mean() > 0.95 and (found[:900] >= 0).mean() < 0.01
    assert members(duplicate_groups(X[order]), order) == members(found, np.arange(len(X)))


def test_likeness_does_not_chain() -> None:
    chain = Pairs(torch.arange(6), torch.arange(1, 7), torch.ones(6, dtype=torch.float64))
    near = {(a, b) for a, b in zip(chain.first.tolist(), chain.second.tolist(), strict=True)}
    centre = stars(7, chain)
    assert all(i == c or (min(i, c), max(i, c)) in near for i, c in enumerate(centre.tolist()))
    assert len(set(centre.tolist())) >= 3


def test_the_kept_picture_is_kept_itself() -> None:
    found = duplicate_groups(with_copies(cloud(500, 8), 100, 2e-3))
    assert (found[found[found >= 0]] == -1).all()


def members(duplicate_of: NDArray[np.int64], ids: NDArray[np.int64]) -> set[frozenset[int]]:
    groups: dict[int, set[int]] = {}
    for row in np.flatnonzero(duplicate_of >= 0):
        groups.setdefault(int(duplicate_of[row]), {int(ids[duplicate_of[row]])}).add(int(ids[row]))
    return {frozenset(group) for group in groups.values()}


def test_copies_are_the_duplicates_of_equal_content() -> None:
    rows = np.eye(4, 8, dtype=np.float32)[[0, 1, 0, 2, 1, 1]]
    assert copies(rows).tolist() == [-1, -1, 0, -1, 1, 1]
    assert copies(rows, ["a", "b", "c", "a", "d", "e"]).tolist() == [-1, -1, -1, 0, -1, -1]
