"""What one machine needs as collections grow: seconds and peak memory of listing, embedding, saving, report and viewer.

    python benchmarks/scale_embed.py --sizes 10000 100000 1000000 --folder SCRATCH

Each figure is from a process of its own; `base_mb` is what it held before the stage began. Pictures are made up: empty
files where they are only listed, arrays of 8 x 8 pixels and an encoder of one matrix product where they are embedded.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from provenance import provenance, write_rows

DIM, KINDS = 512, 100
Stage = Callable[[int, Path], Callable[[], object]]  # prepares, then is measured


def listing(n: int, folder: Path) -> Callable[[], object]:
    """A folder of n files."""
    from kindfold.data.images import images

    place = folder / f"files-{n}"
    for i in range(0, n, 1000):
        (place / f"{i // 1000:05d}").mkdir(parents=True, exist_ok=True)
        for j in range(i, min(i + 1000, n)):
            os.close(os.open(place / f"{i // 1000:05d}" / f"{j:07d}.jpg", os.O_CREAT))
    return lambda: len(images(place))


@dataclass(frozen=True)
class Noise:
    """n pictures of 8 x 8 pixels, each made when it is asked for."""

    def read(self, i: int) -> np.ndarray[Any, Any]:
        return np.frombuffer(np.random.default_rng(i).bytes(192), np.uint8).reshape(8, 8, 3)

    def path(self, i: int) -> None:
        return None


def embedding(n: int, folder: Path) -> Callable[[], object]:
    """n pictures through decoding, batches and the flow, to d = 512, without a cache."""
    import torch

    from kindfold.data.images import Images
    from kindfold.embedding.backbone import Backbone
    from kindfold.embedding.embed import embed

    W = torch.randn(192, DIM, generator=torch.Generator().manual_seed(0))
    tiny = Backbone(
        "tiny",
        DIM,
        8,
        lambda image: torch.from_numpy(np.array(image)).permute(2, 0, 1),
        lambda batch: torch.nn.functional.normalize(batch.reshape(len(batch), -1).float() @ W),
        "0",
    )
    found = Images(tuple(f"{i:07d}.jpg" for i in range(n)), Noise())
    return lambda: len(embed(found, tiny, cache=False))


def saving(n: int, folder: Path) -> Callable[[], object]:
    """Writing vectors in blocks, as the folder of shards does at its end."""
    from kindfold.data.embeddings import write_embeddings

    ids, hashes = [f"{i // 1000:05d}/{i:07d}.jpg" for i in range(n)], [f"{i:040x}" for i in range(n)]
    rng = np.random.default_rng(0)

    def blocks() -> Any:
        for start in range(0, n, 1024):
            X = rng.standard_normal((min(1024, n - start), DIM), np.float32)
            yield X / np.linalg.norm(X, axis=1, keepdims=True)

    return lambda: write_embeddings(folder / f"{n}.safetensors", blocks(), DIM, ids=ids, hashes=hashes)


def loading(n: int, folder: Path) -> Callable[[], object]:
    """`Embeddings.load`, and one row in a thousand looked at."""
    from kindfold.data.embeddings import Embeddings

    return lambda: float(Embeddings.load(folder / f"{n}.safetensors").vectors[::1000].sum())


def the_run(n: int, folder: Path) -> Any:
    """A run of n rows in a hundred kinds."""
    from kindfold.data.clustering import Clustering
    from kindfold.data.embeddings import Embeddings
    from kindfold.data.report import Report
    from kindfold.data.run import Run

    embeddings = Embeddings.load(folder / f"{n}.safetensors")
    labels = np.arange(n) % KINDS
    return Run(
        source=str(folder),
        embeddings=embeddings,
        clustering=Clustering(
            labels=labels,
            confidence=np.full(n, 0.5, np.float32),
            outliers=np.zeros(n, bool),
            method="kmeans",
            parameters={"n_clusters": KINDS},
            levels=({"n_clusters": KINDS, "stability": 0.8, "labels": labels},),
        ),
        report=Report({}, {"model": "none", "vocabulary": "none", "seed": 0}, {"kindfold": "0"}),
        duplicate_of=np.full(n, -1),
        cohesion=np.full(KINDS, 0.5, np.float32),
        exemplars=tuple((c, c + KINDS) for c in range(KINDS)),
    )


def tables(n: int, folder: Path) -> Callable[[], object]:
    """Writing a run folder without its page: labels.csv, clusters.csv, run.json, vectors."""
    from kindfold.data.folder import staged

    run = the_run(n, folder)

    def write() -> None:
        with staged(folder / f"{n}.kindfold") as stage:
            run.write(stage)

    return write


def report(n: int, folder: Path) -> Callable[[], object]:
    """The page, of pictures that are gone."""
    from kindfold.data.images import Images
    from kindfold.pipeline.page import write_page

    run = the_run(n, folder)
    page = folder / f"{n}.html"

    def write() -> float:
        write_page(run, Images((), Noise()), page, tell=lambda *_: None)
        return page.stat().st_size / 1e6

    return write


def viewer(n: int, folder: Path) -> Callable[[], object]:
    """Opening the run in the viewer: head, kinds and the packed labels of all pictures."""
    from kindfold.viewer.session import Session

    def open_run() -> float:
        session = Session(folder / f"{n}.kindfold")
        session.head(), session.clusters()
        return len(session.labels()[0]) / 1e6

    return open_run


STAGES: dict[str, Stage] = {
    "list": listing,
    "embed": embedding,
    "save": saving,
    "load": loading,
    "tables": tables,
    "report": report,
    "viewer": viewer,
}


def measure(stage: str, n: int, folder: Path) -> None:
    """One stage in this process; prints its figures."""
    run = STAGES[stage](n, folder)
    base, start = peak(), time.perf_counter()
    gave = run()
    figures = {"seconds": round(time.perf_counter() - start, 2), "base_mb": base, "peak_mb": peak(), "gave": gave}
    print(json.dumps(figures))


def peak() -> int:
    """The most memory that this process has held, with what it had mapped of files."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Every stage at every size, a process each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--stages", nargs="+", default=list(STAGES))
    parser.add_argument("--folder", type=Path, required=True, help="For files that are made up; about 3 GB a million.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "scale_embed.csv")
    parser.add_argument("--one", nargs=2, metavar=("STAGE", "N"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one[0], int(options.one[1]), options.folder)
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for n in options.sizes:
        for stage in options.stages:
            command = [sys.executable, __file__, "--folder", str(options.folder), "--one", stage, str(n)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{stage} of {n} failed: {done.stderr[-500:]}", file=sys.stderr)
                continue
            figures = json.loads(done.stdout.splitlines()[-1])
            rows.append(
                {"stage": stage, "n": n, **figures, "load": round(os.getloadavg()[0], 1), **provenance("pyarrow")}
            )
            print(stage, n, figures, flush=True)
            write_rows(options.out, rows)


if __name__ == "__main__":
    main()
