"""Trusted labels: neighbours decide, and no class is left without any."""

import pytest
import torch
from torch import Tensor

from kindfold.ops.agreement import FALLBACK, LEAST_SHARE, agreement, trusted
from kindfold.ops.similarity import nearest_rows


def clouds(apart: float, n: int = 60, k: int = 3) -> tuple[Tensor, Tensor]:
    """Labels (kn,) of k clouds, and the twenty neighbours (kn, 20) of every row."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(k).repeat_interleave(n)
    X = torch.nn.functional.normalize(apart * torch.eye(k, 8)[labels] + torch.randn(k * n, 8, generator=generator))
    return labels, nearest_rows(X, X, 20, own=torch.arange(k * n)).rows


def test_agreement_is_the_share_of_neighbours_of_the_same_label() -> None:
    labels, neighbors = torch.tensor([0, 0, 0, 1]), torch.tensor([[1, 2], [0, 3], [3, 3], [0, 1]])
    assert agreement(labels, neighbors).tolist() == [1, 0.5, 0, 0]


def test_trusted_rows_are_those_whose_neighbours_all_agree() -> None:
    labels, neighbors = clouds(apart=4)
    found = trusted(labels, neighbors)
    assert found.n_neighbors == 20
    assert torch.equal(found.rows, agreement(labels, neighbors) == 1)


def test_trust_in_labels_raises_the_share_of_right_ones() -> None:
    labels, neighbors = clouds(apart=4)
    noisy = torch.where(torch.rand(len(labels), generator=torch.Generator().manual_seed(1)) < 0.05, 0, labels)
    found = trusted(noisy, neighbors)
    assert (noisy == labels)[found.rows].double().mean() > (noisy == labels).double().mean()


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.0, 2.0, 4.0])
def test_every_class_keeps_a_twentieth_or_the_ten_best(apart: float) -> None:
    labels, neighbors = clouds(apart)
    found = trusted(labels, neighbors)
    kept, least = labels[found.rows].bincount(minlength=3), (LEAST_SHARE * labels.bincount()).ceil()
    assert (kept >= least).all()


def test_fewer_neighbours_are_asked_where_all_of_them_never_agree() -> None:
    labels, neighbors = clouds(apart=1)
    found = trusted(labels, neighbors)
    assert found.n_neighbors < 20
    assert (agreement(labels, neighbors[:, : found.n_neighbors]) == 1)[found.rows].all()


def test_a_class_without_any_agreement_lends_its_best_rows() -> None:
    labels = torch.arange(100) % 2
    neighbors = (torch.arange(100)[:, None] + torch.tensor([1, 3])) % 100  # always of the other class
    neighbors[:7, 1] = torch.arange(7) + 2  # but for these
    found = trusted(labels, neighbors)
    assert found.n_neighbors == 1
    assert found.rows[:7].all()
    assert labels[found.rows].bincount().tolist() == [FALLBACK, FALLBACK]


def test_a_row_alone_in_its_class_is_trusted() -> None:
    labels, neighbors = clouds(apart=4)
    labels[0] = 3
    assert trusted(labels, neighbors).rows[0]
