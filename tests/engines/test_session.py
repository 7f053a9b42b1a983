"""A session of its own is reachable from nowhere else, and leaves nothing behind."""

import json
import os
import subprocess
import sys

import pytest

from kindfold.engines.session import FLOOR, address_of, session
from kindfold.errors import EngineError, MissingExtra, UnknownName

OPEN = """
import json, os, psutil
from kindfold.engines.session import session

me = psutil.Process()
for _ in range(2):
    with session("ray", n_cpus=1) as there:
        import ray
        assert ray.get(ray.remote(lambda: os.environ["RAY_USAGE_STATS_ENABLED"]).remote()) == "0"
        family = [me, *me.children(recursive=True)]
        mine = {process.pid for process in family}
        ports = [c.laddr.ip for c in psutil.net_connections("inet") if c.status == "LISTEN" and c.pid in mine]
        folder = ray._private.worker._global_node.get_session_dir_path()
_, alive = psutil.wait_procs(family[1:], 10)
print(json.dumps({"ports": ports, "alive": len(alive), "folder": os.path.exists(folder),
    "cpus": there.n_cpus, "nodes": there.n_nodes,
    "settings": [name for name in os.environ if name.startswith("RAY_AUTH")]}))
"""

STRANGER = """
import os, subprocess, sys
from kindfold.engines.session import session
with session("ray", n_cpus=1) as there:
    env = {name: value for name, value in os.environ.items() if not name.startswith("RAY_AUTH")}
    code = f"import ray; ray.init({there.address!r}, logging_level='error')"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    print(done.returncode, "InvalidAuthToken" in done.stderr)
"""


def run(code: str, **settings: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env | settings, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_own_session_listens_on_loopback_alone_and_leaves_nothing() -> None:
    seen = json.loads(run(OPEN).splitlines()[-1])
    assert len(seen["ports"]) >= 4
    assert {ip.removeprefix("::ffff:") for ip in seen["ports"]} == {"127.0.0.1"}
    assert (seen["alive"], seen["folder"], seen["settings"]) == (0, False, [])
    assert (seen["cpus"], seen["nodes"]) == (1, 1)


def test_own_session_refuses_whoever_has_no_token() -> None:
    assert run(STRANGER).split() == ["1", "True"]


def test_ray_that_was_imported_before_is_refused_since_it_would_be_open_to_others() -> None:
    code = (
        "import ray\nfrom kindfold.engines.session import session\nfrom kindfold.errors import EngineError\n"
        "try:\n    with session('ray', n_cpus=1): print('open')\n"
        "except EngineError as error: print('refused', ray.is_initialized(), error)\n"
    )
    assert run(code).startswith("refused False Ray was imported before")


def test_silent_address_is_told_within_seconds() -> None:
    with (
        pytest.raises(EngineError, match=r"no Ray cluster at 127\.0\.0\.1:9 .*ray start --head"),
        session("ray:127.0.0.1:9"),
    ):
        pass


def test_engines_are_named() -> None:
    assert address_of("ray") is None
    assert address_of("ray:10.0.0.1:6379") == "10.0.0.1:6379"
    with pytest.raises(UnknownName, match="ray:ADDRESS"):
        address_of("spark")


def test_old_ray_and_no_ray_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata

    monkeypatch.setattr(importlib.metadata, "version", lambda name: f"{FLOOR[0]}.{FLOOR[1] - 1}.9")
    with pytest.raises(EngineError, match=r"2\.51\.9 is installed; 2\.52"), session("ray"):
        pass

    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    with pytest.raises(MissingExtra, match=r"kindfold\[ray\]"), session("ray"):
        pass
