"""Pictures a second through the builtin encoder: `embed` against the plain loop, and against the network alone.

    python benchmarks/embedding_rate.py [FOLDER] [--pictures 256] [--repeats 5]

- embed: files read, hashed, decoded at reduced scale, resized, encoded, written to an empty cache on disk. That
  the cache is made, once for all runs, does not count.
- plain loop: Pillow decodes in full and resizes, batches of 32 run eagerly in float32; the same weights in the
  network of the package that they come from.
- network alone: `Backbone.image` on pictures decoded beforehand, in one call after the other (one stream), and in
  as many threads side by side as `embed` uses (streams).
- reading alone: files read, decoded and prepared for the network, one after another. On a CPU it shares the cores with
  the network, so the best that `embed` can be is network / (network + reading), in processor time.

The variants take turns within each repeat, so that whatever else the machine does hits all of them; a ratio is the
median over repeats of the ratio within a repeat. Processor time per picture is recorded too: unlike the rate it does
not depend on how many other processes want the processor. Without FOLDER the pictures are drawn: JPEGs of 500 x 375.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import PIL
import torch
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from torch import Tensor

from kindfold.data.images import Images, images
from kindfold.embedding import Backbone, Store, embed, load_backbone
from kindfold.embedding.batches import stacked
from kindfold.embedding.builtin import PREPROCESS, weights_file
from kindfold.embedding.flow import Plan
from kindfold.embedding.reader import read_rgb

RESULTS = Path(__file__).parent / "results" / "embedding_rate.csv"
PLAIN_BATCH = 32
PILLOW = replace(PREPROCESS, fast=False)  # the usual way to resize


class Cost(NamedTuple):
    """Seconds per picture."""

    wall: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", help="pictures; drawn where none is given")
    parser.add_argument("--pictures", type=int, default=256)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kindfold-rate-") as scratch:
        found = images(given.folder or draw_pictures(Path(scratch) / "drawn", given.pictures))
        found = found[np.linspace(0, len(found) - 1, min(len(found), given.pictures)).astype(int)]
        caches = empty_caches(Path(scratch), given.repeats + 1)
        costs = measure(variants(found, caches), len(found), given.repeats)
    write(given.out, costs, what=Path(given.folder).name if given.folder else "drawn", n=len(found))


def variants(found: Images, caches: Iterator[Path]) -> dict[str, Callable[[], object]]:
    """What is compared; each goes once over all pictures."""
    backbone = load_backbone("builtin", device="cpu")

    def prepared() -> list[Tensor]:
        return [backbone.preprocess(read_rgb(found.source.read(i), side=backbone.side)) for i in range(len(found))]

    decoded = stacked(prepared())
    network = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=str(weights_file())).eval()
    plan = Plan.of(backbone, None, None)
    paths = [found.path(i) for i in range(len(found))]
    return {
        "embed": lambda: embed(found, backbone, cache=next(caches)),
        "plain loop": lambda: plain_loop(paths, network),
        "plain loop, one thread": lambda: on_one_thread(lambda: plain_loop(paths, network)),
        "network alone, one stream": lambda: [backbone.image(part) for part in torch.split(decoded, PLAIN_BATCH)],
        "network alone, streams": lambda: in_streams(backbone, decoded, plan),
        "reading alone": lambda: on_one_thread(prepared),
    }


def empty_caches(folder: Path, n: int) -> Iterator[Path]:
    """Folders with a cache that holds nothing."""
    folders = [folder / f"cache{i}" for i in range(n)]
    for path in folders:
        Store(path).close()
    return iter(folders)


@torch.inference_mode()
def plain_loop(paths: Sequence[Path | None], network: EfficientNet) -> Tensor:
    """What one writes at first: everything in full, one thing after another."""
    rows = []
    for start in range(0, len(paths), PLAIN_BATCH):
        pictures = [Image.open(str(path)).convert("RGB") for path in paths[start : start + PLAIN_BATCH]]
        rows.append(plain_vectors([PILLOW(picture) for picture in pictures], network))
    return torch.cat(rows)


def plain_vectors(pixels: Sequence[Tensor], network: EfficientNet) -> Tensor:
    """(b, d) float32 unit rows of pictures (3, h, w)."""
    maps = network.extract_features((torch.stack(list(pixels)).float() - 127) / 128)
    return torch.nn.functional.normalize(maps.mean((2, 3)), dim=1)


def on_one_thread(act: Callable[[], object]) -> None:
    """Its processor time is work alone: threads that wait for each other also use the processor."""
    torch.set_num_threads(1)
    act()


def in_streams(backbone: Backbone, decoded: Tensor, plan: Plan) -> list[Tensor]:
    with ThreadPoolExecutor(plan.streams, initializer=torch.set_num_threads, initargs=(plan.cores,)) as pool:
        return list(pool.map(backbone.image, torch.split(decoded, plan.batch)))


def measure(variants: dict[str, Callable[[], object]], n: int, repeats: int) -> dict[str, list[Cost]]:
    """Cost of a picture, per variant and repeat; the first round warms up and does not count."""
    threads = torch.get_num_threads()
    costs: dict[str, list[Cost]] = {name: [] for name in variants}
    for repeat in range(repeats + 1):
        for name, act in variants.items():
            wall, cpu = time.perf_counter(), time.process_time()
            act()
            cost = Cost((time.perf_counter() - wall) / n, (time.process_time() - cpu) / n)
            torch.set_num_threads(threads)
            if repeat:
                costs[name].append(cost)
                print(
                    f"{repeat}/{repeats}  {name:26}{1 / cost.wall:8.1f} pictures/s{1e3 * cost.cpu:8.1f} ms of processor"
                )
    return costs


def write(path: Path, costs: dict[str, list[Cost]], *, what: str, n: int) -> None:
    """One row per variant: rates, processor time, and how many times as fast `embed` is."""
    setting = {
        "pictures": what,
        "n": n,
        "repeats": len(costs["embed"]),
        "commit": commit(),
        "hardware": f"{processor()}, {len(os.sched_getaffinity(0))} cores",
        "load": f"{os.getloadavg()[1]:.1f}",
        "versions": f"python {platform.python_version()}, torch {torch.__version__}, Pillow {PIL.__version__}",
    }
    rows: list[dict[str, object]] = []
    for name, found in costs.items():
        pairs = list(zip(costs["embed"], found, strict=True))
        row: dict[str, object] = {
            "variant": name,
            "rate_median": round(statistics.median(1 / cost.wall for cost in found), 1),
            "rate_lowest": round(min(1 / cost.wall for cost in found), 1),
            "rate_highest": round(max(1 / cost.wall for cost in found), 1),
            "cpu_ms_median": round(statistics.median(1e3 * cost.cpu for cost in found), 1),
            "embed_over_it_wall": round(statistics.median(other.wall / mine.wall for mine, other in pairs), 2),
            "embed_over_it_cpu": round(statistics.median(other.cpu / mine.cpu for mine, other in pairs), 2),
        }
        rows.append(row | setting)
        print("  ".join(f"{key} {value}" for key, value in row.items()))
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return asked.stdout.strip()


def processor() -> str:
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return names[0].partition(":")[2].strip() if names else platform.processor()


def draw_pictures(folder: Path, n: int) -> Path:
    """JPEGs with as much detail as photographs have: smooth fields with noise on several scales."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    for i in range(n):
        scales = [rng.integers(0, 256, (3 * 2**k, 4 * 2**k, 3), np.uint8) for k in (0, 2, 4, 6)]
        layers = [
            np.asarray(Image.fromarray(field).resize((500, 375), Image.Resampling.BICUBIC), float) for field in scales
        ]
        mixed = sum(weight * layer for weight, layer in zip((0.5, 0.25, 0.15, 0.1), layers, strict=True))
        Image.fromarray(np.asarray(mixed).astype(np.uint8)).save(folder / f"{i:04d}.jpg", quality=90)
    return folder


if __name__ == "__main__":
    main()
