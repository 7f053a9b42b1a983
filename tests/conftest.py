"""Pictures that every test may sort: three kinds of drawings, made here, one folder a kind."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

SIDE = 96
N_PER_KIND = 14


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 3 x 14 JPEG drawings: sun-like discs, blue stripes, green checks."""
    folder = tmp_path_factory.mktemp("pictures") / "drawings"
    rng = np.random.default_rng(0)
    for kind, draw in {"disc": _disc, "stripes": _stripes, "checks": _checks}.items():
        (folder / kind).mkdir(parents=True)
        for i in range(N_PER_KIND):
            picture = Image.new("RGB", (SIDE, SIDE), tuple(rng.integers(225, 256, 3).tolist()))
            draw(ImageDraw.Draw(picture), rng)
            picture.save(folder / kind / f"{i:02d}.jpg", quality=92)
    return folder


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the whole session, so that words are embedded once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def nouns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small vocabulary file."""
    path = tmp_path_factory.mktemp("nouns") / "nouns.txt"
    words = "sun ball orange fence zebra curtain chessboard quilt fabric dog cat car house tree boat cup"
    path.write_text(words.replace(" ", "\n") + "\n")
    return path


Draw = Callable[[ImageDraw.ImageDraw, np.random.Generator], None]


def _disc(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    x, y = rng.integers(30, 66, 2)
    r = int(rng.integers(18, 28))
    colour = (int(rng.integers(200, 256)), int(rng.integers(60, 140)), int(rng.integers(0, 40)))
    draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)


def _stripes(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    width = int(rng.integers(5, 9))
    colour = (int(rng.integers(0, 60)), int(rng.integers(40, 100)), int(rng.integers(160, 256)))
    for x in range(int(rng.integers(0, width)), SIDE, 2 * width):
        draw.rectangle((x, 0, x + width, SIDE), fill=colour)


def _checks(draw: ImageDraw.ImageDraw, rng: np.random.Generator) -> None:
    size = int(rng.integers(10, 15))
    colour = (int(rng.integers(0, 60)), int(rng.integers(110, 190)), int(rng.integers(20, 80)))
    for row in range(SIDE // size + 1):
        for column in range(row % 2, SIDE // size + 1, 2):
            draw.rectangle((column * size, row * size, (column + 1) * size, (row + 1) * size), fill=colour)
