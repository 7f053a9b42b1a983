"""The Ray session that a command works in: its own on this machine, unreachable from outside, or a running cluster."""

from __future__ import annotations

import importlib.metadata
import logging
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from kindfold.errors import EngineError, MissingExtra, UnknownName

FLOOR = (2, 52)  # below, whoever can make a browser here open a page can run code in a session
LOOPBACK = "127.0.0.1"
PATIENCE = 5.0  # seconds until an address counts as silent
TOKEN = "RAY_AUTH_TOKEN"
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is sent to anybody
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # a task without GPUs sees none; Ray warns unless told
    "RAY_DISABLE_IMPORT_WARNING": "1",
    "RAY_DEDUP_LOGS": "0",
}
ALONE = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # one machine: every port is opened on the loopback address alone
    "RAY_AUTH_MODE": "token",  # other users of this machine reach the loopback address too
}
_token: str | None = None  # one a process: Ray reads it, and the rest of ALONE, when it is imported


class Session(NamedTuple):
    """What there is to work with.

    Attributes
    ----------
    n_cpus, n_gpus : of all machines together, when the session began
    n_nodes : machines
    address : of the cluster
    """

    n_cpus: int
    n_gpus: int
    n_nodes: int
    address: str


def address_of(engine: str) -> str | None:
    """The address in "ray:ADDRESS"; None for "ray", which starts a session of its own.

    Raises
    ------
    UnknownName : an engine of another name
    """
    name, _, address = engine.partition(":")
    if name != "ray":
        raise UnknownName("engine", engine, ["ray", "ray:ADDRESS"])
    return address or None


@contextmanager
def session(engine: str, *, n_cpus: int | None = None) -> Iterator[Session]:
    """A Ray session for the length of a block.

    Parameters
    ----------
    engine : "ray" starts a session on this machine, with `n_cpus` workers (one per processor by default), no
        dashboard, ports on the loopback address alone and a token of its own, and ends it with the block.
        "ray:HOST:PORT" or "ray:auto" joins a running cluster and leaves it running. A session that the calling
        program has opened already is used as it is, and left open.

    Raises
    ------
    MissingExtra : Ray is not installed. UnknownName : no such engine.
    EngineError : Ray is too old, the address does not answer, or the session would be open to others
    """
    address = address_of(engine)
    _check_version()
    token = None if address else _own_token()
    with _settings(QUIET | ALONE | {TOKEN: token} if token else QUIET):
        import ray

        if ray.is_initialized():
            yield _present(ray)
            return
        if address is None and token is None:
            raise EngineError(
                "Ray was imported before kindfold could close it to others; "
                "do not import it, or open a session with ray.init() as you want it and kindfold will work in that"
            )
        own = None if address else tempfile.mkdtemp(prefix="kindfold-")  # mode 0700
        try:
            _join(ray, address) if address else _start(ray, own, n_cpus)
            yield _present(ray)
        finally:
            ray.shutdown()
            if own is not None:
                shutil.rmtree(own, ignore_errors=True)


def _start(ray: Any, folder: str | None, n_cpus: int | None) -> None:
    ray.init(
        "local",
        num_cpus=n_cpus or os.cpu_count(),
        include_dashboard=False,
        logging_level=logging.ERROR,
        log_to_driver=False,
        _temp_dir=folder,
    )
    if ray.util.get_node_ip_address() != LOOPBACK:
        raise EngineError(f"this Ray would listen on {ray.util.get_node_ip_address()}, for others to reach")


def _join(ray: Any, address: str) -> None:
    _check_reachable(address)
    try:
        ray.init(address, logging_level=logging.ERROR, log_to_driver=False)
    except (ConnectionError, RuntimeError, TimeoutError, ValueError) as error:
        raise EngineError(f"no Ray cluster at {address}: {str(error).splitlines()[0]}") from error


def _present(ray: Any) -> Session:
    nodes = [node for node in ray.nodes() if node["Alive"]]
    there: Mapping[str, float] = ray.cluster_resources()
    return Session(
        int(there.get("CPU", 0)), int(there.get("GPU", 0)), len(nodes), ray.get_runtime_context().gcs_address
    )


def _check_version() -> None:
    try:
        version = importlib.metadata.version("ray")
    except importlib.metadata.PackageNotFoundError as error:
        raise MissingExtra("ray", "ray", what="work on several processes or machines") from error
    if tuple(int(part) for part in version.split(".")[:2]) < FLOOR:
        raise EngineError(f"Ray {version} is installed; {'.'.join(map(str, FLOOR))} or newer is needed, for safety")


def _check_reachable(address: str) -> None:
    """Ray itself would try for a minute, and fill the screen."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return  # "auto"
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise EngineError(
            f"no Ray cluster at {address} ({getattr(error, 'strerror', None) or error}); "
            "start one there with `ray start --head`, or leave the address out to work on this machine"
        ) from error


def _own_token() -> str | None:
    """None when Ray was imported before there was one."""
    global _token  # noqa: PLW0603
    if _token is None and "ray" not in sys.modules:
        _token = os.environ.get(TOKEN) or secrets.token_hex(32)
    return _token


@contextmanager
def _settings(wanted: Mapping[str, str]) -> Iterator[None]:
    """Environment variables that Ray and the processes it starts are to see."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
