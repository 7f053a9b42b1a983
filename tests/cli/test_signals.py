"""Stopping a run is safe: what was embedded is kept, nothing is half-written, and the same command goes on."""

import json
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kindfold.cli.app import FAILED

N_PICTURES = 800
PATIENCE = 300  # seconds; a machine under load is slow to start


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough different pictures that a signal arrives while they are embedded."""
    folder = tmp_path_factory.mktemp("noise") / "noise"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for i in range(N_PICTURES):
        Image.fromarray(rng.integers(0, 256, (48, 48, 3), dtype=np.uint8)).save(folder / f"{i:03d}.png")
    return folder


def command(noise: Path, cache: Path, *more: object) -> list[str]:
    arguments = [noise, "--cache", cache, "--names", "none", "--method", "kmeans", "-k", 3, "--json", *more]
    return [sys.executable, "-m", "kindfold", *map(str, arguments)]


def wait_for_rows(cache: Path, process: subprocess.Popen[str]) -> None:
    """Until something has been written to the cache."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if any(path.stat().st_size > 100_000 for path in cache.glob("*")):
            return
        time.sleep(0.01)
    pytest.fail("the run ended before it could be stopped")


@pytest.mark.parametrize(("sent", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_nothing_half_and_goes_on(
    noise: Path, tmp_path: Path, sent: signal.Signals, expected: int
) -> None:
    cache = tmp_path / "cache"
    process = subprocess.Popen(command(noise, cache), cwd=tmp_path, text=True, stderr=subprocess.PIPE)
    wait_for_rows(cache, process)
    process.send_signal(sent)
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "Traceback" in err) == (expected, False), err
    assert "what was embedded is kept" in err
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]
    again = subprocess.run(command(noise, cache), cwd=tmp_path, text=True, capture_output=True, check=True)
    facts = json.loads(again.stdout)
    assert facts["n_embedded"] == N_PICTURES
    assert facts["n_cached"] > 0


def test_a_full_disk_is_one_sentence_and_leaves_the_old_run(noise: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    subprocess.run(command(noise, cache), cwd=tmp_path, check=True, capture_output=True)
    before = {path: path.read_bytes() for path in (tmp_path / "noise.kindfold").rglob("*") if path.is_file()}
    largest = max(map(len, before.values()))
    done = subprocess.run(
        command(noise, cache, "--seed", 1),
        cwd=tmp_path,
        text=True,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest // 2, largest // 2)),
    )
    assert (done.returncode, "Traceback" in done.stderr) == (FAILED, False), done.stderr
    assert "noise.kindfold" in json.loads(done.stdout)["message"]
    after = {path: path.read_bytes() for path in (tmp_path / "noise.kindfold").rglob("*") if path.is_file()}
    assert after == before
