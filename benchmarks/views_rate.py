"""Views a second through the builtin encoder: `embed(views=...)` against the plain loop and the network alone.

    python benchmarks/views_rate.py [FOLDER] [--views crop-blur:8] [--pictures 48] [--repeats 3]

- embed: every picture and its views, each picture decoded once for all its views, written to an empty
  cache on disk.
- plain loop: for every view the file is opened and decoded again, cropped, blurred and resized by Pillow; batches of 32
  run eagerly in float32; the same weights in the network of the package that they come from.
- network alone: `Backbone.image` on as many pictures that lie ready as tensors.

A picture counts as one view. How it is measured: as in embedding_rate.py, whose columns these are; `n` is the number of
views.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet
from embedding_rate import PILLOW, PLAIN_BATCH, draw_pictures, empty_caches, in_streams, measure, plain_vectors, write
from PIL import Image, ImageFilter
from torch import Tensor

from kindfold.data.images import Images, images
from kindfold.embedding import embed, load_backbone
from kindfold.embedding.augment import SIGMA, part
from kindfold.embedding.batches import stacked
from kindfold.embedding.builtin import PREPROCESS, weights_file
from kindfold.embedding.flow import Plan
from kindfold.embedding.reader import read_rgb
from kindfold.embedding.views import Views

RESULTS = Path(__file__).parent / "results" / "views_rate.csv"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", help="pictures; drawn where none is given")
    parser.add_argument("--views", default="crop-blur:8")
    parser.add_argument("--pictures", type=int, default=48)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kindfold-views-") as scratch:
        found = images(given.folder or draw_pictures(Path(scratch) / "drawn", given.pictures))
        found = found[np.linspace(0, len(found) - 1, min(len(found), given.pictures)).astype(int)]
        n_views = 1 + Views.of(given.views).number
        caches = empty_caches(Path(scratch), given.repeats + 1)
        costs = measure(variants(found, given.views, n_views, caches), n_views * len(found), given.repeats)
    what = Path(given.folder).name if given.folder else "drawn"
    write(given.out, costs, what=f"{what}, {given.views}", n=n_views * len(found))


def variants(found: Images, views: str, n_views: int, caches: Iterator[Path]) -> dict[str, Callable[[], object]]:
    """What is compared; each goes once over all pictures and their views."""
    backbone = load_backbone("builtin", device="cpu")
    decoded = [backbone.preprocess(read_rgb(found.source.read(i), side=backbone.side)) for i in range(len(found))]
    ready = stacked(decoded * n_views)
    network = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=str(weights_file())).eval()
    plan = Plan.of(backbone, None, None)
    paths = [found.path(i) for i in range(len(found))]
    return {
        "embed": lambda: embed(found, backbone, views=views, cache=next(caches)),
        "plain loop": lambda: plain_loop(paths, n_views, network),
        "network alone, streams": lambda: in_streams(backbone, ready, plan),
    }


@torch.inference_mode()
def plain_loop(paths: Sequence[Path | None], n_views: int, network: EfficientNet) -> Tensor:
    """What one writes at first: a data set that gives one view at a time."""
    rng = np.random.default_rng(0)
    views = (plain_view(path, rng) for path in paths for _ in range(n_views))
    return torch.cat([plain_vectors(batch, network) for batch in in_batches(views)])


def plain_view(path: Path | None, rng: np.random.Generator) -> Tensor:
    """The family crop-blur, by Pillow."""
    picture = Image.open(str(path)).convert("RGB")
    size = (PREPROCESS.side, PREPROCESS.side)
    if rng.random() < 0.5:
        picture = picture.crop(part(*picture.size, 0.5, rng)).resize(size, Image.Resampling.BILINEAR)
    pixels = PILLOW(picture)
    if rng.random() < 0.5:
        blurred = Image.fromarray(pixels.permute(1, 2, 0).numpy()).filter(ImageFilter.GaussianBlur(rng.uniform(*SIGMA)))
        pixels = PILLOW(blurred)
    return pixels


def in_batches(views: Iterator[Tensor]) -> Iterator[list[Tensor]]:
    while batch := list(islice(views, PLAIN_BATCH)):
        yield batch


if __name__ == "__main__":
    main()
