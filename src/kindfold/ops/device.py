"""Where computation runs and in which arithmetic."""

from __future__ import annotations

import copy
from collections.abc import Iterable

import torch
from torch import nn

from kindfold.errors import SettingError


def pick_device(device: str = "auto") -> str:
    """ "auto" -> "cuda" when there is one, then "mps", else "cpu"."""
    if device != "auto":
        return _checked(device)
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _checked(device: str) -> str:
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        what = str(error).partition("\n")[0]
        raise SettingError(
            f"the device {device!r} cannot be used here ({what}); auto, cpu, cuda, cuda:1, mps"
        ) from error
    return device


def fast_dtype(device: str) -> torch.dtype:
    """bfloat16 where the hardware multiplies it natively, else float32."""
    if device.startswith("cuda"):
        native = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        native = device == "cpu" and (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
    return torch.bfloat16 if native else torch.float32


def autocast(device: str, dtype: torch.dtype) -> torch.autocast:
    """Matrix products in `dtype`; nothing changes for float32."""
    return torch.autocast(device.partition(":")[0], dtype, enabled=dtype != torch.float32)


def in_autocast(device: str, dtype: torch.dtype) -> bool:
    """Whether matrix products are in this dtype here."""
    kind = device.partition(":")[0]
    return torch.is_autocast_enabled(kind) and torch.get_autocast_dtype(kind) == dtype


def with_linear_in(model: nn.Module, dtype: torch.dtype, *, shared: Iterable[object] = ()) -> nn.Module:
    """A copy whose linear layers hold their weights in `dtype`: under autocast the same bits, with nothing to convert.

    `shared` are not copied.
    """
    twin = copy.deepcopy(model, {id(part): part for part in shared})
    kept = {id(module) for part in shared if isinstance(part, nn.Module) for module in part.modules()}
    for module in twin.modules():
        if isinstance(module, nn.Linear) and id(module) not in kept:
            module.to(dtype)
    return twin
