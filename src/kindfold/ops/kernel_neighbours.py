"""The pictures of largest kernel: fast products pick candidates, exact ones put them in order.

Kernels are first taken in the processor's fastest precision, with a bound on the error that this can make. The exact
kernel decides among the best of these; where a picture that was passed over might have been among the nearest, all of
its kernels are taken exactly. Neighbours are therefore those of float32 whatever precision the hardware has.

Symbols: r rows, c columns, q neighbours, b prompts.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from kindfold.ops.affinity import Features, kernels
from kindfold.ops.blocks import tiles
from kindfold.ops.nearest import ROUND, fast_dtype
from kindfold.ops.similarity import Neighbours

ROWS = 512  # of a tile of the kernel ...
COLUMNS = 16_384  # ... and its columns
GROUP = 8  # columns, of which the largest is looked at first
CANDIDATES = 2  # times q
FEW = 2048  # columns, up to which every kernel is exact


def nearest_by_kernel(
    rows: Features, columns: Features, q: int, *, own: Tensor, names: Tensor | None = None
) -> list[Neighbours]:
    """For each prompt the q columns of largest kernel of every row, nearest first.

    `own` (r,) is the place of every row among the columns, which does not count; -1 for none. `names` (c,) are the
    numbers under which columns are reported. Memory is O(r q + tile).
    """
    fast = len(columns.pictures) > FEW and fast_dtype(own.device) != torch.float32
    sketch = _sketch(rows, columns, fast_dtype(own.device)) if fast else None
    parts = [slice(i, i + ROWS) for i in range(0, len(rows.pictures), ROWS)]
    found = [_nearest(rows.take(part), columns, sketch and sketch.take(part), q, own[part]) for part in parts]
    whole = [Neighbours(*map(torch.cat, zip(*of_prompt, strict=True))) for of_prompt in zip(*found, strict=True)]
    return whole if names is None else [Neighbours(names[near.rows], near.cosine) for near in whole]


def largest(values: Tensor, q: int) -> tuple[Tensor, Tensor]:
    """The q largest of each row of (r, c), largest first, and their places.

    They lie in the q groups of columns with the largest maxima, so most columns are read once only.
    """
    c, device = values.shape[1], values.device
    n_groups = c // GROUP  # every group holds columns that are so many apart
    if n_groups < 2 * q:
        return values.topk(min(q, c), dim=1)
    whole = values[:, : n_groups * GROUP].reshape(-1, GROUP, n_groups)
    groups = whole.amax(1).topk(q, dim=1, sorted=False).indices  # (r, q)
    places = (groups[:, None] + torch.arange(0, n_groups * GROUP, n_groups, device=device)[:, None]).flatten(1)
    rest = torch.arange(n_groups * GROUP, c, device=device).expand(len(values), -1)
    places = torch.cat([places, rest], dim=1)
    value, which = values.gather(1, places).topk(q, dim=1)
    return value, places.gather(1, which)


class _Sketch(NamedTuple):
    """Rows and columns in a fast precision, and for each prompt the largest error of the kernel of a row, (r,)."""

    rows: Features
    columns: Features
    errors: Sequence[Tensor]

    def take(self, part: slice) -> _Sketch:
        return _Sketch(self.rows.take(part), self.columns, [error[part] for error in self.errors])


def _sketch(rows: Features, columns: Features, dtype: torch.dtype) -> _Sketch:
    few, many = (Features(f.pictures.to(dtype), tuple(o.to(dtype) for o in f.overlaps)) for f in (rows, columns))
    cosine = _doubt(rows.pictures, few.pictures, columns.pictures, many.pictures)
    overlaps = map(_doubt, rows.overlaps, few.overlaps, columns.overlaps, many.overlaps)
    errors = [c.error * o.size + (c.size + c.error) * o.error for c, o in ((cosine, o) for o in overlaps)]
    return _Sketch(few, many, errors or [cosine.error])


class _Doubt(NamedTuple):
    """Of the products of every row with any column: how large they can be, and how wrong, (r,)."""

    size: Tensor
    error: Tensor


def _doubt(rows: Tensor, few: Tensor, columns: Tensor, many: Tensor) -> _Doubt:
    """By Cauchy and Schwarz, from the lengths of rows and of what rounding took from them."""
    length, longest = rows.norm(dim=1), columns.norm(dim=1).max()
    lost, most_lost = _lost(rows, few), _lost(columns, many).max()
    sums = (rows.shape[1] + 8) * ROUND[torch.float32]  # adding products in float32
    error = lost * longest + (length + lost) * (most_lost + sums * (longest + most_lost))
    return _Doubt(length * longest, error + ROUND[few.dtype] * (length * longest + error))  # storing them


def _lost(exact: Tensor, fast: Tensor) -> Tensor:
    """Lengths (n,) of what rounding took."""
    return torch.cat([(exact[tile] - fast[tile]).norm(dim=1) for tile in tiles(*exact.shape)])


def _nearest(rows: Features, columns: Features, sketch: _Sketch | None, q: int, own: Tensor) -> list[Neighbours]:
    """The neighbours of a few rows under each kernel, a tile of columns after the other."""
    none = Neighbours(own.new_empty(len(own), 0), rows.pictures.new_empty(len(own), 0))
    best = [none] * rows.n_kernels
    passed = [rows.pictures.new_full((len(own),), -torch.inf)] * rows.n_kernels  # the best that was passed over
    few, many = (rows, columns) if sketch is None else (sketch.rows, sketch.columns)
    for start in range(0, len(columns.pictures), COLUMNS):
        span = slice(start, start + COLUMNS)
        inside = ((own >= start) & (own < start + COLUMNS)).nonzero()[:, 0]
        for b, kernel in enumerate(kernels(few, many.take(span))):
            kernel[inside, own[inside] - start] = -torch.inf
            value, place = largest(kernel, q if sketch is None else CANDIDATES * q)
            if sketch is not None:
                passed[b] = passed[b].maximum(value[:, -1] + sketch.errors[b])
                value = _exact(rows.of(b), columns.of(b).take(span), place).where(value > -torch.inf, -torch.inf)
            best[b] = _merged(best[b], Neighbours(place + start, value), q)
    for b, near in enumerate(best):
        unsure = (near.cosine[:, -1] < passed[b]).nonzero()[:, 0]
        if len(unsure):
            exact = _nearest(rows.of(b).take(unsure), columns.of(b), None, q, own[unsure])[0]
            near.rows[unsure], near.cosine[unsure] = exact
    return best


def _exact(rows: Features, columns: Features, places: Tensor) -> Tensor:
    """The one kernel of every row with its own columns, at places (r, e)."""
    cosine = _paired(rows.pictures, columns.pictures, places)
    return cosine * _paired(rows.overlaps[0], columns.overlaps[0], places) if rows.overlaps else cosine


def _paired(rows: Tensor, columns: Tensor, places: Tensor) -> Tensor:
    """Products of every row (r, d) with its own columns, those of (c, d) at places (r, e)."""
    r, e = places.shape
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta")
        ends = torch.arange(0, r * e + 1, e, device=places.device)
        wanted = torch.sparse_csr_tensor(
            ends, places.flatten(), rows.new_zeros(r * e), (r, len(columns)), check_invariants=False
        )
    products: Tensor = torch.sparse.sampled_addmm(wanted, rows, columns.T, beta=0.0).values().view(r, e)
    return products


def _merged(one: Neighbours, other: Neighbours, q: int) -> Neighbours:
    """The q best of both; ties go to the first."""
    value = torch.cat([one.cosine, other.cosine], dim=1)
    places = torch.cat([one.rows, other.rows], dim=1)
    kept = value.sort(dim=1, descending=True, stable=True).indices[:, :q]
    return Neighbours(places.gather(1, kept), value.gather(1, kept))
