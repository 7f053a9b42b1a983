"""EfficientNet-Lite as a feature extractor: folded, padded evenly, and clamped while it convolves.

Tan and Le, EfficientNet, ICML 2019; the Lite variants have ReLU6 in place of swish and no squeeze-and-excitation.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

FUSED = getattr(torch.ops.mkldnn, "_convolution_pointwise", None) if torch.backends.mkldnn.is_available() else None  # type: ignore[no-untyped-call]
STRIDES = (1, 2, 2, 2, 1, 2, 1)  # of the seven stages of EfficientNet


def efficientnet_lite(state: Mapping[str, Tensor], *, side: int) -> nn.Sequential:
    """EfficientNet-Lite up to its last convolution, batch normalisation folded into the weights.

    Width and depth are read off the weights: a stage begins where the number of channels changes.
    """
    layers: list[nn.Module] = [folded(state, "_conv_stem", "_bn0", size=side, stride=2)]
    size, channels, strides = -(-side // 2), 32, iter(STRIDES)
    for block in range(sum(key.endswith("_project_conv.weight") for key in state)):
        prefix = f"_blocks.{block}."
        out = len(state[prefix + "_project_conv.weight"])
        stride = 1 if out == channels else next(strides)

        body = [folded(state, prefix + "_depthwise_conv", prefix + "_bn1", size=size, stride=stride)]
        if prefix + "_expand_conv.weight" in state:
            body.insert(0, folded(state, prefix + "_expand_conv", prefix + "_bn0"))
        body.append(folded(state, prefix + "_project_conv", prefix + "_bn2", bounded=False))
        layers.append(Residual(*body) if out == channels else nn.Sequential(*body))

        size, channels = -(-size // stride), out
    return nn.Sequential(*layers, folded(state, "_conv_head", "_bn1")).eval().requires_grad_(False)


class Residual(nn.Sequential):
    """x + f(x)."""

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = super().forward(x)  # type: ignore[no-untyped-call]
        return y.add_(x)


class Convolution(nn.Conv2d):
    """A convolution and, where `bounded`, ReLU6, in one pass over memory where oneDNN offers that; same bits."""

    bounded = True

    def forward(self, x: Tensor) -> Tensor:
        if x.device.type != "cpu" or FUSED is None:
            y = super().forward(x)
            return y.clamp_(0, 6) if self.bounded else y
        after, limits = ("hardtanh", [0.0, 6.0]) if self.bounded else ("none", [])
        geometry = (self.padding, self.stride, self.dilation, self.groups)
        return torch.as_tensor(FUSED(x, self.weight, self.bias, *geometry, after, limits, ""))


def folded(
    state: Mapping[str, Tensor], name: str, norm: str, *, size: int = 1, stride: int = 1, bounded: bool = True
) -> Convolution:
    """A convolution with TensorFlow's "same" padding and its batch normalisation in its weights.

    TensorFlow pads more behind than before. Zeros added in front of the kernel make the padding even.
    """
    gain = state[norm + ".weight"] / torch.sqrt(state[norm + ".running_var"] + 1e-3)  # (out,)
    weight = state[name + ".weight"] * gain[:, None, None, None]  # (out, in / groups, k, k)
    padding = max((-(-size // stride) - 1) * stride + weight.shape[-1] - size, 0) if weight.shape[-1] > 1 else 0
    weight = nn.functional.pad(weight, (padding % 2, 0) * 2)

    out, channels, kernel, _ = weight.shape
    groups = out if "_depthwise" in name else 1
    conv = Convolution(channels * groups, out, kernel, stride=stride, padding=-(-padding // 2), groups=groups)
    conv.weight = nn.Parameter(weight)
    conv.bias = nn.Parameter(state[norm + ".bias"] - state[norm + ".running_mean"] * gain)
    conv.bounded = bounded
    return conv
