"""The command, run in this process."""

import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kindfold.cli.app import main

Kindfold = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kindfold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Kindfold]:
    """Run the command in an empty current folder; returns (exit code, stdout, stderr)."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kindfold", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)
