"""EfficientNet-Lite: what is done for speed changes no vector."""

import pytest
import torch
from torch.nn import functional

from kindfold.embedding import efficientnet as module
from kindfold.embedding.builtin import weights_file
from kindfold.embedding.efficientnet import efficientnet_lite, folded


@pytest.mark.parametrize("kernel, stride, size", [(1, 1, 9), (3, 1, 9), (5, 1, 9), (3, 2, 10), (3, 2, 9), (5, 2, 10)])
def test_folding_equals_convolution_then_normalisation(kernel: int, stride: int, size: int) -> None:
    draw = torch.Generator().manual_seed(0)
    state = {"c.weight": torch.randn(4, 3, kernel, kernel, generator=draw)}
    for name in ("weight", "bias", "running_mean", "running_var"):
        state[f"n.{name}"] = torch.rand(4, generator=draw) + 0.5
    x = torch.randn(2, 3, size, size, generator=draw)

    behind = max((-(-size // stride) - 1) * stride + kernel - size, 0)  # TensorFlow's "same"
    padded = functional.pad(x, (behind // 2, behind - behind // 2) * 2)
    plain = functional.conv2d(padded, state["c.weight"], stride=stride)
    statistics = [state[f"n.{name}"] for name in ("running_mean", "running_var", "weight", "bias")]
    expected = functional.batch_norm(plain, *statistics, eps=1e-3)

    got = folded(state, "c", "n", size=size, stride=stride, bounded=False)(x)
    torch.testing.assert_close(got, expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(folded(state, "c", "n", size=size, stride=stride)(x), functional.relu6(got))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_one_pass_over_memory_changes_no_bit(dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    if module.FUSED is None:
        pytest.skip("this build of torch has no fused convolution")
    state = torch.load(weights_file(), weights_only=True)
    network = efficientnet_lite(state, side=260).to(dtype).to(memory_format=torch.channels_last)
    pixels = torch.rand(2, 3, 260, 260, generator=torch.Generator().manual_seed(0)).to(dtype)
    pixels = pixels.contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        fused = network(pixels)
        monkeypatch.setattr(module, "FUSED", None)
        assert torch.equal(network(pixels), fused)
    assert fused.shape == (2, 1280, 9, 9)
