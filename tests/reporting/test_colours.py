import numpy as np
import pytest

from kindfold.reporting.colours import NEAR, palette


def oklab(code: str) -> np.ndarray:
    """OKLab of "#rrggbb" (Ottosson 2020, forward direction)."""
    rgb = np.frombuffer(bytes.fromhex(code[1:]), dtype=np.uint8) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lms = np.cbrt(
        np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        )
        @ linear
    )
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.array(to_lab) @ lms


def gaps(colours: tuple[str, ...]) -> np.ndarray:
    lab = np.array([oklab(code) for code in colours])
    return np.linalg.norm(lab[:, None] - lab[None], axis=2) + np.diag(np.full(len(lab), np.inf))


@pytest.mark.parametrize(("k", "least"), [(2, 0.3), (10, 0.12), (50, 0.05), (200, 0.02)])  # 0.02 can just be told apart
def test_colours_can_be_told_apart(k, least):
    assert gaps(palette(np.random.default_rng(k).random((k, 2)))).min() > least


@pytest.mark.parametrize("seed", range(3))
def test_neighbours_differ_more_than_strangers(seed):
    centres = np.random.default_rng(seed).random((100, 2))
    gap = gaps(palette(centres))
    far = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    near = (far < NEAR / 2) & (far > 0)
    assert np.percentile(gap[near], 5) > 1.5 * np.percentile(gap[np.isfinite(gap)], 5)


def test_colours_show_on_white_and_on_black():
    lightness = [oklab(code)[0] for code in palette(np.random.default_rng(0).random((200, 2)))]
    assert min(lightness) > 0.5
    assert max(lightness) < 0.82


@pytest.mark.parametrize("k", [0, 1, 1000])
def test_any_number_of_kinds_is_coloured(k):
    assert len(palette(np.zeros((k, 2)))) == k
