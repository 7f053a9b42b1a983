"""Seconds until the viewer shows its first picture, how smoothly it scrolls, in a real browser, and what an edit takes.

    python benchmarks/viewer.py --pictures 10000 100000 --out benchmarks/results/viewer.csv

A folder of made photographs, 640 by 480, and a made run of them; the viewer runs in a process of its own, and the
browser is a headless Chromium without a graphics card. First picture: from asking for the page until one thumbnail has
come. Scrolling: time between frames while the grid moves 8,000 pixels in two seconds. Corrections: until they are on
the disk and in the answer, and seconds until the tables follow. Needs node, chromium and `npm ci` in viewer/.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from provenance import provenance, write_rows

from kindfold.bench.synthetic import make_features
from kindfold.data.clustering import Clustering
from kindfold.data.embeddings import Embeddings
from kindfold.data.folder import staged
from kindfold.data.report import Report
from kindfold.data.run import Run
from kindfold.pipeline.editor import Editor

PLAY = Path(__file__).parents[1] / "viewer" / "play.mjs"
N_KINDS, N_FILES = 40, 200
SCENE = """
await page.waitForFunction(
  () => [...document.querySelectorAll(".cell img")].some((image) => image.complete && image.naturalWidth));
const first = await page.evaluate(() => {
  const pictures = performance.getEntriesByType("resource").filter((one) => one.name.includes("/thumb/"));
  return Math.min(...pictures.map((one) => one.responseEnd));
});
const frames = await page.evaluate(() => new Promise((resolve) => {
  const grid = document.getElementById("pictures");
  const times = [];
  const begin = performance.now();
  const step = (now) => {
    times.push(now);
    grid.scrollTop = (now - begin) * 4;
    if (now - begin < 2000) requestAnimationFrame(step);
    else resolve(times.slice(1).map((time, i) => time - times[i]));
  };
  requestAnimationFrame(step);
}));
return { first, frames };
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, nargs="+", default=[10_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/viewer.csv"))
    options = parser.parse_args()
    rows = [{**measure(n, options.repeats), **provenance()} for n in options.pictures]
    write_rows(options.out, rows)


def measure(n: int, repeats: int) -> dict[str, Any]:
    """One row: medians over visits of a viewer that was just started."""
    with tempfile.TemporaryDirectory() as place:
        folder = make_run(Path(place), n)
        told = [look(folder) for _ in range(repeats)]
        corrected = correct(folder, repeats)
    first = statistics.median(one["first"] for one in told) / 1000
    frames = np.concatenate([one["frames"] for one in told])
    row = {
        "pictures": n,
        "first_picture_s": round(first, 3),
        "frame_ms_median": round(float(np.median(frames)), 1),
        "frame_ms_95th": round(float(np.percentile(frames, 95)), 1),
        **corrected,
        "repeats": repeats,
    }
    print(", ".join(f"{name} {value}" for name, value in row.items()))
    return row


def look(folder: Path) -> dict[str, Any]:
    """One visit."""
    command = [sys.executable, "-m", "kindfold", "view", str(folder), "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as viewer:
        try:
            assert viewer.stdout is not None
            address = viewer.stdout.readline().split()[-1]
            scene = json.dumps({"url": address, "script": SCENE})
            play = [str(shutil.which("node")), str(PLAY), str(shutil.which("chromium"))]
            done = subprocess.run(play, input=scene + "\n", capture_output=True, text=True, check=True, timeout=120)
        finally:
            viewer.terminate()
    told = json.loads(done.stdout)
    assert "error" not in told, told["error"]
    seen: dict[str, Any] = told["value"]
    return seen


def correct(folder: Path, repeats: int) -> dict[str, float]:
    """Median milliseconds of corrections as the viewer makes them, and seconds until the tables show them."""
    editor = Editor(folder, behind=True)
    editor.rename(0, "first")  # it puts the fit aside
    editor.flush()
    steps: dict[str, Callable[[int], object]] = {
        "rename": lambda i: editor.rename(1, f"name {i}"),
        "move_20": lambda i: editor.move(range(20 * i, 20 * i + 20), 2),
        "merge": lambda i: editor.merge([3, 4 + i]),
        "undo": lambda i: editor.undo(),
    }
    row = {}
    for name, step in steps.items():
        seconds = []
        for i in range(repeats):
            start = time.perf_counter()
            step(i)
            seconds.append(time.perf_counter() - start)
            editor.flush()
        row[f"{name}_ms"] = round(1000 * statistics.median(seconds))
    editor.rename(1, "last")
    start = time.perf_counter()
    editor.flush()
    return row | {"tables_s": round(time.perf_counter() - start, 2)}


def make_run(place: Path, n: int) -> Path:
    """Made pictures, many names for few files, and a run of them."""
    rng = np.random.default_rng(0)
    (place / "pictures").mkdir()
    for i in range(N_FILES):
        coarse = rng.integers(0, 256, (12, 16, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((640, 480), Image.Resampling.BICUBIC).save(place / f"{i}.jpg", quality=90)
    ids = tuple(f"{i:06d}.jpg" for i in range(n))
    for i, name in enumerate(ids):
        os.link(place / f"{i % N_FILES}.jpg", place / "pictures" / name)
    vectors, labels = make_features("medium", N_KINDS, n, random_state=0)
    run = Run(
        source=str(place / "pictures"),
        embeddings=Embeddings(vectors, ids, "made@0"),
        clustering=Clustering(
            labels.astype(np.int64), rng.uniform(0.3, 1, n).astype(np.float32), np.zeros(n, bool), method="kmeans"
        ),
        report=Report({}, {"seed": 0}, {"kindfold": "0"}, {}),
        duplicate_of=np.full(n, -1),
        cohesion=np.ones(N_KINDS, np.float32),
        exemplars=tuple(tuple(np.flatnonzero(labels == c)[:5].tolist()) for c in range(N_KINDS)),
    )
    with staged(place / "run") as stage:
        run.write(stage)
    return place / "run"


if __name__ == "__main__":
    main()
