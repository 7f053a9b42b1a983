"""Draw one photograph and views of it by every family, as one JPEG.

    python scripts/picture_of_views.py photo.jpg docs/images/views.jpg

The pictures in the documents are of a photograph of `kindfold demo`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from PIL import Image

from kindfold.embedding import Backbone
from kindfold.embedding.augment import FAMILIES
from kindfold.embedding.preprocess import Preprocess
from kindfold.embedding.reader import read_rgb
from kindfold.embedding.views import augmented

SIDE, GAP = 128, 4  # pixels


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("photo", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--views", type=int, default=6)
    given = parser.parse_args()
    sheet(given.photo.read_bytes(), given.views).save(given.out, "JPEG", quality=82, optimize=True)


def sheet(photo: bytes, n_views: int) -> Image.Image:
    """A row for each family: the photograph as it is, then its views."""
    eye = Backbone("eye", 1, SIDE, Preprocess(resize=SIDE, crop=(SIDE, SIDE)), image=torch.flatten, fingerprint="")
    step = SIDE + GAP
    paper = Image.new("RGB", ((n_views + 1) * step - GAP, len(FAMILIES) * step - GAP), "white")
    for row, family in enumerate(FAMILIES):
        encoder = augmented(eye, f"{family}:{n_views}")
        picture = read_rgb(photo, side=encoder.side)
        for column, pixels in enumerate([eye.preprocess(picture), *encoder.preprocess(picture)]):
            paper.paste(Image.fromarray(pixels.permute(1, 2, 0).numpy()), (column * step, row * step))
    return paper


if __name__ == "__main__":
    main()
