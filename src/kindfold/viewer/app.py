"""The routes: HTTP on one side, a `Session` on the other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kindfold.data.display import display_name
from kindfold.errors import InputError, KindfoldError, StaleEdit, Unreadable
from kindfold.viewer.access import Access
from kindfold.viewer.pictures import LARGE, SMALL
from kindfold.viewer.security import Guard, Refusal
from kindfold.viewer.session import Session

STATIC = Path(__file__).parent / "static"
BUNDLE = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/app.js": ("app.js", "text/javascript; charset=utf-8"),
    "/app.css": ("app.css", "text/css; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
DECODERS = max(2, min(4, os.cpu_count() or 2))  # pictures decoded at the same time
WAITING = 256  # requests for pictures that wait for a decoder; more are sent away
SETTLED = 1.5  # seconds from the first look at the map: by then the page is there
FOREVER = "private, max-age=31536000, immutable"
FRESH = "no-store"
T = TypeVar("T")


def application(session: Session, access: Access) -> ASGIApp:
    """The whole viewer, guard included."""
    api = Api(session)
    routes = [
        *(Route(path, _file(*entry)) for path, entry in BUNDLE.items()),
        Route("/healthz", _alive),
        Route("/api/run", api.run),
        Route("/api/clusters", api.clusters),
        Route("/api/labels", api.labels),
        Route("/api/ids", api.ids),
        Route("/api/map", api.map),
        Route("/api/picture/{row:int}", api.picture),
        Route("/thumb/{row:int}", api.thumb),
        Route("/large/{row:int}", api.large),
        Route("/api/search", api.search, methods=["POST"]),
        Route("/api/edit", api.edit, methods=["POST"]),
        Route("/api/undo", api.undo, methods=["POST"]),
        Route("/api/redo", api.redo, methods=["POST"]),
        Route("/api/export", api.export, methods=["POST"]),
    ]
    handlers = {KindfoldError: _sentence, HTTPException: _status, Refusal: _refused, Exception: _broken}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return Guard(app, access)


class Api:
    """One method a route. What computes leaves the event loop free."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._decoders = CapacityLimiter(DECODERS)
        self._workers = CapacityLimiter(8)

    async def run(self, request: Request) -> Response:
        return _json(await self._away(self.session.head))

    async def clusters(self, request: Request) -> Response:
        return _json(await self._away(self.session.clusters))

    async def labels(self, request: Request) -> Response:
        columns, rev = await self._away(self.session.labels)
        return _bytes(columns, {"X-Rev": str(rev)})

    async def ids(self, request: Request) -> Response:
        start, stop = (_whole(request.query_params.get(name)) for name in ("from", "to"))
        return _json({"ids": self.session.ids(start, stop)})

    async def map(self, request: Request) -> Response:
        points = self.session.layout.points
        if points is None:
            self.session.layout.begin(after=SETTLED)
            return _json({"ready": False}, 202)
        return _bytes(points.astype("<f4").tobytes())

    async def picture(self, request: Request) -> Response:
        row = self._row(request)
        return _json(await self._away(lambda: self.session.picture(row)))

    async def thumb(self, request: Request) -> Response:
        return await self._jpeg(request, SMALL)

    async def large(self, request: Request) -> Response:
        return await self._jpeg(request, LARGE)

    async def search(self, request: Request) -> Response:
        body = await request.body()
        if request.headers["content-type"].partition(";")[0].strip().lower() == "application/octet-stream":
            return _json({"hits": await self._away(lambda: self.session.search_picture(body))})
        words = _document(body).get("words")
        if not isinstance(words, str) or len(words) > 500:
            raise InputError("words is a text of at most 500 characters")
        return _json({"hits": await self._away(lambda: self.session.search(words))})

    async def edit(self, request: Request) -> Response:
        fields = _document(await request.body())
        rev, op = _rev(fields), fields.pop("op", None)
        if not isinstance(op, str) or op in ("undo", "redo"):
            raise InputError("op names a correction")
        return _json(await self._away(lambda: self.session.edit(op, fields, rev)))

    async def undo(self, request: Request) -> Response:
        rev = _rev(_document(await request.body()))
        return _json(await self._away(lambda: self.session.turn("undo", rev)))

    async def redo(self, request: Request) -> Response:
        rev = _rev(_document(await request.body()))
        return _json(await self._away(lambda: self.session.turn("redo", rev)))

    async def export(self, request: Request) -> Response:
        fields = _document(await request.body())
        to, mode, rows = str(fields.get("to", "csv")), str(fields.get("mode", "symlink")), fields.get("rows")
        if rows is not None and not isinstance(rows, list):
            raise InputError("rows is a list of row numbers")
        return _json(await self._away(lambda: self.session.export(to, mode, rows)))

    async def _jpeg(self, request: Request, side: int) -> Response:
        row = self._row(request)
        if self._decoders.statistics().tasks_waiting >= WAITING:
            return _json({"error": "too many pictures at once"}, 503)
        encoded = await to_thread.run_sync(self.session.pictures.jpeg, row, side, limiter=self._decoders)
        known = request.query_params.get("v") == self.session.run.fingerprint[:16]
        return Response(encoded, media_type="image/jpeg", headers={"Cache-Control": FOREVER if known else FRESH})

    async def _away(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, limiter=self._workers, abandon_on_cancel=True)

    def _row(self, request: Request) -> int:
        row = int(request.path_params["row"])
        if row >= len(self.session.run):
            raise HTTPException(404, "there is no such picture")
        return row


def _file(name: str, media_type: str) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        return Response((STATIC / name).read_bytes(), media_type=media_type, headers={"Cache-Control": "no-cache"})

    return endpoint


async def _alive(request: Request) -> Response:
    return _json({"ok": True})


def _document(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("the body is no JSON") from error
    if not isinstance(fields, dict):
        raise InputError("the body is no JSON object")
    return fields


def _rev(fields: dict[str, Any]) -> int:
    rev = fields.pop("rev", None)
    if not isinstance(rev, int) or isinstance(rev, bool):
        raise InputError("rev says which revision the correction was thought out for")
    return rev


def _whole(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise InputError("from and to are row numbers")
    return int(text)


def _json(value: Any, status: int = 200) -> Response:
    """ASCII JSON, so that whatever a name holds can be sent."""
    return Response(
        json.dumps(value, separators=(",", ":")), status, {"Cache-Control": FRESH}, media_type="application/json"
    )


def _bytes(content: bytes, headers: dict[str, str] | None = None) -> Response:
    return Response(content, 200, {"Cache-Control": FRESH, **(headers or {})}, media_type="application/octet-stream")


def _sentence(request: Request, error: Exception) -> Response:
    if isinstance(error, StaleEdit):
        return _json({"error": str(error), "rev": error.rev}, 409)
    gone = isinstance(error, Unreadable) and request.url.path.startswith(("/thumb/", "/large/"))
    return _json({"error": display_name(" ".join(str(error).split()))}, 404 if gone else 400)


def _status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _json({"error": str(error.detail)}, error.status_code)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _json({"error": error.sentence}, error.status)


def _broken(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": f"this should not have happened: {type(error).__name__}"}, 500)
