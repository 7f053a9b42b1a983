"""An embedding run or a training that is really killed, at random moments, ends as if it never had been."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "kill_runs.py"

TRAIN = """
import sys
import numpy as np
from kindfold.clustering.scp import SCP

folder = sys.argv[1]
random = np.random.default_rng(0)
X = (np.eye(8, 32)[np.arange(800) % 8] + 0.1 * random.normal(size=(800, 32))).astype(np.float32)
views = X + 0.1 * random.normal(size=(3, 800, 32)).astype(np.float32)
found = SCP(8, hidden=(64, 32), n_epochs=120, batch_size=40, device="cpu", random_state=0).fit(
    X, views=views, checkpoint=folder + "/training", progress=lambda done, total: print(done, flush=True)
)
found.save(folder + "/model")
np.save(folder + "/labels.npy", found.labels_)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL, no fork")


def kill_runs(**settings: int) -> dict[str, int]:
    options = [str(item) for name, value in settings.items() for item in (f"--{name}", value)]
    done = subprocess.run([sys.executable, SCRIPT, *options], capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_twenty_kills_lose_the_batches_in_flight_and_change_no_byte() -> None:
    outcome = kill_runs(kills=20, rounds=0)
    assert outcome["n_kills"] >= 20
    assert outcome["most_lost"] <= outcome["in_flight"]


def test_runs_side_by_side_on_one_cache_end_right_though_one_is_killed() -> None:
    assert kill_runs(kills=0, rounds=2, processes=4)["rounds"] == 2


def train(folder: Path) -> "subprocess.Popen[str]":
    folder.mkdir(exist_ok=True)
    return subprocess.Popen([sys.executable, "-c", TRAIN, str(folder)], stdout=subprocess.PIPE, text=True)


def test_training_that_is_killed_again_and_again_ends_with_the_same_bits(tmp_path: Path) -> None:
    undisturbed, chance = train(tmp_path / "whole"), random.Random(0)
    assert undisturbed.communicate()[0].split() == [str(epoch) for epoch in range(1, 121)]
    epochs: list[int] = []
    for _ in range(4):
        run = train(tmp_path / "killed")
        assert run.stdout is not None
        run.stdout.readline()  # it has kept an epoch
        time.sleep(chance.uniform(0, 0.2))
        run.kill()
        run.communicate()
        epochs.append(last_epoch(tmp_path / "killed"))
    rest = [int(line) for line in train(tmp_path / "killed").communicate()[0].split()]
    assert epochs == sorted(epochs)
    assert rest == list(range(epochs[-1], 121)), "no epoch is lost, none is trained twice"
    for name in ("labels.npy", "model/model.safetensors"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def last_epoch(folder: Path) -> int:
    from safetensors import safe_open

    with safe_open(folder / "training", framework="numpy") as file:
        return len(json.loads(file.metadata()["kindfold"])["history"]["loss"])
