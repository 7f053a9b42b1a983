"""Rows on Ray: the same bits as on one machine, whatever happens to the workers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kindfold.bench.synthetic import make_features
from kindfold.data.embeddings import Embeddings

SCRIPT = Path(__file__).with_name("two_machines.py")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Digests of fits, by where they were made."""
    X, _ = make_features("medium", 6, 1000, random_state=0)
    path = tmp_path_factory.mktemp("rows") / "rows.safetensors"
    ids = tuple(f"{i:04d}.jpg" for i in range(len(X)))
    hashes = tuple(f"{(7919 * i) % 1000:016x}" for i in range(len(X)))
    Embeddings(X, ids, "made@here", hashes=hashes).save(path)
    env = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    done = subprocess.run(
        [sys.executable, SCRIPT, path], env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("where", ["1 workers", "2 workers", "3 workers", "a worker killed", "a machine lost"])
def test_fits_on_two_machines_are_those_of_one(found: dict[str, dict[str, str]], where: str) -> None:
    assert found[where] == found["one machine"]
