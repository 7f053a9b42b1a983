"""Kills embedding runs with SIGKILL at random moments, starts many at once, and compares every byte.

    python scripts/kill_runs.py --kills 100 --rounds 10 --processes 8

Each run is a process of its own that embeds a folder of small pictures with a small network, slowed down a little so
that there is something to interrupt. After every kill each row of the cache must be readable with the right checksum,
and none may be gone. In the end the embeddings file must equal, byte for byte, that of a run which nobody disturbed,
and only the database and its lock may be left in the cache. Any breach is an `AssertionError`; the last line of the
output is a JSON record of what was done.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from kindfold.embedding import Backbone, Store, embed
from kindfold.embedding.flow import Plan
from kindfold.embedding.store import FILE

N, D, SIDE, BATCH = 200, 16, 16, 4
DELAY = 0.01  # seconds a batch
STREAMS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill embedding runs and see that nothing is lost.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory(prefix="kindfold-kills-") as name:
        trials = Trials(Path(name), given.seed)
        lost = trials.kills(given.kills)
        trials.company(given.rounds, given.processes)
    done = {"n_kills": len(lost), "most_lost": max(lost, default=0), "in_flight": BATCH * (STREAMS + 1)}
    print(json.dumps({**done, "rounds": given.rounds, "processes": given.processes, "seconds": trials.seconds}))


class Trials:
    """Runs over one folder of pictures, and what a run that is left alone makes of it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.rng = random.Random(seed)
        self.pictures = write_pictures(folder / "pictures")
        start = time.perf_counter()
        reference = self.run("reference")
        assert reference.wait() == 0
        self.seconds = round(time.perf_counter() - start, 2)
        self.reference = reference.out.read_bytes()
        assert reference.n_encoded() == N

    def kills(self, n_kills: int) -> list[int]:
        """Kill runs until so many have died; the pictures that each kill cost."""
        lost: list[int] = []
        trial = 0
        while len(lost) < n_kills:
            trial += 1
            lost += self.until_done(f"trial{trial}")
            print(f"trial {trial}: {len(lost)} kills so far, at most {max(lost, default=0)} pictures lost by one")
        return lost

    def until_done(self, name: str) -> list[int]:
        """Start the same run again and again, killing it at a random moment, until one ends by itself."""
        lost: list[int] = []
        encoded = committed = 0
        while True:
            run = self.run(name)
            survived = run.killed_after(self.rng.uniform(0, 1.1 * self.seconds)) == 0
            before, committed = committed, self.n_committed(run.cache)
            assert committed >= before, f"{before - committed} rows are gone"
            if survived:
                break
            lost.append(run.n_encoded() - encoded - (committed - before))
            assert lost[-1] <= BATCH * (STREAMS + 1), f"one kill cost {lost[-1]} pictures"
            encoded = run.n_encoded()
        self.check_end(run)
        return lost

    def company(self, n_rounds: int, n_processes: int) -> None:
        """Start many runs on one cache at once and kill one of them."""
        for number in range(n_rounds):
            runs = [self.run(f"round{number}", part=f"-{k}") for k in range(n_processes)]
            victim = self.rng.choice(runs)
            victim.killed_after(self.rng.uniform(0, self.seconds))
            for run in runs:
                if run is not victim:
                    assert run.wait() == 0
                    self.check_end(run, alone=False)
            assert self.n_committed(victim.cache) == N
            again = self.run(f"round{number}")
            assert again.wait() == 0
            self.check_end(again)
            print(f"round {number + 1}: {n_processes} runs on one cache end right")

    def run(self, name: str, part: str = "") -> Process:
        return Process(self.pictures, self.folder / f"cache-{name}", self.folder / f"{name}{part}")

    def n_committed(self, cache: Path) -> int:
        """Rows of the cache as the dead left it, all of them sound; looked at in a copy."""
        copy = self.folder / "copy"
        shutil.copytree(cache, copy) if cache.exists() else copy.mkdir()
        with Store(copy) as store:
            assert store.check() == []
            n_rows = len(store)
        shutil.rmtree(copy)
        return n_rows

    def check_end(self, run: Process, *, alone: bool = True) -> None:
        assert run.out.read_bytes() == self.reference, "other bytes than those of a run that was left alone"
        if alone:
            assert {path.name for path in run.cache.iterdir()} == {FILE, "lock"}, "files were left behind"


class Process:
    """One run in a process of its own, forked off so that libraries are imported once."""

    def __init__(self, pictures: Path, cache: Path, stem: Path) -> None:
        self.cache = cache
        self.out, self.log = stem.with_suffix(".safetensors"), stem.with_suffix(".log")
        self.id = os.fork()
        if self.id == 0:
            status = 1
            try:
                work(pictures, cache, self.out, self.log)
                status = 0
            finally:
                os._exit(status)

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])

    def killed_after(self, seconds: float) -> int:
        """0 if the run ended before; else minus the signal."""
        time.sleep(seconds)
        os.kill(self.id, signal.SIGKILL)
        status = self.wait()
        assert status in (0, -signal.SIGKILL)
        return status

    def n_encoded(self) -> int:
        """Pictures that all runs of this name have encoded."""
        return self.log.stat().st_size if self.log.exists() else 0


def work(pictures: Path, cache: Path, out: Path, log: Path) -> None:
    """What a process does: embed, then put the result in place."""
    torch.set_num_threads(STREAMS)
    descriptor = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def count(n: int) -> None:
        os.write(descriptor, bytes(n))

    backbone = small_backbone(count)
    assert Plan.of(backbone, BATCH, None).streams == STREAMS
    embeddings = embed(pictures, backbone, cache=cache, batch_size=BATCH, threads=2)
    part = out.with_suffix(f".{os.getpid()}")
    embeddings.save(part)
    part.replace(out)


def small_backbone(count: Callable[[int], None]) -> Backbone:
    """A network of one layer; `count` hears of every batch."""
    filters = torch.randn(D, 3, 4, 4, generator=torch.Generator().manual_seed(0))

    def preprocess(picture: Image.Image) -> Tensor:
        return torch.from_numpy(np.array(picture.resize((SIDE, SIDE)))).permute(2, 0, 1)

    def image(batch: Tensor) -> Tensor:
        time.sleep(DELAY)
        maps = torch.conv2d(batch.float() / 255 - 0.5, filters, stride=4).relu()
        count(len(batch))
        return torch.nn.functional.normalize(maps.mean((2, 3)), dim=1)

    return Backbone("small", D, SIDE, preprocess, image, "small")


def write_pictures(folder: Path) -> Path:
    """N small pictures; every tenth is an earlier one again, every twentieth is broken."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    for i in range(N):
        path = folder / f"{i:04d}.png"
        Image.fromarray(rng.integers(0, 256, (SIDE, SIDE, 3), np.uint8)).save(path)
        if i % 10 == 9:
            shutil.copy(path, folder / f"{i:04d}-copy.png")
        if i % 20 == 19:
            (folder / f"{i:04d}-broken.png").write_bytes(path.read_bytes()[:99])
    return folder


if __name__ == "__main__":
    main()
