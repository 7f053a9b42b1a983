"""The viewer as it is started: on a real port, with real sockets, under attack."""

import contextlib
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from doors import folder_of

from corpus import bombs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and modes")
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\?t=([\w-]{43})")


class Viewer(NamedTuple):
    """A process, its port, ticket and cookie, the run folder, and what it printed."""

    process: "subprocess.Popen[bytes]"
    port: int
    ticket: str
    cookie: str
    folder: Path
    log: Path

    def raw(self, request: bytes, *, timeout: float = 10) -> bytes:
        """All that comes back for some bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as line:
            line.sendall(request)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def ask(self, path: str, *headers: str, method: str = "GET", body: str = "", host: str | None = None) -> bytes:
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {host or f'127.0.0.1:{self.port}'}",
            "Connection: close",
            self.cookie,
        ]
        return self.raw("\r\n".join([*head, *headers, f"Content-Length: {len(body)}", "", body]).encode())

    def correct(self, name: str, rev: int) -> bytes:
        body = f'{{"rev":{rev},"op":"rename","cluster":0,"name":"{name}"}}'
        headers = ("Content-Type: application/json", "Sec-Fetch-Site: same-origin")
        return self.ask("/api/edit", *headers, method="POST", body=body)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.fixture(scope="module")
def viewer(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewer]:
    """Started with `kindfold view`, where any file may be written by anybody unless the viewer sees to it."""
    place = tmp_path_factory.mktemp("served")
    root = place / "pictures"
    for path in sorted(pictures.rglob("*.jpg")):
        (root / path.parent.name).mkdir(parents=True, exist_ok=True)
        os.link(path, root / path.parent.name / path.name)
    for i, bomb in enumerate(bombs()):
        (root / "disc" / f"bomb{i:02d}.jpg").write_bytes(bomb.data)
    folder, log = folder_of(root, place / "run"), place / "log"
    command = [
        sys.executable,
        "-m",
        "kindfold",
        "view",
        str(folder),
        "--port",
        "0",
        "--no-open",
        "--cache",
        str(place / "cache"),
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, umask=0)
    try:
        until = time.monotonic() + 60
        while not (found := ADDRESS.search(log.read_text())):
            assert process.poll() is None and time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        started = Viewer(process, int(found[1]), found[2], "X-None: 1", folder, log)
        answer = started.ask(f"/?t={found[2]}")
        cookie = re.search(rb"set-cookie: ([^;]+);", answer)
        assert cookie, answer
        yield started._replace(cookie=f"Cookie: {cookie[1].decode()}")
    finally:
        process.kill()
        process.wait()


def test_requests_that_no_browser_sends_are_refused(viewer: Viewer) -> None:
    own, cookie = f"127.0.0.1:{viewer.port}", viewer.cookie
    assert status(viewer.ask("/api/run")) == 200
    heads = [
        f"GET /api/run HTTP/1.1\r\n{cookie}",
        f"GET /api/run HTTP/1.0\r\n{cookie}",
        f"GET /api/run HTTP/1.1\r\nHost: {own}\r\nHost: evil.com\r\n{cookie}",
        f"GET /api/run HTTP/1.1\r\nHost: {own}\r\nHost: {own}\r\n{cookie}",
        f"GET /api/run HTTP/1.1\r\nHost : {own}\r\n{cookie}",
        f"GET /api/run HTTP/1.1\r\n Host: {own}\r\n{cookie}",
        f"GET http://{own}/api/run HTTP/1.1\r\nHost: {own}\r\n{cookie}",
        f"GET http://evil.com/api/run HTTP/1.1\r\nHost: evil.com\r\n{cookie}",
        f"GET /api/run HTTP/1.1\r\nHost: {own}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{cookie}",
        f"CONNECT evil.com:80 HTTP/1.1\r\nHost: {own}\r\n{cookie}",
        f"OPTIONS * HTTP/1.1\r\nHost: {own}\r\n{cookie}",
        f"GET /api/run HTTP/1.1\r\nHost: {own}\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n{cookie}",
        f"GET /api/run\r\nHost: {own}\r\n{cookie}",
        f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: {own}\r\n{cookie}",
        f"GET /api/run HTTP/1.1\r\nHost: {own}\r\nX: {'a' * 70_000}\r\n{cookie}",
        "\x16\x03\x01\x02\x00",
        "PRI * HTTP/2.0\r\n\r\nSM",
    ]
    for head in heads:
        answer = viewer.raw(f"{head}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        assert answer == b"" or status(answer) in (400, 403, 405), head
        assert b"fit_clusters" not in answer
    for host in (
        "evil.com",
        f"localhost.evil.com:{viewer.port}",
        f"127.0.0.1:{viewer.port + 1}",
        f"0.0.0.0:{viewer.port}",
    ):
        for path in ("/", "/api/run", "/thumb/1", f"/?t={viewer.ticket}"):
            assert status(viewer.ask(path, host=host)) == 403
    for host in (f"localhost:{viewer.port}", f"[::1]:{viewer.port}"):
        assert status(viewer.ask("/api/run", host=host)) == 200


def test_the_ticket_is_spent_and_secrets_are_in_no_list_of_processes_and_no_log(viewer: Viewer) -> None:
    assert status(viewer._replace(cookie="X-None: 1").ask(f"/?t={viewer.ticket}")) == 403
    viewer.ask("/nothing")
    secret = viewer.cookie.split("=")[1]
    shown = subprocess.run(["ps", "axww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    assert viewer.ticket not in shown and secret not in shown
    log = viewer.log.read_text()
    assert log.count(viewer.ticket) == 1, "printed for the person, once"
    assert secret not in log
    assert "/nothing" not in log


def test_nobody_else_can_change_what_it_writes(viewer: Viewer) -> None:
    assert status(viewer.correct("cat", 0)) == 200
    until = time.monotonic() + 60
    while status(viewer.ask("/api/map")) == 202 and time.monotonic() < until:
        time.sleep(0.1)
    written = [
        "edits.jsonl",
        ".edits.lock",
        "labels.csv",
        "clusters.csv",
        "map.safetensors",
        "fit",
        "fit/labels.csv",
        "fit/memberships.safetensors",
    ]
    for name in written:
        assert not (viewer.folder / name).stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH), name


def test_it_answers_while_it_is_attacked(viewer: Viewer) -> None:
    """200 sockets that say nothing or half a word, 16 bombs, a header of ten thousand ranges."""
    own = f"127.0.0.1:{viewer.port}"
    idle = [socket.create_connection(("127.0.0.1", viewer.port)) for _ in range(200)]
    for line in idle[::2]:
        line.sendall(f"GET / HTTP/1.1\r\nHost: {own}\r\nX-".encode())
    answers: list[bytes] = []
    rows = [i for i, id in enumerate(sorted(str(p) for p in viewer.folder.parent.glob("pictures/*/*"))) if "bomb" in id]
    targets = [f"/thumb/{rows[i % len(rows)]}" for i in range(16)]
    attack = [threading.Thread(target=lambda path=path: answers.append(viewer.ask(path))) for path in targets]
    try:
        for thread in attack:
            thread.start()
        waits = []
        for _ in range(40):
            start = time.perf_counter()
            assert status(viewer.ask("/healthz")) == 200
            waits.append(time.perf_counter() - start)
        start = time.perf_counter()
        ranges = "Range: bytes=" + ",".join(f"{i}-{i}" for i in range(1200))
        assert status(viewer.ask("/thumb/40", ranges)) in (200, 404)
        assert time.perf_counter() - start < 5
        for thread in attack:
            thread.join(60)
        assert not any(thread.is_alive() for thread in attack)
    finally:
        for line in idle:
            line.close()
    assert sorted(waits)[len(waits) // 2] < 0.2  # the median: this machine may be busy with other things
    assert len(answers) == 16
    assert {status(answer) for answer in answers} <= {200, 404}
    assert status(viewer.ask("/api/run")) == 200


def test_it_stops_when_it_is_told_to(pictures: Path, tmp_path: Path) -> None:
    folder = folder_of(pictures, tmp_path / "run")
    command = [sys.executable, "-m", "kindfold", "view", str(folder), "--port", "0", "--no-open", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = "".join(iter(lambda: process.stdout.read(1), "}"))
    assert ADDRESS.search(printed)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) in (0, 143, -signal.SIGTERM)
    assert "Traceback" not in process.communicate()[1]


def test_a_request_that_drips_is_cut_off(pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    import uvicorn
    from doors import Door

    from kindfold.viewer import server

    monkeypatch.setattr(server, "PATIENCE", 0.5)
    door = Door(folder_of(pictures, tmp_path / "run"))
    listening = server.listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    door.access.port = port
    serving = uvicorn.Server(uvicorn.Config(door.app, http=server.Patient, ws="none", lifespan="off", log_config=None))
    thread = threading.Thread(target=lambda: asyncio.run(serving.serve(sockets=[listening])))
    thread.start()
    begun = (
        f"POST /api/edit HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Kindfold-Token: {door.access.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 9"
    )
    try:
        for said in (
            b"",
            b"GET /healthz HT",
            f"{begun}\r\n\r\n{{".encode(),
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                line.sendall(said)
                start = time.monotonic()
                with contextlib.suppress(ConnectionResetError):
                    while line.recv(4096):
                        pass
                assert time.monotonic() - start < 5
    finally:
        serving.should_exit = True
        thread.join(10)
        door.close()
