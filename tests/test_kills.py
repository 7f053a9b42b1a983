"""An embedding run that is really killed, at random moments, ends as if it never had been."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "kill_runs.py"

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
