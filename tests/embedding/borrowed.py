"""Imports packages that need torchvision, whose wheels do not load beside a CPU build of torch, or skips."""

import importlib
import importlib.util
import warnings
from types import ModuleType

import pytest
import torch


def import_or_skip(package: str) -> ModuleType:
    """The package, with the two operators that torchvision misses declared so that its import goes through."""
    if importlib.util.find_spec(package) is None or importlib.util.find_spec("torchvision") is None:
        pytest.skip(f"{package} or torchvision is not installed", allow_module_level=True)
    global _operators
    _operators = torch.library.Library("torchvision", "FRAGMENT")  # kept alive as long as the process
    for name in ("nms", "qnms"):
        if not hasattr(torch.ops.torchvision, name):
            _operators.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(package)


_operators: torch.library.Library
