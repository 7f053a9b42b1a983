"""The nearest of k centres for every row: fast products where they are sure, float64 where they are not.

Scores x.c + b are first taken in the processor's fastest precision, with a bound on the error that this can make. A row
whose lead over the runner-up exceeds the bound is settled; the few others are computed again in float64. Labels are
therefore those of float64 whatever the hardware, the number of threads or the rows computed beside them.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from kindfold.ops.blocks import Exact, tiles

TIE = 1e-12  # float64 scores this close, relative to |x||c|, are a tie, won by the lowest index
WIDE = 128  # columns
ROUND = {torch.bfloat16: 2.0**-8, torch.float32: 2.0**-24}  # relative error of one rounding


class Rows(NamedTuple):
    """Rows made ready for many searches.

    exact (n, d), read where it is needed; fast (n, d), exact - middle in the fast precision; middle (d,) float32;
    length (n,), the norm of exact - middle; lost (n,), the norm of what `fast` rounded away.
    """

    exact: Exact
    fast: Tensor
    middle: Tensor
    length: Tensor
    lost: Tensor


class Nearest(NamedTuple):
    """What `nearest` returns: labels (n,) int64, and a lower bound of each label's lead in score, (n,) float32."""

    labels: Tensor
    leads: Tensor


def prepare(X: Tensor, *, spherical: bool = False) -> Rows:
    """Centre rows (n, d), which keeps rounding small, and round them to the fast precision; unit rows if spherical."""
    n, exact = len(X), Exact(X, spherical)
    middle = exact[:: max(1, n // 4096)].mean(dim=0)  # (d,), any point near the rows will do
    fast = torch.empty(X.shape, dtype=fast_dtype(X.device, X.shape[1]), device=X.device)
    length, lost = middle.new_empty(n), middle.new_empty(n)
    for tile in tiles(*X.shape):
        centred = exact[tile] - middle
        fast[tile] = centred
        length[tile] = centred.norm(dim=1)
        lost[tile] = (centred - fast[tile]).norm(dim=1)
    return Rows(exact, fast, middle, length, lost)


def fast_dtype(device: torch.device, width: int = WIDE) -> torch.dtype:
    """bfloat16 where the processor multiplies it natively and rows are wide, else float32.

    Of narrow rows the product is a small part of the search, and bfloat16 leaves many of them unsure.
    """
    if width < WIDE:
        return torch.float32
    native = device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()
    return torch.bfloat16 if native else torch.float32


def nearest(rows: Rows, centers: Tensor, offsets: Tensor, *, which: Tensor | None = None) -> Nearest:
    """The centre with the largest score x.c + b, for all rows or for those of an index.

    centers (k, d) float32, offsets b (k,) float64.
    """
    n = len(rows.fast) if which is None else len(which)
    found = Nearest(torch.zeros(n, dtype=torch.int64, device=centers.device), rows.length.new_full((n,), torch.inf))
    if len(centers) == 1:
        return found
    sketch = _sketch(rows, centers, offsets)
    for tile in tiles(n, max(rows.fast.shape[1] // 4, len(centers))):
        picked = tile if which is None else which[tile]
        labels, leads = _nearest_fast(rows.fast[picked], rows.length[picked], rows.lost[picked], sketch)
        unsure = (leads <= 0).nonzero()[:, 0]
        doubtful = tile.start + unsure if which is None else which[tile][unsure]
        labels[unsure], leads[unsure] = _nearest_exact(rows.exact[doubtful], centers, offsets)
        found.labels[tile], found.leads[tile] = labels, leads
    return found


class _Sketch(NamedTuple):
    """Centres in the fast precision, (k, d); the longest, and the most that rounding took from one; bias (k,) float32.

    With m the rows' middle and a the mean centre, x.c + b = (x - m).(c - a) + (m.c + b) + a term without c.
    """

    fast: Tensor
    length: float
    lost: float
    bias: Tensor


def _sketch(rows: Rows, centers: Tensor, offsets: Tensor) -> _Sketch:
    centred = centers - centers.mean(dim=0)
    fast = centred.to(rows.fast.dtype)
    bias = centers.double() @ rows.middle.double() + offsets
    bias = (bias - bias.mean()).float()
    return _Sketch(fast, float(centred.norm(dim=1).max()), float((centred - fast).norm(dim=1).max()), bias)


def _nearest_fast(fast: Tensor, length: Tensor, lost: Tensor, sketch: _Sketch) -> tuple[Tensor, Tensor]:
    """Labels, and leads less all that rounding may have added to them; not positive where the label is unsure."""
    scores = (fast @ sketch.fast.T) + sketch.bias  # (b, k)
    first, labels = scores.max(dim=1)
    second = scores.scatter_(1, labels[:, None], -torch.inf).amax(dim=1)

    sums = (fast.shape[1] + 8) * ROUND[torch.float32] * sketch.length  # adding d products in float32
    doubt = lost * sketch.length + length * (sketch.lost + sums)  # Cauchy-Schwarz, one score
    doubt += ROUND[fast.dtype] * (first.abs().maximum(second.abs()) + 2 * sketch.bias.abs().max())  # storing it
    return labels, first - second - 2.01 * doubt


def _nearest_exact(X: Tensor, centers: Tensor, offsets: Tensor) -> tuple[Tensor, Tensor]:
    """Labels and leads in float64; the lowest index wins a tie, with a lead of zero."""
    C = centers.double()
    scores = X.double() @ C.T + offsets  # (b, k)
    tie = TIE * X.double().norm(dim=1) * C.norm(dim=1).max()
    first = scores.amax(dim=1) - tie
    labels = (scores >= first[:, None]).to(torch.uint8).argmax(dim=1)
    second = scores.scatter_(1, labels[:, None], -torch.inf).amax(dim=1)
    return labels, (first - second - tie).clamp(min=0).float()
