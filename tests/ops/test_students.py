"""Students and prototypes: directions, on features or from pixels, and a restart that keeps places."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from kindfold.ops.guidance import Targets, top_k
from kindfold.ops.prototypes import Prototypes, frozen_targets
from kindfold.ops.students import Student


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def rows(n: int = 40, d: int = 10) -> Tensor:
    return torch.randn(n, d, generator=chance(3))


def prototypes(t: int = 6, e: int = 8, n: int = 40) -> Prototypes:
    return Prototypes(e, top_k(torch.randn(n, t, generator=chance(1)), 3), t, generator=chance())


def test_student_gives_an_embedding_and_a_projection_of_unit_length() -> None:
    out = Student((10, 16, 8), projected=True, perturbed=0.05, generator=chance())(rows())
    h, u = out[:, :8], out[:, 8:]
    assert u.shape == (40, 128)
    for part in (h, u):
        torch.testing.assert_close(part.norm(dim=1), torch.ones(40))
    assert Student((10, 16, 8), projected=False, perturbed=0.0, generator=chance())(rows()).shape == (40, 8)


def test_student_from_pixels_learns_its_network_too() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(48, 10))
    student = Student((10, 16, 8), projected=True, perturbed=0.02, generator=chance(), network=network)
    out = student(torch.rand(6, 3, 4, 4, generator=chance(2)))
    torch.testing.assert_close(out[:, :8].norm(dim=1), torch.ones(6))
    out.square()[:, 0].sum().backward()  # type: ignore[no-untyped-call]
    assert all(parameter.grad is not None for parameter in network.parameters())


@pytest.mark.parametrize(("t", "e"), [(6, 8), (8, 8)])
def test_prototypes_start_orthonormal_where_there_is_room(t: int, e: int) -> None:
    M = prototypes(t, e).M.detach()
    torch.testing.assert_close(M @ M.T, torch.eye(t), atol=1e-5, rtol=0)


def test_prototypes_out_of_use_have_no_probability_and_no_gradient() -> None:
    made = prototypes()
    made.active[2] = False
    log_p = made.log_assignments(normalize(torch.randn(5, 8, generator=chance(2))), 0.1)
    assert (log_p.exp()[:, 2] == 0).all()
    torch.testing.assert_close(log_p.exp().sum(1), torch.ones(5))
    (gradient,) = torch.autograd.grad(log_p.exp()[:, 0].sum(), made.M)
    assert not gradient[2].any()


def test_restart_puts_means_in_the_place_of_the_nearest_old_prototypes() -> None:
    made = prototypes()
    old = made.M.detach().clone()
    order = torch.tensor([4, 1, 3])
    means = normalize(old[order] + 0.01 * torch.randn(3, 8, generator=chance(7)))
    named = Targets(torch.tensor([[0, 1], [2, 0]] * 20), torch.tensor([[0.7, 0.3], [1.0, 0.0]] * 20))
    made.restart(means, named)
    torch.testing.assert_close(made.M.detach()[order], means)
    assert made.active.tolist() == [False, True, False, True, True, False]
    torch.testing.assert_close(made.usage.sum(), torch.tensor(1.0))
    now = made.targets(torch.arange(2))
    assert now.indices[:, :2].tolist() == [[4, 1], [3, 4]]
    torch.testing.assert_close(now.weights, torch.tensor([[0.7, 0.3, 0], [1.0, 0, 0]]))


def test_frozen_targets_are_the_nearest_centres() -> None:
    Z, centers = normalize(rows(500, 8)), normalize(rows(20, 8) + 1)
    found = frozen_targets(Z, centers, 3, 0.05)
    torch.testing.assert_close(found.indices, (Z @ centers.T).topk(3, dim=1).indices)
    torch.testing.assert_close(found.weights.sum(1), torch.ones(500))
