"""Zero-shot: the nearest name, and what becomes of names that fit nothing."""

from __future__ import annotations

import numpy as np
import pytest

from kindfold.clustering.zero_shot import ZeroShot
from kindfold.errors import InputError, SettingError

NAMES = np.eye(4, dtype=np.float32)
NEAREST = np.array([2, 2, 2, 0, 0, 3])
X = (NAMES[NEAREST] + 0.1 * np.random.default_rng(0).normal(size=(6, 4))).astype(np.float32)


def test_every_picture_goes_to_the_nearest_name() -> None:
    found = ZeroShot().fit(X, words=NAMES)
    np.testing.assert_array_equal(found.nouns_[found.labels_, 0], NEAREST)
    assert found.labels_.tolist() == [0, 0, 0, 1, 1, 2], "largest first"


def test_names_that_fit_no_picture_are_left_out_and_counted() -> None:
    found = ZeroShot().fit(X, words=NAMES)
    assert found.n_clusters_ == 3
    assert "3 of 4 names" in found.history_["trust"]["sentence"]


def test_order_of_names_does_not_matter() -> None:
    one, other = ZeroShot().fit(X, words=NAMES), ZeroShot().fit(X, words=NAMES[::-1])
    np.testing.assert_array_equal(one.labels_, other.labels_)
    np.testing.assert_array_equal(one.nouns_, 3 - other.nouns_)


def test_length_of_rows_and_words_does_not_matter() -> None:
    one, other = ZeroShot().fit(X, words=NAMES), ZeroShot().fit(8 * X, words=2 * NAMES)
    np.testing.assert_array_equal(one.labels_, other.labels_)
    np.testing.assert_allclose(one.confidence_, other.confidence_, rtol=1e-5)


def test_number_must_be_that_of_the_names() -> None:
    assert ZeroShot(4).fit(X, words=NAMES).n_clusters_ == 3
    with pytest.raises(SettingError, match="n_clusters=3, but 4 names were given"):
        ZeroShot(3).fit(X, words=NAMES)


def test_it_cannot_do_without_words() -> None:
    with pytest.raises(InputError, match="learns from words"):
        ZeroShot().fit(X)


def test_one_name_takes_all() -> None:
    found = ZeroShot().fit(X, words=NAMES[:1])
    assert not found.labels_.any()
    np.testing.assert_allclose(found.confidence_, 1)
