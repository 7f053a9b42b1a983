"""Descent: it reaches the minimum, says what it did, stops at nonsense, and goes on where it was with the same bits."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from kindfold.errors import FitError, UnknownName
from kindfold.ops.checkpoint import Checkpoint, DroppedTraining, History
from kindfold.ops.optimise import ascend, minimise
from kindfold.ops.schedules import constant

N, D = 60, 3
TRUTH = torch.tensor([[2.0, -1.0, 0.5]])
X = torch.randn(N, D, generator=torch.Generator().manual_seed(0))


def linear() -> nn.Linear:
    model = nn.Linear(D, 1, bias=False)
    nn.init.zeros_(model.weight)
    return model


def misfit(model: nn.Module) -> Callable[[Tensor], dict[str, Tensor]]:
    return lambda rows: {"misfit": (model(X[rows]) - X[rows] @ TRUTH.T).square().mean()}


def descend(objective: Any, module: nn.Module, seed: int = 0, **settings: Any) -> History:
    given = {"n": N, "n_epochs": 5, "batch_size": 16, "generator": torch.Generator().manual_seed(seed)}
    return minimise(objective, module, **{**given, **settings})


class Learner(nn.Module):
    """A small network whose objective draws noise and keeps a buffer from step to step."""

    seen: Tensor

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.layers = nn.Sequential(nn.Linear(D, 8), nn.ReLU(), nn.Linear(8, 1))
        self.register_buffer("seen", torch.zeros(()))


def learn(
    optimizer: str, precision: torch.dtype, checkpoint: Checkpoint | None = None, stop: int | None = None
) -> tuple[Learner, History]:
    """Six epochs on noisy rows; after `stop` of them something goes wrong."""
    learner, generator = Learner(), torch.Generator().manual_seed(0)

    def objective(rows: Tensor) -> dict[str, Tensor]:
        noisy = X[rows] + 0.1 * torch.randn(len(rows), D, generator=generator)
        out = learner.layers(noisy).float()
        learner.seen.lerp_(out.detach().mean(), 0.1)
        return {"misfit": (out - X[rows] @ TRUTH.T).square().mean(), "drift": learner.seen * out.mean()}

    def progress(done: int, total: int) -> None:
        if done == stop:
            raise KeyboardInterrupt

    history = minimise(
        objective,
        learner,
        n=N,
        n_epochs=6,
        batch_size=16,
        generator=generator,
        optimizer=optimizer,
        learning_rate=0.01,
        weight_decay=1e-4,
        precision=precision,
        checkpoint=checkpoint,
        progress=progress,
    )
    return learner, history


@pytest.mark.parametrize(("optimizer", "rate"), [("adam", 0.1), ("sgd", 0.02)])
def test_minimum_of_a_convex_problem_is_reached(optimizer: str, rate: float) -> None:
    model = linear()
    history = descend(misfit(model), model, n_epochs=60, optimizer=optimizer, learning_rate=rate)
    torch.testing.assert_close(model.weight.detach(), TRUTH, atol=1e-3, rtol=0)
    assert history["misfit"][0] > 1e5 * history["misfit"][-1]


def test_weight_decay_pulls_towards_zero() -> None:
    free, pulled = linear(), linear()
    for model, decay in ((free, 0.0), (pulled, 1.0)):
        descend(misfit(model), model, n_epochs=60, learning_rate=0.1, weight_decay=decay)
    assert pulled.weight.norm() < 0.9 * free.weight.norm()


def test_history_holds_the_mean_of_every_term_per_epoch_and_their_sum() -> None:
    model, seen = linear(), []

    def objective(rows: Tensor) -> dict[str, Tensor]:
        terms = {**misfit(model)(rows), "size": 0.1 * model.weight.abs().sum()}
        seen.append([term.item() for term in terms.values()])
        return terms

    history = descend(objective, model, n_epochs=3, batch_size=15)
    means = torch.tensor(seen).reshape(3, 4, 2).mean(1)  # (epochs, steps, terms) -> (epochs, terms)
    assert list(history) == ["misfit", "size", "loss"]
    assert history["misfit"] == pytest.approx(means[:, 0].tolist())
    assert history["size"] == pytest.approx(means[:, 1].tolist())
    assert history["loss"] == pytest.approx(means.sum(1).tolist())


@pytest.mark.parametrize("batch_size", [1, 7, 16, 59, 60, 1000])
def test_batches_cover_every_row_once_an_epoch_and_are_alike_in_size(batch_size: int) -> None:
    model, batches = linear(), []

    def objective(rows: Tensor) -> dict[str, Tensor]:
        batches.append(rows)
        return misfit(model)(rows)

    descend(objective, model, n_epochs=2, batch_size=batch_size)
    epochs = batches[: len(batches) // 2], batches[len(batches) // 2 :]
    for epoch in epochs:
        assert torch.cat(epoch).sort().values.tolist() == list(range(N))
        sizes = [len(rows) for rows in epoch]
        assert max(sizes) - min(sizes) <= 1
        assert len(sizes) == max(1, round(N / batch_size))
    assert not torch.equal(torch.cat(epochs[0]), torch.cat(epochs[1])), "a new order every epoch"


def test_rate_follows_the_schedule_from_step_to_step() -> None:
    model, asked = linear(), []

    def schedule(done: float) -> float:
        asked.append(done)
        return 0.0

    descend(misfit(model), model, n_epochs=2, batch_size=15, schedule=schedule)
    assert asked == pytest.approx([i / 8 for i in range(8)])
    assert not model.weight.any(), "at a rate of zero nothing is learnt"


def test_module_learns_in_training_mode_and_is_left_in_that_of_use() -> None:
    model, modes = linear(), []

    def objective(rows: Tensor) -> dict[str, Tensor]:
        modes.append(model.training)
        return misfit(model)(rows)

    descend(objective, model.eval(), n_epochs=1)
    assert all(modes)
    assert not model.training


def test_progress_is_told_after_every_epoch() -> None:
    model, told = linear(), []
    descend(misfit(model), model, n_epochs=3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_mixed_precision_multiplies_in_it_and_learns_in_float32() -> None:
    model, kinds = linear(), []

    def objective(rows: Tensor) -> dict[str, Tensor]:
        out = model(X[rows])
        kinds.append(out.dtype)
        return {"misfit": (out.float() - X[rows] @ TRUTH.T).square().mean()}

    descend(objective, model, n_epochs=60, learning_rate=0.1, precision=torch.bfloat16)
    assert set(kinds) == {torch.bfloat16}
    assert model.weight.dtype == torch.float32
    torch.testing.assert_close(model.weight.detach(), TRUTH, atol=0.02, rtol=0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_term_that_is_not_finite_is_named_with_its_epoch_and_the_epoch_before_is_kept(
    value: float, tmp_path: Path
) -> None:
    model, steps = linear(), []

    def objective(rows: Tensor) -> dict[str, Tensor]:
        steps.append(rows)
        broken = len(steps) >= 10  # the second step of the third epoch
        return {**misfit(model)(rows), "other": model.weight.sum() * 0 + (value if broken else 1.0)}

    checkpoint = Checkpoint(tmp_path / "training", "key")
    with pytest.raises(FitError, match=rf"'other' became {value:f} in epoch 3; a smaller learning rate"):
        descend(objective, model, batch_size=15, checkpoint=checkpoint)
    again = linear()
    history = checkpoint.take_up(again, torch.optim.Adam(again.parameters()), torch.Generator())
    assert [len(means) for means in history.values()] == [2, 2, 2]
    assert again.weight.isfinite().all()


def test_term_that_broke_first_is_the_one_named() -> None:
    model, steps = linear(), []

    def objective(rows: Tensor) -> dict[str, Tensor]:
        steps.append(rows)
        late = torch.tensor(math.nan if len(steps) >= 3 else 1.0)
        early = torch.tensor(math.inf if len(steps) >= 2 else 1.0)
        return {"late": late + 0 * model.weight.sum(), "early": early}

    with pytest.raises(FitError, match="'early' became inf in epoch 1"):
        descend(objective, model, batch_size=15, schedule=lambda done: 0.0)


def test_optimizer_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownName, match="optimizer 'adams'; did you mean 'adam'"):
        descend(misfit(linear()), linear(), optimizer="adams")


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("stop", [1, 4, 6])
def test_training_that_was_interrupted_ends_with_the_same_bits(
    optimizer: str, precision: torch.dtype, stop: int, tmp_path: Path
) -> None:
    whole, expected = learn(optimizer, precision)
    checkpoint = Checkpoint(tmp_path / "training", "key")
    with pytest.raises(KeyboardInterrupt):
        learn(optimizer, precision, checkpoint, stop)
    learner, history = learn(optimizer, precision, checkpoint)
    assert history == expected
    assert learner.seen != 0
    for name, value in whole.state_dict().items():
        assert torch.equal(learner.state_dict()[name], value), name


def test_checkpoint_after_every_epoch_changes_no_bit(tmp_path: Path) -> None:
    plain, expected = learn("adam", torch.float32)
    kept, history = learn("adam", torch.float32, Checkpoint(tmp_path / "training", "key"))
    assert history == expected
    assert torch.equal(kept.layers[0].weight, plain.layers[0].weight)


def test_training_that_is_done_is_taken_up_without_another_step(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path / "training", "key")
    model, steps = linear(), []

    def objective(rows: Tensor) -> dict[str, Tensor]:
        steps.append(rows)
        return misfit(model)(rows)

    first = descend(objective, model, checkpoint=checkpoint)
    n_steps, weight = len(steps), model.weight.detach().clone()
    nn.init.zeros_(model.weight)
    assert descend(objective, model, checkpoint=checkpoint) == first
    assert len(steps) == n_steps
    assert torch.equal(model.weight, weight)


def test_checkpoint_of_another_training_is_not_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "training"
    learn("adam", torch.float32, Checkpoint(path, "one"))
    with pytest.warns(DroppedTraining):
        _, history = learn("adam", torch.float32, Checkpoint(path, "other"))
    assert history == learn("adam", torch.float32)[1]
    with pytest.warns(DroppedTraining), pytest.raises(KeyboardInterrupt):  # it starts over as well
        learn("adam", torch.float32, Checkpoint(path, "one"), stop=1)


def test_bound_is_followed_until_it_gains_no_more() -> None:
    state, trace = ascend(lambda x: (x / 2, 1 - abs(x)), 1.0, max_steps=100, tolerance=1e-3)
    assert len(trace) < 20
    assert trace == sorted(trace)
    assert abs(state) < 1e-2


def test_bound_that_falls_is_an_error() -> None:
    bounds = iter([1.0, 2.0, 1.5])
    with pytest.raises(FitError, match=r"fell from 2\.0+ to 1\.5"):
        ascend(lambda state: (state, next(bounds)), None, max_steps=5)


def test_ascent_ends_after_the_steps_it_was_given() -> None:
    state, trace = ascend(lambda i: (i + 1, float(i)), 0, max_steps=7)
    assert (state, trace) == (7, [0, 1, 2, 3, 4, 5, 6])


def test_constant_schedule_keeps_the_rate() -> None:
    one, other = linear(), linear()
    descend(misfit(one), one, learning_rate=0.02, schedule=constant)
    descend(misfit(other), other, learning_rate=0.04, schedule=lambda done: 0.5)
    torch.testing.assert_close(one.weight, other.weight)
