"""`serve`: the viewer on a port of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
import os
import signal
import socket
import tempfile
import threading
import warnings
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kindfold.embedding.cache import Location
from kindfold.errors import OutputError
from kindfold.viewer.access import Access
from kindfold.viewer.app import application
from kindfold.viewer.security import MAX_HEAD
from kindfold.viewer.session import Session

PORT = 8787
PATIENCE = 30.0  # seconds for a request to arrive
KEEP_ALIVE = 15  # seconds until an idle connection is closed
MAX_CONNECTIONS = 512
BACKLOG = 256


class Patient(H11Protocol):
    """Closes connections whose request does not arrive in time: idle ones, and those that drip."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        self._stop()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _watch(self) -> None:
        cycle = self.cycle
        if cycle is None or cycle.response_complete or cycle.more_body:
            self._timer = self._timer or self.loop.call_later(PATIENCE, self.transport.close)
        else:
            self._stop()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Server(uvicorn.Server):
    """Stops on a signal and says no more about it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(
    folder: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    opens: bool = True,
    cache: Location = None,
    device: str = "auto",
    ready: Callable[[str, bool], None] | None = None,
) -> bool:
    """Serve a run until the process is stopped; whether nothing is being computed any more.

    Parameters
    ----------
    port : None for 8787 or, when that is taken, one that is free; 0 for one that is free
    opens : also open a browser
    ready : called as soon as it answers, with the address, which works once, and whether only this machine reaches it

    Raises
    ------
    OutputError : the port cannot be had
    """
    before = set(threading.enumerate())
    session = Session(folder, cache=cache, device=device)
    os.umask(os.umask(0) | 0o022)  # nobody else may change what the viewer writes
    listening = listen(host, port)
    access = Access(host, listening.getsockname()[1])
    config = uvicorn.Config(
        application(session, access),
        http=Patient,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=MAX_HEAD,
        limit_concurrency=MAX_CONNECTIONS,
        backlog=BACKLOG,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what strangers send, or a stop cuts off, is no news
    address = address_of(access)
    session.warm()
    if n_gone := session.pictures.n_gone:
        where = f"{n_gone:,} of {len(session.run):,} pictures are no longer in {session.run.source}"
        warnings.warn(f"{where}; their kinds can be corrected, but they are not shown", UserWarning, stacklevel=2)
    if ready is not None:
        ready(address, access.is_local())
    try:
        with _opened(address) if opens else contextlib.nullcontext():
            Server(config).run(sockets=[listening])
    finally:
        session.close()
    return _ended(set(threading.enumerate()) - before)


def _ended(threads: Iterable[threading.Thread]) -> bool:
    """Whether threads that computed have ended, or do so now."""
    computing = [thread for thread in threads if not thread.daemon]
    for thread in computing:
        thread.join(0.5)
    return not any(thread.is_alive() for thread in computing)


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens.

    Raises
    ------
    OutputError : the address cannot be had
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    wanted = [PORT, 0] if port is None else [port]
    for i, number in enumerate(wanted, start=1):
        listening = socket.socket(family)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, number))
            listening.listen(BACKLOG)  # from here on a request waits for an answer
        except OSError as error:
            listening.close()
            if i == len(wanted):
                raise OutputError(f"cannot listen on {host}:{number}: {error.strerror or error}") from error
        else:
            return listening
    raise AssertionError("unreachable")


def address_of(access: Access) -> str:
    """What to open, with the ticket that works once."""
    host = "127.0.0.1" if access.host in ("0.0.0.0", "::") else access.host
    return f"http://{f'[{host}]' if ':' in host else host}:{access.port}/?t={access.ticket}"


@contextlib.contextmanager
def _opened(address: str) -> Iterator[None]:
    """Open a browser through a file that only its owner can read: the ticket is in no list of processes."""
    handle, path = tempfile.mkstemp(prefix="kindfold-", suffix=".html")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(
            f'<!doctype html><meta http-equiv="refresh" content="0;url={html.escape(address)}"><title>kindfold</title>'
        )
    threading.Thread(target=webbrowser.open, args=(Path(path).as_uri(),), daemon=True).start()
    try:
        yield
    finally:
        Path(path).unlink(missing_ok=True)
