"""Labels are those of float64, whatever precision came first."""

import pytest
import torch

import kindfold.ops.nearest as module
from kindfold.ops.nearest import nearest, prepare


def problem(
    spread: float, *, n: int = 1000, d: int = 96, k: int = 40
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Rows and centres far from the origin; the smaller the spread, the closer the race."""
    generator = torch.Generator().manual_seed(0)
    X = 1 + spread * torch.randn(n, d, generator=generator)
    C = 1 + spread * torch.randn(k, d, generator=generator)
    return X, C, -C.double().square().sum(dim=1) / 2


@pytest.fixture(params=[torch.bfloat16, torch.float32], ids=["bfloat16", "float32"])
def fast(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> torch.dtype:
    monkeypatch.setattr(module, "fast_dtype", lambda device, width: request.param)
    return request.param


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("spread", [1.0, 1e-1, 1e-3])
def test_labels_are_those_of_float64(spread: float) -> None:
    X, C, b = problem(spread)
    expected = (X.double() @ C.double().T + b).argmax(dim=1)
    assert torch.equal(nearest(prepare(X), C, b).labels, expected)


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("spread", [1.0, 1e-2])
def test_leads_never_exceed_the_true_ones(spread: float) -> None:
    X, C, b = problem(spread)
    scores = (X.double() @ C.double().T + b).topk(2, dim=1).values
    leads = nearest(prepare(X), C, b).leads
    assert (leads >= 0).all()
    assert (leads <= (scores[:, 0] - scores[:, 1]) * (1 + 1e-6)).all()


@pytest.mark.usefixtures("fast")
def test_a_row_alone_gets_the_label_it_gets_in_company() -> None:
    X, C, b = problem(1e-3, n=100)
    together = nearest(prepare(X), C, b).labels
    alone = torch.cat([nearest(prepare(X[i : i + 1]), C, b).labels for i in range(len(X))])
    assert torch.equal(together, alone)


def test_ties_go_to_the_lowest_index() -> None:
    C = torch.eye(3)[[2, 0, 0, 1]]
    found = nearest(prepare(torch.eye(3)), C, torch.zeros(4, dtype=torch.float64))
    assert found.labels.tolist() == [1, 3, 0]
    assert found.leads[0] == 0


def test_an_index_restricts_the_search() -> None:
    X, C, b = problem(1.0)
    which = torch.arange(0, len(X), 7)
    assert torch.equal(nearest(prepare(X), C, b, which=which).labels, nearest(prepare(X), C, b).labels[which])
    assert len(nearest(prepare(X), C, b, which=which[:0]).labels) == 0


def test_one_centre_takes_every_row() -> None:
    X, C, b = problem(1.0)
    assert nearest(prepare(X), C[:1], b[:1]).labels.unique().tolist() == [0]
