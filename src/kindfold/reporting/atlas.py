"""The points of the map, packed for the page's script."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from kindfold.data.display import display_name

FULL = 65535


def centres(points: NDArray[np.floating[Any]], kinds: NDArray[np.integer[Any]], k: int) -> NDArray[np.float64]:
    """Mean place of each of k kinds, (k, 2); the middle of the map where a kind has no point."""
    counts = np.bincount(kinds, minlength=k)
    sums = np.stack([np.bincount(kinds, weights=axis, minlength=k) for axis in points.T], axis=1)
    return np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], 0.5)


def pack(
    points: NDArray[np.floating[Any]], kinds: NDArray[np.integer[Any]], ids: Sequence[str], colours: Sequence[str]
) -> Markup:
    """JSON that is safe inside a script element: ASCII, without "<", ">" or "&"."""
    data = {
        "points": _base64(np.rint(np.clip(points, 0, 1) * FULL)),  # x, y, x, y, ...
        "kinds": _base64(kinds),
        "ids": [display_name(name) for name in ids],
        "colours": list(colours),
    }
    text = json.dumps(data, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _base64(values: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values, dtype="<u2").tobytes()).decode()
