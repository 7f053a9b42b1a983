"""Relations: the two closed forms agree, few columns hold their geometry, and the ridge does what it says."""

import pytest
import torch
from torch import Tensor

from kindfold.ops.blocks import unit_rows
from kindfold.ops.relations import along, mean_eigenvalue, related, relation_axes, relations

N, D = 40, 12
more_or_fewer_nouns = pytest.mark.parametrize("m", [5, 12, 60])


def rows(n: int, seed: int) -> Tensor:
    return unit_rows(torch.randn(n, D, generator=torch.Generator().manual_seed(seed)) + 0.3)


@more_or_fewer_nouns
@pytest.mark.parametrize("ridge", [0.1, 10.0])
def test_relations_are_those_of_the_large_system(m: int, ridge: float) -> None:
    X, T = rows(N, 0), rows(m, 1)
    gram = T.double() @ T.double().T + ridge * torch.eye(m, dtype=torch.float64)
    large = X.double() @ T.double().T @ torch.linalg.inv(gram)
    torch.testing.assert_close(relations(X, T, ridge), large, atol=1e-9, rtol=1e-9)


@more_or_fewer_nouns
def test_mean_eigenvalue_is_that_of_the_eigenvalues_that_are_not_zero(m: int) -> None:
    T = rows(m, 1).double()
    w = torch.linalg.eigvalsh(T.T @ T)
    assert mean_eigenvalue(T) == pytest.approx(float(w[w > 1e-9].mean()))


@more_or_fewer_nouns
def test_relations_are_where_the_objective_is_flat(m: int) -> None:
    X, T = rows(N, 0), rows(m, 1).double()
    C = relations(X, T, 3.0).requires_grad_()
    ((X.double() - C @ T).square().sum() + 3.0 * C.square().sum()).backward()
    assert C.grad is not None and C.grad.abs().max() < 1e-12


@more_or_fewer_nouns
@pytest.mark.parametrize("ridge", [0.1, 10.0])
def test_products_of_relations_are_those_of_few_columns(m: int, ridge: float) -> None:
    X, T = rows(N, 0), rows(m, 1)
    C, Y = relations(X, T, ridge), along(X, relation_axes(T, ridge))
    assert Y.shape == (N, min(m, D))
    torch.testing.assert_close(Y.double() @ Y.double().T, C @ C.T, atol=1e-6, rtol=1e-6)


def test_nouns_that_repeat_each_other_add_no_column() -> None:
    T = rows(4, 1).repeat(3, 1)
    assert relation_axes(T, 1.0).shape == (D, 4)


def test_a_large_ridge_leaves_the_products_with_the_nouns() -> None:
    X, T = rows(N, 0), rows(20, 1)
    torch.testing.assert_close(1e9 * relations(X, T, 1e9), X.double() @ T.double().T, atol=1e-6, rtol=1e-6)


def test_a_picture_of_a_noun_relates_to_it_most() -> None:
    T = rows(30, 1)
    found = related(T[[7, 3]], T, 0.1, n_nouns=4)
    assert found.nouns[:, 0].tolist() == [7, 3]
    assert (found.relation.diff(dim=1) <= 0).all()
    torch.testing.assert_close(relations(T[[7, 3]], T, 0.1).gather(1, found.nouns), found.relation)
