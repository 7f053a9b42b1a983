"""Halves of the rows: on what they agree."""

import numpy as np

from kindfold.bench.synthetic import make_features
from kindfold.ops.halves import halved, stability
from kindfold.ops.whitening import principal

X, _ = make_features("easy", 12, 600, random_state=0)
Z = principal(X, 32)(X)


def test_halves_agree_best_on_the_true_number() -> None:
    agreed = stability(halved(Z, 100, repeats=2, seed=0), [4, 12, 40])
    assert agreed[1] > 0.99
    assert agreed.argmax() == 1


def test_one_cluster_is_agreed_on() -> None:
    np.testing.assert_array_equal(stability(halved(Z, 100, repeats=1, seed=0), [1]), [1.0])


def test_the_halves_of_a_halving_share_no_row() -> None:
    (halves,) = halved(np.arange(40.0)[:, None], 5, repeats=1, seed=0)
    assert len(halves.a.cells) == len(halves.b.cells) == 20
    assert halves.a.s.first.sum() + halves.b.s.first.sum() == np.arange(40).sum()


def test_noise_is_not_agreed_on() -> None:
    noise = np.random.default_rng(0).normal(size=(600, 32))
    assert stability(halved(noise, 100, repeats=2, seed=0), [8])[0] < 0.3
