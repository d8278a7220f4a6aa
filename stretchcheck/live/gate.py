"""Lets in this machine's own page and nobody else: address, origin, token; and what pages may load."""

import hmac
import secrets
from collections.abc import Iterable, Sequence
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "stretchcheck"

_PAGE: Final = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; style-src 'self'; "
    "script-src 'self'; worker-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
_DOCUMENT: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Gate:
    """Stands before an app; `address` is what to open in the browser, once the port is known.

    Every request's Host must name this server, every websocket's Origin too, and all but the first carry the cookie
    that the address with its token sets. Anything else is answered with 403 and a closed socket.
    """

    def __init__(self, app: ASGIApp, *, port: int, token: str | None = None) -> None:
        self._app = app
        self._token = token or secrets.token_urlsafe(24)
        self._cookie = secrets.token_urlsafe(24)
        self._name = f"{COOKIE}-{port}"  # cookies are shared by all ports of a host
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self.address = f"http://127.0.0.1:{port}/?token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or websocket."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        send = _with_headers(scope, send)
        why = self._why_not(scope)
        if why is not None:
            await _refuse(scope, receive, send, *why)
        elif scope["type"] == "http" and scope["path"] == "/" and self._has_token(scope):
            answer = RedirectResponse("/", status_code=303)
            answer.set_cookie(self._name, self._cookie, httponly=True, samesite="strict", path="/")
            await answer(scope, receive, send)
        elif not self._has_cookie(_headers(scope, "cookie")):
            await _refuse(scope, receive, send, 403, "Open the address that stretchcheck printed.")
        else:
            await self._app(scope, receive, send)

    def _why_not(self, scope: Scope) -> tuple[int, str] | None:
        hosts, origins = _headers(scope, "host"), _headers(scope, "origin")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return 403, "Expected this server's own address."
        needs_origin = scope["type"] == "websocket"
        if origins != [f"http://{hosts[0]}"] and (needs_origin or origins):
            return 403, "Expected a request of this server's own page."
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            return 405, "Expected GET."
        return None

    def _has_token(self, scope: Scope) -> bool:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        return any(hmac.compare_digest(each.encode(), self._token.encode()) for each in given)

    def _has_cookie(self, headers: Sequence[str]) -> bool:
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load("; ".join(headers))
        except CookieError:
            return False
        given = jar.get(self._name)
        return given is not None and hmac.compare_digest(given.value.encode(), self._cookie.encode())


def _headers(scope: Scope, wanted: str) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name.decode("latin-1").lower() == wanted]


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await PlainTextResponse(why, status_code=status, headers={"connection": "close"})(scope, receive, send)


def _with_headers(scope: Scope, send: Send) -> Send:
    policy = _DOCUMENT if scope["path"].startswith(("/report/", "/history")) else _PAGE
    extra: Iterable[tuple[bytes, bytes]] = (*_HEADERS, (b"content-security-policy", policy.encode()))

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *extra]
        await send(message)

    return with_headers
