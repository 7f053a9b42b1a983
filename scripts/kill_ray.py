"""Kills workers, raylets and drivers of embeddings on Ray at random moments, and compares every byte.

    python scripts/kill_ray.py --kills 100

Each run has a session of its own with two workers and embeds small pictures with the encoder of the tests. A victim is
a worker, the raylet, or the driver; a run that fails, as it must without its raylet, is started again. What was
committed may never become less, and in the end all files must be those of an undisturbed run. Any breach is an
`AssertionError`; the last line of the output is a JSON record of what was done.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

TESTS = Path(__file__).parents[1] / "tests" / "engines"
sys.path.insert(0, str(TESTS))
import faulty  # noqa: E402

N, SHARD, WORKERS = 80, 4, 2
VICTIMS = {"worker": "ray::partial_rows", "raylet": "raylet", "driver": ""}


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill embeddings on Ray and see that nothing is lost.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    start, chance = time.perf_counter(), random.Random(given.seed)
    kills: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kindfold-kills-") as name:
        folder = Path(name)
        source = faulty.pictures(folder / "pictures", N)
        wait(begin(source, folder / "undisturbed"))
        wanted = contents(folder / "undisturbed")
        n_decoded = n_runs = 0
        while kills.total() < given.kills:
            out = folder / "disturbed"
            disturb(source, out, chance, kills, given.kills)
            assert contents(out) == wanted, "other bytes"
            n_decoded += len(Path(f"{out}.log").read_bytes())
            n_runs += 1
            shutil.rmtree(out)
            Path(f"{out}.log").unlink()
    redone = n_decoded - n_runs * (N + 1)  # the copy is decoded where it lies in another shard
    assert redone <= kills.total() * SHARD * WORKERS * 2, "more than a shard at hand and one that waited, per worker"
    seconds = round(time.perf_counter() - start)
    print(json.dumps({"kills": kills, "runs": n_runs, "pictures_redone": redone, "seconds": seconds}))


def begin(source: Path, out: Path) -> subprocess.Popen[bytes]:
    """A driver with a session of its own."""
    code = f"import faulty; faulty.alone({str(source)!r}, {str(out)!r}, {WORKERS})"
    path = os.pathsep.join([str(TESTS), *filter(None, sys.path)])
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def disturb(source: Path, out: Path, chance: random.Random, kills: Counter[str], limit: int) -> None:
    """Run until it is done, killing something each time that another shard or so is there."""
    committed = 0
    while True:
        driver = begin(source, out)
        while driver.poll() is None:
            time.sleep(0.05 + chance.random() / 2)
            there = n_committed(out)
            assert there >= committed, f"{committed} shards were committed, {there} are left"
            if there > committed and kills.total() < limit:
                committed = there
                victim = chance.choice(list(VICTIMS))
                kills[victim] += kill(driver, victim)
        family_gone(driver)
        if driver.returncode == 0:
            return


def kill(driver: subprocess.Popen[bytes], victim: str) -> int:
    """Whether there was one to kill."""
    try:
        family = psutil.Process(driver.pid).children(recursive=True)
        if victim == "driver":
            driver.send_signal(signal.SIGKILL)
            return 1
        for process in family:
            if process.name().startswith(VICTIMS[victim]) or process.cmdline()[:1] == [VICTIMS[victim]]:
                process.kill()
                return 1
    except psutil.Error:
        pass
    return 0


def family_gone(driver: subprocess.Popen[bytes]) -> None:
    """Nothing of a session outlives its driver."""
    deadline = time.monotonic() + 60
    while any(f"_{driver.pid}/" in " ".join(arguments(process)) for process in psutil.process_iter()):
        assert time.monotonic() < deadline, "processes are left"
        time.sleep(0.2)


def arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def wait(driver: subprocess.Popen[bytes]) -> None:
    assert driver.wait(600) == 0, "the undisturbed run failed"


def n_committed(out: Path) -> int:
    return len(list((out / "shards").glob("*.json")))


def contents(folder: Path) -> dict[str, bytes]:
    """All files, except what damaged shards were put aside."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "quarantine")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


if __name__ == "__main__":
    main()
