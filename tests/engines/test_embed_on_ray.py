"""Embedding by several workers: the bytes of one machine, whatever dies meanwhile."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import faulty
import numpy as np
import psutil
import pytest
from PIL import Image

from kindfold.data.embeddings import Embeddings
from kindfold.data.shards import Rows, Shards
from kindfold.data.sources import Skip
from kindfold.embedding.embed import embed
from kindfold.errors import OutputError, Reason

N = 40  # pictures, and a copy and a text


def start(call: str) -> "subprocess.Popen[str]":
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    env = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")} | {"PYTHONPATH": path}
    command = [sys.executable, "-c", f"import faulty; faulty.{call}"]
    return subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(process: "subprocess.Popen[str]") -> Any:
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err[-4000:]
    return json.loads(out.splitlines()[-1])


def files(folder: Path) -> dict[str, bytes]:
    """All that a run leaves, except what damaged shards were put aside."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "quarantine")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return faulty.pictures(tmp_path_factory.mktemp("source") / "pictures", N)


@pytest.fixture(scope="module")
def here(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one machine makes of them."""
    folder = tmp_path_factory.mktemp("here")
    embed(str(source), faulty.tiny(f"tiny:{folder}/log"), cache=False).save(folder / "one.safetensors")
    return folder / "one.safetensors"


@pytest.mark.cluster
def test_two_machines_give_the_bytes_of_one_whatever_dies(source: Path, here: Path, tmp_path: Path) -> None:
    hostile = faulty.pictures(tmp_path / "pictures", 6)
    Image.new("RGB", (12, 12), faulty.POISON).save(hostile / "002a.png")
    Image.new("RGB", (12, 12), faulty.HANGING).save(hostile / "003a.png")

    told = finished(start(f"on_two_machines({str(source)!r}, {str(hostile)!r}, {str(tmp_path)!r})"))

    plain, killed = files(tmp_path / "plain"), files(tmp_path / "killed")
    assert plain["embeddings.safetensors"] == here.read_bytes()
    assert told["kills"] == ["worker", "worker", "machine"]
    assert killed == plain
    n_decoded = len((tmp_path / "killed.log").read_bytes())
    assert n_decoded <= N + 1 + 4 * len(told["kills"])  # a shard of four pictures for every worker that died
    n_shards = told["plain"]["n_shards"]
    assert (told["plain"]["n_redone"], told["killed"]["n_redone"], told["rotten"]["n_redone"]) == (
        n_shards,
        n_shards,
        3,
    )
    assert len(list((tmp_path / "plain" / "quarantine").glob("*.parquet"))) == 2  # the third was gone

    with (tmp_path / "hostile" / "errors.csv").open() as table:
        reasons = {row["path"]: row["reason"] for row in csv.DictReader(table)}
    assert reasons == {"002a.png": "crashed_decoder", "003a.png": "timeout", "004b.jpg": "not_an_image"}
    rest = embed(sorted(map(str, hostile.glob("0??.png"))), faulty.tiny(f"tiny:{tmp_path}/log"), cache=False)
    found = Embeddings.load(tmp_path / "hostile")
    np.testing.assert_array_equal(found.vectors[:-1], rest.vectors)  # the last one is the copy
    assert told["hostile"]["n_embedded"] + len(reasons) == told["hostile"]["n_found"] == 10


@pytest.mark.cluster
def test_a_killed_driver_goes_on_from_its_shards(source: Path, here: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call = f"alone({str(source)!r}, {str(out)!r}, 2)"
    driver = start(call)
    while len(list(out.glob("shards/*.json"))) < 2:
        assert driver.poll() is None, driver.communicate()
        time.sleep(0.05)
    family = psutil.Process(driver.pid).children(recursive=True)
    names = {process.pid: process.name() for process in family}
    driver.send_signal(signal.SIGKILL)
    driver.communicate()
    family = [process for process in family if "Agent" not in names[process.pid]]  # Ray's own look for it now and then
    assert not psutil.wait_procs(family, 30)[1]
    kept = len(list(out.glob("shards/*.json")))

    told = finished(start(call))

    assert told["n_redone"] == told["n_shards"] - kept
    assert Embeddings.load(out).vectors.tobytes() == Embeddings.load(here).vectors.tobytes()
    assert (out / "embeddings.safetensors").read_bytes() == here.read_bytes()
    assert not list(out.rglob(".staging-*"))
    assert len(Path(f"{out}.log").read_bytes()) <= N + 1 + 2 * 4 * 2  # two workers: a shard at hand and one that waited


def test_only_a_shard_that_equals_its_record_is_trusted(tmp_path: Path) -> None:
    shards = Shards(tmp_path / "out")
    rng = np.random.default_rng(0)
    rows = Rows(
        ("a", "b\udcff"),
        rng.normal(size=(2, 3)).astype(np.float32),
        rng.integers(0, 255, (2, 20), np.uint8),
        {1: Skip("b\udcff", Reason.CORRUPT, "PNG: \u2026")},
    )
    with shards.owned():
        shards.commit(0, "key", rows)
        assert shards.is_done(0, "key")
        assert not shards.is_done(0, "other")  # of other pictures, or another encoder
        again = shards.read(0)
        assert (again.ids, again.skips) == (rows.ids, rows.skips)
        np.testing.assert_array_equal(again.vectors, rows.vectors)
        np.testing.assert_array_equal(again.hashes, rows.hashes)
        path = tmp_path / "out" / "shards" / "0000000.parquet"
        whole = path.read_bytes()
        for at in rng.integers(0, len(whole), 100).tolist():
            shards.commit(0, "key", rows)
            path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
            assert not shards.is_done(0, "key")
            assert not path.exists()


def test_one_process_at_a_time_writes_and_nothing_else_is_written_over(tmp_path: Path) -> None:
    first, second = (Shards(tmp_path / "out").owned() for _ in range(2))
    with first, pytest.raises(OutputError, match="another process"), second:
        pass
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(OutputError, match="holds no shards"), Shards(tmp_path / "mine").owned():
        pass
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
