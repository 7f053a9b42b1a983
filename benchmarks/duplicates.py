"""What the rule for near duplicates finds, and what it finds that is none.

    python benchmarks/duplicates.py caltech25=FOLDER fruit14=FOLDER [--model builtin onnx:FILE] [--pictures 3000]

Copies of some pictures are made (JPEG at quality 50-95, half size, 2 % cropped from every side, brighter by 15 %) and
put among the originals, one kind of copy at a time: `found` is the share of copies grouped with their original.
`flagged` is the share of originals that are grouped with another original, and `unconfirmed` the share whose 24 x 24
thumbnails, as they are or mirrored, correlate by less than 0.7 as well: an upper bound for the false ones. Files with
equal bytes are dropped first. Mean and standard deviation over five random halves of the originals. The ratio rule
stands beside two fixed cosines.
"""

from __future__ import annotations

import argparse
import io
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageEnhance
from provenance import provenance, write_rows

from kindfold.embedding.backbone import Backbone, load_backbone
from kindfold.ops.blocks import unit_rows
from kindfold.ops.duplicates import duplicate_groups, local_scale, stars
from kindfold.ops.similarity import pairs_above

N_SEEDS = 5
BATCH = 32
CONFIRMED = 0.7  # correlation of thumbnails


class Features(NamedTuple):
    """Vectors of n originals, of the copies of the first c, and the originals' thumbnails."""

    originals: NDArray[np.float32]  # (n, d)
    copies: dict[str, NDArray[np.float32]]  # each (c, d)
    thumbnails: NDArray[np.float64]  # (n, 1728), centred, unit rows
    mirrored: NDArray[np.float64]


Rule = Callable[[NDArray[np.float32]], NDArray[np.int64]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="NAME=FOLDER")
    parser.add_argument("--model", nargs="+", default=["builtin"])
    parser.add_argument("--pictures", type=int, default=3000)
    parser.add_argument("--copies", type=int, default=40)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "duplicates.csv")
    arguments = parser.parse_args()
    rows: list[dict[str, object]] = []
    for model in arguments.model:
        backbone = load_backbone(model)
        known = {"model": Path(backbone.name).name, "dtype": backbone.dtype}
        for name, _, folder in (item.partition("=") for item in arguments.folders):
            features = embed_with_copies(Path(folder), backbone, n=arguments.pictures, n_copies=arguments.copies)
            rows += [{"data": name, **known, **row, **provenance("Pillow")} for row in measure(features)]
            print(*rows[-4:], sep="\n", flush=True)
    write_rows(arguments.out, rows)


def measure(features: Features) -> Iterator[dict[str, object]]:
    """One row per rule: shares of copies found and of originals flagged, in per cent, mean and spread over seeds."""
    for name, rule in rules().items():
        seeds = [one_seed(features, rule, np.random.default_rng(seed)) for seed in range(N_SEEDS)]
        columns = {key: [100 * seed[key] for seed in seeds] for key in seeds[0]}
        shares = {key: f"{statistics.mean(v):.1f} ± {statistics.stdev(v):.1f}" for key, v in columns.items()}
        dimension = local_scale(unit_rows(torch.from_numpy(features.originals))).dimension
        yield {"pictures": len(features.originals), "dimension": f"{dimension:.1f}", "rule": name, **shares}


def one_seed(features: Features, rule: Rule, rng: np.random.Generator) -> dict[str, float]:
    n, c = len(features.originals), len(next(iter(features.copies.values())))
    kept = np.sort(rng.permutation(n)[: n // 2])
    copied = kept[kept < c]
    place = np.searchsorted(kept, copied)  # rows of the copied originals
    shares = {}
    for edit, vectors in features.copies.items():
        found = roots(rule(np.concatenate([features.originals[kept], vectors[copied]])))
        shares[edit] = float((found[len(kept) :] == found[place]).mean())
    found = rule(features.originals[kept])
    flagged = np.flatnonzero(found >= 0)
    a, b = kept[flagged], kept[found[flagged]]
    alike = np.maximum(
        (features.thumbnails[a] * features.thumbnails[b]).sum(1), (features.thumbnails[a] * features.mirrored[b]).sum(1)
    )
    return {**shares, "flagged": len(flagged) / len(kept), "unconfirmed": float((alike < CONFIRMED).sum() / len(kept))}


def rules() -> dict[str, Rule]:
    return {
        "ratio, rate 0.001": lambda X: duplicate_groups(X, rate=1e-3),
        "ratio, rate 0.01": lambda X: duplicate_groups(X, rate=1e-2),
        "cosine 0.98": lambda X: by_cosine(X, 0.98),
        "cosine 0.90": lambda X: by_cosine(X, 0.90),
    }


def by_cosine(X: NDArray[np.float32], threshold: float) -> NDArray[np.int64]:
    """The same stars over pairs above a fixed cosine."""
    rows = unit_rows(torch.from_numpy(X))
    centre = stars(len(X), pairs_above(rows, torch.full((len(X),), threshold, dtype=torch.float64)))
    return np.where(centre == np.arange(len(X)), -1, centre)


def roots(duplicate_of: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(duplicate_of < 0, np.arange(len(duplicate_of)), duplicate_of)


def embed_with_copies(folder: Path, backbone: Backbone, *, n: int, n_copies: int) -> Features:
    """Draw n pictures with different bytes, and copy the first of them."""
    distinct = sorted({path.read_bytes(): path for path in sorted(folder.rglob("*")) if path.is_file()}.values())
    drawn = np.random.default_rng(0).permutation(len(distinct))[:n]
    pictures = [Image.open(distinct[i]).convert("RGB") for i in drawn]
    small = [picture.resize((24, 24), Image.Resampling.BOX) for picture in pictures]
    return Features(
        originals=encode(pictures, backbone),
        copies={name: encode([edit(p) for p in pictures[:n_copies]], backbone) for name, edit in edits().items()},
        thumbnails=centred([np.asarray(picture) for picture in small]),
        mirrored=centred([np.asarray(picture)[:, ::-1] for picture in small]),
    )


def encode(pictures: Sequence[Image.Image], backbone: Backbone) -> NDArray[np.float32]:
    starts = range(0, len(pictures), BATCH)
    batches = (torch.stack([backbone.preprocess(p) for p in pictures[s : s + BATCH]]) for s in starts)
    return np.concatenate([backbone.image(batch).cpu().numpy() for batch in batches])


def edits() -> dict[str, Callable[[Image.Image], Image.Image]]:
    return {
        "jpeg 95": lambda p: jpeg(p, 95),
        "jpeg 75": lambda p: jpeg(p, 75),
        "jpeg 50": lambda p: jpeg(p, 50),
        "half size": lambda p: jpeg(p.resize((p.width // 2, p.height // 2), Image.Resampling.LANCZOS), 90),
        "crop 2 %": lambda p: jpeg(p.crop((*margin(p), p.width - margin(p)[0], p.height - margin(p)[1])), 90),
        "brighter": lambda p: jpeg(ImageEnhance.Brightness(p).enhance(1.15), 90),
    }


def margin(picture: Image.Image) -> tuple[int, int]:
    return round(0.02 * picture.width), round(0.02 * picture.height)


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def centred(thumbnails: Sequence[NDArray[np.uint8]]) -> NDArray[np.float64]:
    rows = np.stack(thumbnails).reshape(len(thumbnails), -1).astype(np.float64)
    rows -= rows.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1)


if __name__ == "__main__":
    main()
