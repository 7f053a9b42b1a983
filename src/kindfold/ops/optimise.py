"""The two loops: stochastic descent on named losses, and coordinate ascent with a bound that must not fall."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.optim import SGD, Adam, Optimizer

from kindfold.errors import FitError, UnknownName
from kindfold.ops.ahead import ahead
from kindfold.ops.checkpoint import Checkpoint, History
from kindfold.ops.distributed import is_first
from kindfold.ops.memory import keep_freed
from kindfold.ops.schedules import Schedule, cosine

State = TypeVar("State")


def minimise(
    objective: Callable[[Any], Mapping[str, Tensor]],
    module: nn.Module,
    *,
    n: int,
    n_epochs: int,
    batch_size: int,
    generator: torch.Generator,
    draw: Callable[[Tensor], Any] | None = None,
    optimizer: str = "adam",
    learning_rate: float = 1e-3,
    weight_decay: float = 0.0,
    schedule: Schedule = cosine,
    precision: torch.dtype = torch.float32,
    before_epoch: Callable[[int], None] | None = None,
    checkpoint: Checkpoint | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> History:
    """Descend on the sum of named loss terms; the mean of each over every epoch is returned.

    Parameters
    ----------
    objective : rows of a batch (b,), or what `draw` makes of them -> loss terms, weights included; without `draw`, it
        may draw from `generator`
    module : holds what is learnt, and every buffer that the objective keeps from step to step
    n, batch_size : rows in all, and in a batch; all batches of an epoch are equally large to within one row
    generator : orders the rows, on the CPU
    draw : reads a batch, one ahead of the objective and beside it; it may draw from `generator`
    optimizer : "adam", or "sgd" with momentum 0.9
    schedule : share of the training done -> factor of `learning_rate`
    precision : torch.bfloat16 for mixed precision
    before_epoch : called with the number of epochs done; what it changes must lie in `module`
    checkpoint : state after every epoch, from which the same call goes on with the same bits
    progress : called with the epochs done and in all, and at once with those of a checkpoint that it goes on from

    Raises
    ------
    FitError
        A term is NaN or infinite; the first one and its epoch are named, the checkpoint is that of the epoch before.
    """
    keep_freed()
    descent = _optimizer(optimizer, module, learning_rate, weight_decay)
    history = checkpoint.take_up(module, descent, generator) if checkpoint else {}
    device = next(module.parameters()).device
    n_steps = max(1, round(n / batch_size))
    module.train()
    done = len(history.get("loss", ()))
    if progress and done:
        progress(done, n_epochs)

    for epoch in range(done, n_epochs):
        if before_epoch:
            before_epoch(epoch)
        trace = []
        batches = torch.randperm(n, generator=generator).tensor_split(n_steps)
        for step, batch in enumerate(ahead(draw, batches) if draw else batches):
            for group in descent.param_groups:
                group["lr"] = learning_rate * schedule((epoch + step / n_steps) / n_epochs)
            with torch.autocast(device.type, precision, enabled=precision != torch.float32):
                terms = objective(batch)
            loss = torch.stack(list(terms.values())).sum()
            descent.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            descent.step()
            trace.append(torch.stack([*terms.values(), loss]).detach())

        _note(history, [*terms, "loss"], torch.stack(trace).cpu(), epoch)
        if checkpoint and is_first():
            checkpoint.keep(module, descent, generator, history)
        if progress:
            progress(epoch + 1, n_epochs)
    module.eval()
    return history


def ascend(
    step: Callable[[State], tuple[State, float]], state: State, *, max_steps: int, tolerance: float = 1e-5
) -> tuple[State, list[float]]:
    """Repeat `step` until the bound gains less than `tolerance` of itself; returns the last state and every bound.

    Raises
    ------
    FitError
        If the bound falls by more than float64 rounding explains: the step is wrong.
    """
    trace: list[float] = []
    for _ in range(max_steps):
        state, bound = step(state)
        if trace and bound < trace[-1] - 1e-7 * (1 + abs(trace[-1])):
            raise FitError(f"the bound fell from {trace[-1]:.6f} to {bound:.6f} in coordinate ascent")
        trace.append(bound)
        if len(trace) > 1 and trace[-1] - trace[-2] < tolerance * (1 + abs(trace[-1])):
            break
    return state, trace


def _optimizer(name: str, module: nn.Module, rate: float, decay: float) -> Optimizer:
    if name == "adam":
        return Adam(module.parameters(), rate, weight_decay=decay, fused=True)
    if name == "sgd":
        return SGD(module.parameters(), rate, momentum=0.9, weight_decay=decay)
    raise UnknownName("optimizer", name, ("adam", "sgd"))


def _note(history: History, names: list[str], trace: Tensor, epoch: int) -> None:
    """Add the means of an epoch's terms (steps, terms), if all of them are finite."""
    wrong = (~trace.isfinite()).nonzero()  # in the order of the steps
    if len(wrong):
        raise FitError(
            f"the loss term {names[int(wrong[0, 1])]!r} became {trace[tuple(wrong[0])]:f} in epoch {epoch + 1}; "
            "a smaller learning rate may help"
        )
    for name, mean in zip(names, trace.double().mean(0).tolist(), strict=True):
        history.setdefault(name, []).append(mean)
