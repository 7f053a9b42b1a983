"""Rows in parts: the parts give what the whole gives, wherever they are and whatever they forget."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch

from kindfold.bench.synthetic import make_features
from kindfold.clustering.dp_mixture import DPMixture
from kindfold.clustering.kmeans import KMeans
from kindfold.ops import parts as module
from kindfold.ops.components import components
from kindfold.ops.granularity import cell_statistics
from kindfold.ops.parts import Here, Made, Part, Parts, cut, parts_of, shared, spans, take, total
from kindfold.ops.seeding import assign, kmeans, lloyd
from kindfold.ops.whitening import Linear, moments, variances, within_covariance

X, TRUE = make_features("medium", 6, 700, random_state=0)
LABELS = TRUE.astype(np.int64)


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], Here]]:
    """The rows in parts of a given size."""

    def cut_into(size: int) -> Here:
        monkeypatch.setattr(module, "PART", size)
        return Here(X)

    yield cut_into


class Forgetful:
    """Parts that have lost all that they kept before every step, as those of a machine that has died."""

    def __init__(self, rows: Here) -> None:
        self.sizes, self.width, self._rows = rows.sizes, rows.width, rows

    def each(self, step, *shared, own=None):
        self._rows._parts = [Part(part.rows) for part in self._rows._parts]
        return self._rows.each(step, *shared, own=own)


def bits(found: KMeans | DPMixture) -> list[bytes]:
    return [np.ascontiguousarray(x).tobytes() for x in (found.labels_, found.confidence_, *found.model_)]


def test_parts_are_of_one_size_that_the_number_of_rows_does_not_change() -> None:
    assert [span.stop - span.start for span in spans(2 * module.PART + 3)] == [module.PART, module.PART, 3]
    assert len(spans(0)) == len(spans(1)) == 1


@pytest.mark.parametrize("size", [1, 64, 700, 9999])
def test_rows_are_taken_in_order(in_parts: Callable[[int], Here], size: int) -> None:
    which = np.array([0, 3, 4, 63, 64, 65, 500, 699])
    np.testing.assert_array_equal(take(in_parts(size), which), X[which])
    assert take(in_parts(size), which[:0]).shape == (0, X.shape[1])


def test_each_step_has_its_own(in_parts: Callable[[int], Here]) -> None:
    rows = in_parts(100)
    found = rows.each(lambda part, mine, factor: factor * mine.sum(), 2, own=cut(LABELS, rows.sizes))
    assert total(found) == 2 * LABELS.sum()


@pytest.mark.parametrize("size", [50, 333])
def test_sums_over_parts_are_those_over_all(in_parts: Callable[[int], Here], size: int) -> None:
    whole = moments(X), variances(X), within_covariance(X, LABELS, shrink=0.2), cell_statistics(X, LABELS)
    rows = in_parts(size)
    parts = moments(rows), variances(rows), within_covariance(rows, LABELS, shrink=0.2), cell_statistics(rows, LABELS)
    for one, other in zip(whole, parts, strict=True):
        for x, y in zip(one, other, strict=True):
            np.testing.assert_allclose(y, x, rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("spherical", [True, False])
@pytest.mark.parametrize("size", [40, 350])
def test_kmeans_in_parts_finds_what_kmeans_finds(in_parts: Callable[[int], Here], size: int, spherical: bool) -> None:
    def found(rows: Parts | np.ndarray) -> np.ndarray:
        return kmeans(rows, 6, generator=torch.Generator().manual_seed(0), spherical=spherical).labels.numpy()

    whole = found(X)
    np.testing.assert_array_equal(found(in_parts(size)), whole)


def test_empty_clusters_are_filled_with_the_farthest_rows_of_all_parts(in_parts: Callable[[int], Here]) -> None:
    same = torch.from_numpy(X[:1].repeat(6, axis=0))
    whole = lloyd(X, same, spherical=False, max_iter=1)
    parts = lloyd(in_parts(90), same, spherical=False, max_iter=1)
    torch.testing.assert_close(parts.centers, whole.centers)


@pytest.mark.parametrize("method", [KMeans(6, random_state=0), DPMixture(random_state=0)], ids=["kmeans", "dp-mixture"])
def test_what_a_part_forgets_it_makes_again(in_parts: Callable[[int], Here], method: KMeans | DPMixture) -> None:
    assert bits(method.fit(Forgetful(in_parts(150)))) == bits(method.fit(in_parts(150)))


@pytest.mark.parametrize("method", [KMeans(6, random_state=0), DPMixture(random_state=0)], ids=["kmeans", "dp-mixture"])
def test_rows_of_a_file_give_the_bits_of_rows_in_memory(tmp_path, in_parts: Callable[[int], Here], method) -> None:
    np.save(tmp_path / "rows.npy", X)
    in_parts(300)
    mapped = np.load(tmp_path / "rows.npy", mmap_mode="r")
    assert bits(method.fit(mapped)) == bits(method.fit(X))


def test_a_mixture_of_parts_is_that_of_the_whole(in_parts: Callable[[int], Here]) -> None:
    whole = components(X[:, :8].astype(float), [LABELS], "full", alpha=1.0, max_sweeps=3)
    in_parts(110)
    parts = components(X[:, :8].astype(float), [LABELS], "full", alpha=1.0, max_sweeps=3)
    np.testing.assert_allclose(parts[1], whole[1], rtol=1e-9)


def test_rows_made_of_rows_are_kept_until_others_take_their_name(in_parts: Callable[[int], Here]) -> None:
    rows, made = in_parts(200), list[int]()

    def twice(part: np.ndarray) -> np.ndarray:
        made.append(len(part))
        return 2 * part

    first = Made(rows, twice, "space")
    for _ in range(3):
        np.testing.assert_array_equal(take(first, np.arange(700)), 2 * X)
    assert made == [200, 200, 200, 100]
    Made(rows, twice, "space").each(len_of)
    first.each(len_of)
    assert len(made) == 12
    np.testing.assert_array_equal(take(Made(first, Linear(np.eye(X.shape[1])), "again"), np.arange(700)), 2 * X)


def len_of(part: Part) -> int:
    return len(part.rows)


def test_rows_that_may_only_be_read_are_shared_and_not_copied() -> None:
    rows = X.copy()
    rows.flags.writeable = False
    tensor = shared(rows)
    assert tensor.data_ptr() == rows.ctypes.data
    assert torch.equal(shared(rows[::-1]), torch.from_numpy(X[::-1].copy()))


def test_arrays_and_tensors_are_rows_in_parts() -> None:
    assert isinstance(parts_of(X), Parts)
    assert torch.equal(assign(torch.from_numpy(X), torch.from_numpy(X[:3])), assign(X, torch.from_numpy(X[:3])))
