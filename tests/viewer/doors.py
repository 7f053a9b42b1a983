"""The viewer without a socket: requests as the server would hand them over, byte for byte."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from kindfold.viewer.access import Access
from kindfold.viewer.app import application
from kindfold.viewer.session import Session
from runs import a_run, saved

PORT = 8787
OWN = f"127.0.0.1:{PORT}"
JSON = ("content-type", "application/json")
SAME = ("sec-fetch-site", "same-origin")
Header = tuple[str, str]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Door:
    """A session behind its guard."""

    def __init__(self, folder: Path, host: str = "127.0.0.1") -> None:
        self.session = Session(folder, cache=False)
        self.access = Access(host, PORT)
        self.app = application(self.session, self.access)
        self.loop = asyncio.new_event_loop()

    def close(self) -> None:
        self.session.close()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def ask(
        self,
        method: str,
        target: str | bytes,
        headers: Sequence[Header] = (),
        body: bytes = b"",
        *,
        host: str | None = OWN,
        token: bool = True,
    ) -> Answer:
        """One request; with the cookie unless `token` is false."""
        sent = [] if host is None else [("host", host)]
        if token:
            sent.append(("cookie", f"{self.access.cookie}={self.access.token}"))
        return self.loop.run_until_complete(self._ask(method, target, [*sent, *headers], body))

    def get(self, target: str) -> Answer:
        return self.ask("GET", target)

    def post(self, target: str, fields: Any) -> Answer:
        return self.ask("POST", target, [JSON, SAME], json.dumps(fields).encode())

    def edit(self, op: str, **fields: Any) -> Answer:
        return self.post("/api/edit", {"rev": self.session.editor.rev, "op": op, **fields})

    async def _ask(self, method: str, target: str | bytes, headers: list[Header], body: bytes) -> Answer:
        raw = target if isinstance(target, bytes) else target.encode("utf-8", "surrogateescape")
        path, _, query = raw.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "root_path": "",
            "query_string": query,
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", PORT),
            "state": {},
        }
        sent: list[dict[str, Any]] = []
        parts = [body[i : i + 65536] for i in range(0, len(body), 65536)] or [b""]

        async def receive() -> dict[str, Any]:
            if not parts:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)  # type: ignore[arg-type]
        head = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], head, b"".join(part.get("body", b"") for part in sent[1:]))


def folder_of(pictures: Path, place: Path) -> Path:
    """A saved run of a folder of pictures."""
    ids = tuple(sorted(str(path.relative_to(pictures)) for path in pictures.rglob("*.jpg")))
    return saved(a_run(len(ids), 3, ids=ids, source=str(pictures)), place)
