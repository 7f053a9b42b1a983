"""k-means: laws of the partition it returns."""

from itertools import pairwise

import pytest
import torch

from kindfold.ops import seeding
from kindfold.ops.blocks import squared_distances, unit_rows
from kindfold.ops.seeding import Partition, assign, kmeans, kmeans_of_many, lloyd


def draw(n: int = 1000, d: int = 24, k: int = 12, *, noise: float = 0.4) -> torch.Tensor:
    """Overlapping blobs, so that Lloyd's iterations have work to do."""
    generator = torch.Generator().manual_seed(0)
    centers = torch.randn(k, d, generator=generator)
    return centers[torch.randint(0, k, (n,), generator=generator)] + noise * d**0.5 * torch.randn(
        n, d, generator=generator
    )


def run(X: torch.Tensor, k: int = 12, **settings: object) -> Partition:
    return kmeans(X, k, generator=torch.Generator().manual_seed(0), **settings)  # type: ignore[arg-type]


both = pytest.mark.parametrize("spherical", [True, False], ids=["spherical", "euclidean"])


@both
def test_converged_centres_are_the_means_of_their_rows(spherical: bool) -> None:
    X = unit_rows(draw()) if spherical else draw()
    found = run(X, spherical=spherical)
    means = torch.stack([X[found.labels == c].double().mean(dim=0) for c in range(12)])
    torch.testing.assert_close(found.centers, unit_rows(means) if spherical else means.float(), rtol=1e-6, atol=1e-6)


@both
def test_skipping_settled_rows_changes_nothing(spherical: bool) -> None:
    X = unit_rows(draw()) if spherical else draw()
    centers = X[:12]
    for passes in range(1, 8):
        skipping = lloyd(X, X[:12], max_iter=passes, spherical=spherical)
        labels = assign(X, centers, spherical=spherical)
        means = torch.stack([X[labels == c].double().mean(dim=0) for c in range(12)])
        centers = unit_rows(means) if spherical else means.float()
        assert torch.equal(skipping.labels, assign(X, centers, spherical=spherical))


@both
def test_more_passes_never_raise_the_inertia(spherical: bool) -> None:
    X = unit_rows(draw()) if spherical else draw()
    inertia = [lloyd(X, X[:12], max_iter=passes, spherical=spherical).inertia for passes in range(8)]
    assert all(later <= earlier * (1 + 1e-9) for earlier, later in pairwise(inertia))


@both
def test_bits_do_not_depend_on_threads(spherical: bool) -> None:
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(run(draw(9000, 40), n_init=2, spherical=spherical))
    finally:
        torch.set_num_threads(before)
    for other in found[1:]:
        assert torch.equal(found[0].labels, other.labels)
        assert torch.equal(found[0].centers, other.centers)
        assert found[0].inertia == other.inertia


@both
def test_assign_gives_the_labels_of_the_fit(spherical: bool) -> None:
    X = draw()
    found = run(X, max_iter=3, spherical=spherical)
    assert torch.equal(assign(X, found.centers, spherical=spherical), found.labels)


@both
def test_inertia_is_the_sum_of_squared_distances(spherical: bool) -> None:
    X = unit_rows(draw()) if spherical else draw()
    found = run(X, spherical=spherical)
    assert found.inertia == pytest.approx(float((X.double() - found.centers[found.labels].double()).square().sum()))


def test_clusters_are_numbered_by_size() -> None:
    sizes = run(draw()).labels.bincount()
    assert (sizes.diff() <= 0).all()


def test_labels_do_not_depend_on_the_length_of_rows() -> None:
    X = draw()
    powers = torch.randint(-20, 20, (len(X), 1), generator=torch.Generator().manual_seed(1))
    assert torch.equal(run(X).labels, run(torch.ldexp(X, powers)).labels)


@pytest.mark.parametrize("power", [-20, 20])
def test_euclidean_labels_do_not_depend_on_the_unit_of_length(power: int) -> None:
    X = draw()
    assert torch.equal(run(X, spherical=False).labels, run(X * 2.0**power, spherical=False).labels)


def test_a_distant_origin_does_not_blur_euclidean_clusters() -> None:
    X = draw(noise=0.05)
    assert torch.equal(run(X, spherical=False).labels, run(X + 1000, spherical=False).labels)


def test_copies_share_a_label() -> None:
    found = run(draw(500).repeat_interleave(3, dim=0)).labels.view(-1, 3)
    assert (found == found[:, :1]).all()


@both
def test_every_distinct_row_can_be_its_own_cluster(spherical: bool) -> None:
    X = draw(40)
    found = run(X, 40, spherical=spherical)
    assert len(found.labels.unique()) == 40
    assert found.inertia == pytest.approx(0, abs=1e-9)


@both
@pytest.mark.parametrize("distinct", [1, 3])
def test_fewer_distinct_rows_than_clusters_give_as_many_as_there_are(spherical: bool, distinct: int) -> None:
    found = run(draw(distinct).repeat(20, 1), 7, spherical=spherical)
    assert len(found.centers) == distinct
    assert found.labels.unique().tolist() == list(range(distinct))


def test_empty_clusters_are_filled_again() -> None:
    X = draw()
    same = X[:1].repeat(12, 1)
    found = lloyd(X, same, spherical=False)
    assert (found.labels.bincount(minlength=12) > 0).all()
    assert found.inertia < squared_distances(X, same, torch.zeros(len(X), dtype=torch.int64)).sum()


def test_a_sample_of_seeds_reaches_every_row() -> None:
    X = draw(10_000, 8, noise=0.02)
    found = run(X, n_init=3)
    assert found.labels.bincount().min() > 500


def test_input_is_not_changed() -> None:
    X = draw()
    before = X.clone()
    run(X, spherical=False)
    assert torch.equal(X, before)


def test_kmeans_of_many_is_kmeans_of_few_and_nearly_as_good_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    X = draw(4000, 8, noise=0.02)

    def of_many() -> Partition:
        return kmeans_of_many(X, 12, generator=torch.Generator().manual_seed(0), n_init=4)

    exact = run(X, spherical=False, n_init=4)
    assert torch.equal(of_many().labels, exact.labels)
    monkeypatch.setattr(seeding, "PART", 1000)
    assert of_many().inertia < 1.01 * exact.inertia
