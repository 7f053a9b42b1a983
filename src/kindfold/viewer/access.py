"""The secrets that open a viewer, and the head of a request that may carry them."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.types import Scope

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
TOKEN_HEADER = b"x-kindfold-token"


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class Access:
    """Where the viewer listens and the secrets that open it.

    Attributes
    ----------
    host, port : as bound
    ticket : in the address that is printed; spent by the first who uses it
    token : in the cookie that the ticket buys, or in the header X-Kindfold-Token
    """

    host: str
    port: int
    ticket: str = field(default_factory=_secret, repr=False)
    token: str = field(default_factory=_secret, repr=False)

    @property
    def cookie(self) -> str:
        """Its name; cookies know no ports, so the name does."""
        return f"kindfold-{self.port}"

    def is_local(self) -> bool:
        return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback

    def knows(self, host: bytes) -> bool:
        """Whether a Host header names this server: itself with its port, and, opened to the network, any address.

        A rebound name of the domain name system never does.
        """
        try:
            name, _, port = host.decode("ascii").rpartition(":")
        except UnicodeDecodeError:
            return False
        if port != str(self.port):
            return False
        return name in LOOPBACK or (not self.is_local() and (name == self.host or _is_address(name)))

    def spend(self, ticket: str) -> bool:
        """Whether a ticket is good, once."""
        good = bool(self.ticket) and equal(ticket, self.ticket)
        if good:
            self.ticket = ""
        return good

    def admits(self, request: Request) -> bool:
        """Whether a request carries the token."""
        return any(equal(given, self.token) for given in (request.cookie(self.cookie), request.one(TOKEN_HEADER)))


@dataclass(frozen=True)
class Request:
    """The head of a request."""

    method: str
    path: str
    target: bytes
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]

    @classmethod
    def of(cls, scope: Scope) -> Request:
        target = (scope.get("raw_path") or b"") + b"?" + scope["query_string"]
        return cls(
            scope["method"],
            scope["path"],
            target,
            scope["query_string"],
            tuple(scope["headers"]),
        )

    def all(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.headers if key == name]

    def one(self, name: bytes) -> str:
        """A header that may come once; "" when it is absent or comes twice."""
        values = self.all(name)
        return values[0].decode("latin-1") if len(values) == 1 else ""

    def has(self, name: bytes) -> bool:
        return any(key == name for key, _ in self.headers)

    def cookie(self, name: str) -> str:
        try:
            jar = SimpleCookie(self.one(b"cookie"))
        except CookieError:
            return ""
        return jar[name].value if name in jar else ""

    def ticket(self) -> str:
        given = parse_qs(self.query.decode("latin-1"), max_num_fields=8).get("t", [])
        return given[0] if len(given) == 1 else ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def equal(given: str, secret: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
