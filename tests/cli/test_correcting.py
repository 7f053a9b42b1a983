"""`kindfold view` and `kindfold refine` from the command line."""

import contextlib
import importlib.util
import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kindfold.cli.app import FAILED, OK, USAGE, main
from kindfold.data.run import Run
from kindfold.pipeline.editor import Editor
from runs import a_run, saved


@pytest.fixture
def folder(pictures: Path, tmp_path: Path) -> Path:
    ids = tuple(sorted(str(path.relative_to(pictures)) for path in pictures.rglob("*.jpg")))
    return saved(a_run(len(ids), 3, ids=ids, source=str(pictures)), tmp_path / "photos.kindfold")


def kindfold(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["kindfold", *map(str, arguments)])
    monkeypatch.setattr("signal.signal", lambda *_: None)  # the handlers of the test's own process stay
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_refine_writes_a_run_beside_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Editor(folder).merge([0, 1], name="pets")
    assert kindfold(monkeypatch, "refine", folder, "--json") == OK
    told = json.loads(capsys.readouterr().out)
    new = Run.load(folder.with_name("photos-refined.kindfold"))
    assert {card["name"] for card in told["clusters"]} == {new.clustering.name_of(c) for c in new.clustering.numbers}
    assert "pets" in {card["name"] for card in told["clusters"]}
    assert kindfold(monkeypatch, "refine", folder, "-o", folder) == FAILED
    assert "the run itself" in capsys.readouterr().err


def test_view_exports_a_site(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    assert kindfold(monkeypatch, "view", folder, "--export", site, "--json") == OK
    assert json.loads(capsys.readouterr().out) == {"site": str(site), "n_pictures": 42, "n_missing": 0}
    assert (site / "index.html").exists()
    assert kindfold(monkeypatch, "view", folder, "--export", site) == FAILED
    assert "choose another name" in capsys.readouterr().err


def test_view_says_what_is_wrong(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kindfold(monkeypatch, "view", tmp_path, "--no-open") == FAILED
    assert "is not a run folder" in capsys.readouterr().err
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert kindfold(monkeypatch, "view", folder, "--no-open", "--port", taken.getsockname()[1]) == FAILED
    assert "cannot listen on 127.0.0.1" in capsys.readouterr().err
    assert kindfold(monkeypatch, "view", folder, "--port", "70000") == USAGE
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "uvicorn" else find(name))
    assert kindfold(monkeypatch, "view", folder) == FAILED
    assert "pip install 'kindfold[viewer]'" in capsys.readouterr().err


def test_a_site_of_a_run_without_its_pictures_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = saved(a_run(source=str(tmp_path / "gone")), tmp_path / "run")
    assert kindfold(monkeypatch, "view", folder, "--export", tmp_path / "site") == FAILED
    assert "no longer in" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_folders_are_not_exported_among_the_pictures(
    folder: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(pictures.rglob("*"))
    assert kindfold(monkeypatch, "export", folder, pictures / "sorted") == FAILED
    assert "in the folder of the pictures" in capsys.readouterr().err
    assert sorted(pictures.rglob("*")) == before


@pytest.mark.parametrize(
    ("ids", "reason"),
    [
        (("a.jpg", *(f"b/{i}.jpg" for i in range(7))), "1 of 8 pictures lie loose"),
        (tuple(f"{i}.jpg" for i in range(8)), "lie in no sub-folders"),
        (tuple(f"x/{i}.jpg" for i in range(8)), "the same sub-folder"),
    ],
)
def test_evaluate_says_why_folders_are_no_labels(
    ids: tuple[str, ...],
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = saved(replace(a_run(8, 3, ids=ids), truth=None), tmp_path / "run")
    assert kindfold(monkeypatch, "evaluate", folder) == FAILED
    assert reason in capsys.readouterr().err


def _ask(opener: urllib.request.OpenerDirector, asked: urllib.request.Request) -> None:
    with contextlib.suppress(OSError):  # the answer never comes
        opener.open(asked)


def test_a_stop_during_a_split_ends_quietly(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    base = a_run(1500, 3)
    wide = random.normal(size=(1500, 256)).astype(np.float32)
    wide /= np.linalg.norm(wide, axis=1, keepdims=True)
    folder = saved(replace(base, embeddings=replace(base.embeddings, vectors=wide)), tmp_path / "run")
    command = [sys.executable, "-m", "kindfold", "view", str(folder), "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as viewer:
        assert viewer.stdout is not None
        address = viewer.stdout.readline().split()[-1]
        jar = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        jar.open(address).read()
        body = json.dumps({"rev": 0, "op": "split", "cluster": 0, "into": "auto"}).encode()
        head = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        asked = urllib.request.Request(urllib.parse.urljoin(address, "/api/edit"), body, head)
        threading.Thread(target=_ask, args=(jar, asked), daemon=True).start()
        time.sleep(1)
        viewer.send_signal(signal.SIGINT)
        errors = viewer.communicate(timeout=60)[1]
    assert viewer.returncode == 0
    assert "Traceback" not in errors
