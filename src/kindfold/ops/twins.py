"""Two views through one network, side by side on the processor's cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from kindfold.ops.pairs import View

Both = Callable[[nn.Module, View, View], tuple[Tensor, Tensor]]


@contextmanager
def side_by_side(device: str) -> Iterator[Both]:
    """A function that applies a module to two views of a batch and can be differentiated by its parameters.

    On a CPU each view is read, and goes through the module forwards and backwards, in a thread of its own: both finish
    earlier than if every layer shared out its rows to all cores, and no bit depends on the number of cores. The module
    must keep no statistics.
    """
    if not device.startswith("cpu"):
        yield lambda module, a, b: (module(a()), module(b()))
        return
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(1, "kindfold-twin", torch.set_num_threads, (1,)) as pool:
            yield lambda module, a, b: _Twins.apply(pool, module, a, b, *module.parameters())  # type: ignore[no-untyped-call]
    finally:
        torch.set_num_threads(before)


class _Twins(torch.autograd.Function):
    """The second graph is recorded and walked in the pool; gradients of the parameters are added in a fixed order."""

    @staticmethod
    def forward(ctx: Any, pool: ThreadPoolExecutor, module: nn.Module, a: View, b: View, *parameters: Tensor) -> Any:
        dtype = torch.get_autocast_dtype("cpu") if torch.is_autocast_enabled("cpu") else torch.float32

        def run(view: View) -> Tensor:
            x = view()
            with torch.enable_grad(), torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
                out: Tensor = module(x)
            return out

        of_b = pool.submit(run, b)
        ctx.pool, ctx.parameters, ctx.outputs = pool, parameters, (run(a), of_b.result())
        return tuple(out.detach() for out in ctx.outputs)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        def walk(out: Tensor, gradient: Tensor) -> tuple[Tensor, ...]:
            found: tuple[Tensor, ...] = torch.autograd.grad(out, ctx.parameters, gradient)
            return found

        (a, b), (of_a, of_b) = ctx.outputs, gradients
        later = ctx.pool.submit(walk, b, of_b)
        return None, None, None, None, *(x.add_(y) for x, y in zip(walk(a, of_a), later.result(), strict=True))
