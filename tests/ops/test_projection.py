"""Maps keep what they promise: the square, the seed, and who is near whom."""

import numpy as np
import pytest
from numpy.typing import NDArray

from kindfold.errors import UnknownName
from kindfold.ops import projection
from kindfold.ops.projection import map_2d, map_pca, map_tsne


def islands(n: int = 150, k: int = 3) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    rng = np.random.default_rng(0)
    labels = rng.integers(k, size=n)
    return (np.eye(20)[labels] + 0.1 * rng.standard_normal((n, 20))).astype(np.float32), labels


def same_neighbour(points: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Share of points whose nearest point is of their class."""
    distance = np.linalg.norm(points[:, None] - points, axis=2) + 9 * np.eye(len(points))
    return float((labels[distance.argmin(axis=1)] == labels).mean())


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_points_fill_the_unit_square(method: str) -> None:
    if method == "tsne":
        pytest.importorskip("openTSNE")
    points, used = map_2d(islands()[0], method=method)
    assert used == method and points.dtype == np.float32
    assert points.min() >= 0 and points.max() <= 1
    assert np.ptp(points, axis=0).max() == pytest.approx(1, abs=1e-6)


def test_pca_keeps_proportions_and_signs() -> None:
    X, _ = islands()
    points = map_pca(X)
    centred = X - X.mean(axis=0)
    singular = np.linalg.svd(centred, compute_uv=False)
    spread = (points - points.mean(axis=0)).std(axis=0)
    assert spread[1] / spread[0] == pytest.approx(singular[1] / singular[0], rel=1e-4)
    np.testing.assert_allclose(map_pca(X[::-1])[::-1], points, atol=1e-5)


def test_islands_stay_apart_and_repeat_bit_by_bit() -> None:
    pytest.importorskip("openTSNE")
    X, labels = islands()
    points = map_tsne(X, random_state=1)
    assert same_neighbour(points, labels) == 1
    np.testing.assert_array_equal(map_tsne(X, random_state=1), points)


def test_rows_beyond_the_limit_join_their_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("openTSNE")
    monkeypatch.setattr(projection, "MAPPED", 80)
    X, labels = islands()
    assert same_neighbour(map_tsne(X), labels) > 0.98


@pytest.mark.parametrize("n", [0, 1, 2, 5, 13])
@pytest.mark.parametrize("d", [1, 3])
def test_few_or_equal_rows_have_a_place(n: int, d: int) -> None:
    for rows in (np.ones((n, d), np.float32), np.arange(n * d, dtype=np.float32).reshape(n, d)):
        points, _ = map_2d(rows)
        assert points.shape == (n, 2)
        assert np.isfinite(points).all() and ((points >= 0) & (points <= 1)).all()


def test_unknown_maps_are_refused() -> None:
    with pytest.raises(UnknownName, match="tsne"):
        map_2d(np.ones((3, 2)), method="tsn")
