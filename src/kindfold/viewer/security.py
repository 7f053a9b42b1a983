"""Who may ask the viewer what: one guard before every route.

Another page in the same browser cannot read or write anything (the name and port that it asked for, the token, the
origin of a request that changes something), another user of the machine cannot either (the token), and a page made of
hostile names does nothing (the content security policy).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kindfold.viewer.access import TOKEN_HEADER, Access, Request, equal

MAX_URL, MAX_HEAD = 2048, 16 * 2**10  # bytes
MAX_JSON, MAX_PICTURE = 16 * 2**20, 32 * 2**20  # bytes of a body
OPEN = frozenset({"/healthz"})  # says nothing about the run, so it needs no token
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>kindfold</title>'
    "<h1>This page stays closed</h1><p>{}.</p><p>If it is open in another tab of this browser, go on there.</p>"
)
WRITES = frozenset({"POST"})
READS = frozenset({"GET", "HEAD"})
UNPRINTABLE = re.compile(rb"[^\x21-\x7e]")  # what no browser leaves in an address


class Refusal(Exception):
    """A request that goes no further: status and sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Guard:
    """The application behind all checks; adds the headers that every answer has."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        request = Request.of(scope)
        try:
            check_address(request, self.access)
            if request.path == "/" and request.method == "GET" and request.ticket():
                await self._enter(request, _armed(send))
                return
            if request.path not in OPEN and not self.access.admits(request):
                raise Refusal(403, "open the address that kindfold view printed; it works once, and this is not it")
            limit = check_intent(request, self.access)
        except Refusal as refusal:
            await (_explain if _is_look(request) else _refuse)(_armed(send), refusal)
            return
        await self.app(scope, limited(receive, limit), _armed(send))

    async def _enter(self, request: Request, send: Send) -> None:
        """Buy the cookie for the ticket, and leave the ticket out of the address."""
        if not self.access.spend(request.ticket()) and not self.access.admits(request):
            raise Refusal(403, "this address was used already; start kindfold view again for a new one")
        cookie = f"{self.access.cookie}={self.access.token}; HttpOnly; SameSite=Strict; Path=/"
        headers = [(b"set-cookie", cookie.encode()), (b"cache-control", b"no-store")]
        if request.one(b"sec-fetch-site") in ("", "none", "same-origin"):
            await _answer(send, 303, b"", [*headers, (b"location", b"./")])
        else:  # a browser that came from elsewhere, a file or a link, sends a strict cookie only to a second request
            page = b'<!doctype html><meta http-equiv="refresh" content="0;url=./"><title>kindfold</title>'
            await _answer(send, 200, page, [*headers, (b"content-type", b"text/html; charset=utf-8")])


def limited(receive: Receive, limit: int) -> Receive:
    """Hands out no more of a body than it may have."""
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise too_long(limit)
        return message

    return counted


def too_long(limit: int) -> Refusal:
    return Refusal(413, f"a body of at most {limit:,} bytes is read")


def check_address(request: Request, access: Access) -> None:
    """The name that was asked for, before anything else is looked at."""
    hosts = request.all(b"host")
    if len(hosts) != 1 or not access.knows(hosts[0]):
        raise Refusal(403, "this server answers under its own address only")
    if not request.path.startswith("/") or len(request.target) > MAX_URL or UNPRINTABLE.search(request.target):
        raise Refusal(400, "the address is not one of this server")
    if sum(len(name) + len(value) for name, value in request.headers) > MAX_HEAD:
        raise Refusal(400, f"the head of a request has at most {MAX_HEAD:,} bytes")
    if request.has(b"upgrade"):
        raise Refusal(400, "there are no web sockets here")
    if request.has(b"transfer-encoding") and request.has(b"content-length"):
        raise Refusal(400, "the length of the body is told twice")
    if request.method not in READS | WRITES:
        raise Refusal(405, "GET, HEAD and POST are understood")


def check_intent(request: Request, access: Access) -> int:
    """That a page of this server asks, and in a form that no other page can make; how long the body may be."""
    site, origins = request.all(b"sec-fetch-site"), request.all(b"origin")
    own = {f"http://{host.decode('latin-1')}" for host in request.all(b"host")}
    navigates = request.method == "GET" and request.path == "/"
    if site and not navigates and (len(site) > 1 or site[0] not in (b"same-origin", b"none")):
        raise Refusal(403, "the request comes from another site")
    if origins and {origin.decode("latin-1") for origin in origins} != own:
        raise Refusal(403, "the request comes from another origin")
    if request.method not in WRITES:
        return 0
    if not site and not origins and not equal(request.one(TOKEN_HEADER), access.token):
        raise Refusal(403, "a request that changes something says where it comes from, or has X-Kindfold-Token")
    media = request.one(b"content-type").partition(";")[0].strip().lower()
    pictures = request.path == "/api/search"
    if media != "application/json" and not (pictures and media == "application/octet-stream"):
        raise Refusal(415, "send application/json")
    limit = MAX_JSON if media == "application/json" else MAX_PICTURE
    length = request.one(b"content-length")
    if length and (not length.isdecimal() or int(length) > limit):
        raise too_long(limit)
    return limit


def _armed(send: Send) -> Send:
    """Adds the headers of every answer."""

    async def armed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return armed


def _is_look(request: Request) -> bool:
    """Whether a person waits for a page, not a script for an answer."""
    return request.method == "GET" and request.path == "/" and "text/html" in request.one(b"accept")


async def _explain(send: Send, refusal: Refusal) -> None:
    """The same as a page that can be read; it is made of sentences of ours alone."""
    page = PAGE.format(html.escape(refusal.sentence[0].upper() + refusal.sentence[1:]))
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await _answer(send, refusal.status, page.encode(), headers)


async def _refuse(send: Send, refusal: Refusal) -> None:
    body = json.dumps({"error": refusal.sentence}).encode()
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), (b"connection", b"close")]
    await _answer(send, refusal.status, body, headers)


async def _answer(send: Send, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
