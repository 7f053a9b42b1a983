"""Rows on Ray: the same bits as on one machine, whatever happens to the workers."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sklearn.metrics import adjusted_mutual_info_score

from kindfold.bench.synthetic import make_features
from kindfold.data.embeddings import Embeddings
from kindfold.engines.cluster import cluster
from kindfold.errors import InputError, SettingError, UnknownName
from kindfold.pipeline.vectors import cluster_vectors

pytestmark = pytest.mark.cluster

SCRIPT = Path(__file__).with_name("two_machines.py")


X, TRUE = make_features("medium", 6, 600, random_state=0)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of embeddings whose content is in another order than their names."""
    path = tmp_path_factory.mktemp("rows") / "rows.safetensors"
    ids = tuple(f"{i:04d}.jpg" for i in range(len(X)))
    hashes = tuple(f"{(7919 * i) % 600:016x}" for i in range(len(X)))
    Embeddings(X, ids, "made@here", hashes=hashes).save(path)
    return path


def alone() -> dict[str, str]:
    """The environment without what belongs to another session."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}


@pytest.fixture(scope="module")
def found(path: Path) -> dict[str, dict[str, str]]:
    """Digests of fits, by where they were made."""
    done = subprocess.run(
        [sys.executable, SCRIPT, path], env=alone(), capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("where", ["1 workers", "2 workers", "3 workers", "a worker killed", "a machine lost"])
def test_fits_on_two_machines_are_those_of_one(found: dict[str, dict[str, str]], where: str) -> None:
    assert found[where] == found["one machine"]


def test_scp_by_one_process_is_that_of_this_one_and_by_two_nearly(found: dict[str, dict[str, list[int]]]) -> None:
    labels = found["scp"]
    assert labels["1"] == labels["here"]
    assert adjusted_mutual_info_score(labels["2"], labels["here"]) > 0.9


def test_a_run_on_ray_is_that_of_one_machine_also_after_its_driver_was_killed(path: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kindfold", "cluster", path, "--engine", "ray", "-q", "--method", "kmeans"]
    command += ["-k", "6", "--names", "none", "-o", tmp_path / "ray"]
    killed = subprocess.Popen(command, env=alone(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(6)  # while Ray starts, or in the fit
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    done = subprocess.run(command, env=alone(), capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    cluster_vectors(path, out=tmp_path / "here", method="kmeans", n_clusters=6, vocabulary="none")
    here = {file.relative_to(tmp_path / "here") for file in (tmp_path / "here").rglob("*") if file.is_file()}
    assert here == {file.relative_to(tmp_path / "ray") for file in (tmp_path / "ray").rglob("*") if file.is_file()}
    for file in here - {Path("log.json")}:
        assert (tmp_path / "ray" / file).read_bytes() == (tmp_path / "here" / file).read_bytes(), file


def test_what_ray_cannot_do_is_told_before_it_is_started(path: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="fitted on one machine"):
        cluster(path, engine="ray", method="hdbscan")
    with pytest.raises(InputError, match="holds no embeddings"):
        cluster(tmp_path, engine="ray")
    with pytest.raises(UnknownName, match="engine"):
        cluster(path, engine="dask")
