"""Colours of the kinds: as far apart as k colours can be, and farthest between neighbours on the map.

Distances are Euclidean in OKLab (Ottosson, "A perceptual color space for image processing", 2020). All colours keep a
lightness that can be told from white as from black paper.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LIGHTNESSES = (0.52, 0.62, 0.72, 0.80)
CHROMAS = (0.06, 0.11, 0.17)
N_HUES = 48
NEAR = 0.15  # of the map's side: within it two kinds are neighbours

# Linear sRGB from OKLab, through cubes of cone responses (Ottosson 2020).
OKLAB_TO_LMS = np.array(
    [[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.2914855480]]
)
LMS_TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


def palette(centres: NDArray[np.floating]) -> tuple[str, ...]:
    """One colour "#rrggbb" per kind, given the places of their centres on the map, (k, 2) in [0, 1].

    All differ for k up to the size of the grid (about 400), and are reused beyond it.
    """
    k = len(centres)
    lab, codes = _grid()
    chosen = _spread(lab, min(k, len(lab)))
    order = np.resize(_assign(lab[chosen], centres[: len(chosen)]), k)
    return tuple(codes[chosen[i]] for i in order)


def _grid() -> tuple[NDArray[np.float64], list[str]]:
    """Candidates within sRGB: OKLab coordinates (m, 3) and their codes."""
    hues = np.arange(N_HUES) * 2 * np.pi / N_HUES
    lightness, chroma, hue = (axis.ravel() for axis in np.meshgrid(LIGHTNESSES, CHROMAS, hues, indexing="ij"))
    lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=1)  # (m, 3)
    rgb = (lab @ OKLAB_TO_LMS.T) ** 3 @ LMS_TO_RGB.T  # linear light
    inside = ((rgb >= 0) & (rgb <= 1)).all(axis=1)
    rgb = rgb[inside]
    gamma = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)  # IEC 61966-2-1
    return lab[inside], ["#" + bytes(row).hex() for row in np.rint(gamma * 255).astype(np.uint8)]


def _spread(lab: NDArray[np.float64], k: int) -> list[int]:
    """Farthest-point sampling (Gonzalez 1985) of k rows, from the most colourful one."""
    chosen = [int(np.argmax(np.hypot(lab[:, 1], lab[:, 2])))]
    nearest = np.full(len(lab), np.inf)
    while len(chosen) < k:
        nearest = np.minimum(nearest, np.linalg.norm(lab - lab[chosen[-1]], axis=1))
        chosen.append(int(nearest.argmax()))
    return chosen[:k]


def _assign(lab: NDArray[np.float64], centres: NDArray[np.floating]) -> NDArray[np.int64]:
    """Which of k colours each of k kinds gets: in turn, the free one that its neighbours bear least."""
    k = len(lab)
    gap = np.linalg.norm(lab[:, None] - lab[None], axis=2)  # (k, k) between colours
    far = np.linalg.norm(centres[:, None] - centres[None], axis=2) / NEAR  # (k, k) between kinds
    taken = np.zeros(k, dtype=np.int64)
    free = np.ones(k, dtype=bool)
    for i in range(k):
        clash = (gap[:, taken[:i]] * (1 + far[i, :i])).min(axis=1, initial=np.inf)  # (k,)
        taken[i] = np.where(free, clash, -1).argmax()
        free[taken[i]] = False
    return taken
