"""Devices: what is picked, what is refused, and what arithmetic they are given."""

import pytest
import torch

from kindfold.errors import SettingError
from kindfold.ops.device import autocast, fast_dtype, pick_device


def test_auto_is_a_device_that_computes() -> None:
    assert torch.ones(2, device=pick_device("auto")).sum() == 2


def test_device_asked_for_is_the_one_given() -> None:
    assert pick_device("cpu") == "cpu"


@pytest.mark.parametrize("device", ["gpu", "cuda:99", "", "cpu:x"])
def test_device_that_is_not_there_is_named_with_those_that_may_be(device: str) -> None:
    with pytest.raises(SettingError, match=rf"{device!r} cannot be used here .*auto, cpu, cuda") as caught:
        pick_device(device)
    assert "\n" not in str(caught.value)


def test_fast_arithmetic_is_one_that_the_loop_knows() -> None:
    assert fast_dtype("cpu") in (torch.float32, torch.bfloat16)
    assert fast_dtype("mps") == torch.float32


def test_autocast_multiplies_in_the_asked_arithmetic_and_leaves_float32_alone() -> None:
    x = torch.ones(2, 2)
    with autocast("cpu", torch.bfloat16):
        assert (x @ x).dtype == torch.bfloat16
    with autocast("cpu", torch.float32):
        assert (x @ x).dtype == torch.float32
