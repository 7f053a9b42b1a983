"""`kindfold view` and `kindfold refine` from the command line."""

import importlib.util
import json
import socket
import sys
from pathlib import Path

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
    assert json.loads(capsys.readouterr().out) == {"site": str(site), "n_pictures": 42}
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
