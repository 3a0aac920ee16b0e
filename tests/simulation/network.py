"""The network between terminals and server: calls of the ASGI application in this thread, without sockets.

What a script lets go wrong goes wrong here: requests and replies that are lost, doubled, late, cut short,
answered by a captive portal or by a proxy in front of a server that is down.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

import requests
from anyio import to_thread
from requests.structures import CaseInsensitiveDict
from starlette import concurrency

PORTAL = b"<!DOCTYPE html><title>Welcome to Hotel Wi-Fi</title><form>Room number</form>"
FAULTS = (
    "lose_request", "lose_reply", "double", "late", "cut_reply", "portal", "busy", "fault", "cut_request",
)  # fmt: skip


@dataclass
class Reply:
    """As `requests` gives it."""

    status_code: int
    content: bytes
    headers: Any = field(default_factory=dict)
    request: Request | None = None

    def iter_content(self, size: int) -> Iterator[bytes]:
        """The body in pieces."""
        for start in range(0, len(self.content), size):
            yield self.content[start : start + size]

    def close(self) -> None:
        """Nothing is open."""

    def json(self) -> Any:
        """The body's JSON."""
        return json.loads(self.content)


@dataclass
class Request:
    """One call on its way."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def ask(application: Any, request: Request) -> Reply:
    """Call an ASGI application. Nothing in it waits for anything, so no event loop is needed."""
    headers = [(name.lower().encode(), value.encode()) for name, value in request.headers.items()]
    headers.append((b"content-length", str(len(request.body)).encode()))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method,
        "scheme": "http", "path": request.path, "raw_path": request.path.encode(), "query_string": b"",
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    running = application(scope, receive, send)
    try:
        running.send(None)
    except StopIteration:
        named = CaseInsensitiveDict({k.decode(): v.decode() for k, v in said[0]["headers"]})
        return Reply(said[0]["status"], b"".join(message.get("body", b"") for message in said[1:]), named)
    raise AssertionError("the application waits for something")


async def _inline(function: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
    return function(*given, **named)


async def _inline_anyio(function: Callable[..., Any], /, *given: Any, **_: Any) -> Any:
    return function(*given)


@contextmanager
def without_threads() -> Iterator[None]:
    """Let framework and server call what they would hand to a thread."""
    real = concurrency.run_in_threadpool
    with ExitStack() as stack:
        stack.enter_context(patch.object(to_thread, "run_sync", _inline_anyio))
        for module in list(sys.modules.values()):
            if getattr(module, "run_in_threadpool", None) is real:
                stack.enter_context(patch.object(module, "run_in_threadpool", _inline))
        yield


@dataclass
class Network:
    """All lines of the world. `faults` are those of the present step: the number of a request to what befalls it."""

    server: Callable[[Request], Reply | None] = lambda request: None  # none: it ended while it was asked
    faults: dict[int, str] = field(default_factory=dict)
    down: bool = False  # for whoever asks just now
    sent: int = 0
    late: list[Request] = field(default_factory=list)
    fired: Counter[str] = field(default_factory=Counter)

    def begin(self, faults: dict[int, str], *, down: bool) -> None:
        """A step begins."""
        self.faults, self.down, self.sent = faults, down, 0

    def deliver_late(self) -> None:
        """What was held up arrives now; nobody waits for the answers any more."""
        arrived, self.late = self.late, []
        for request in arrived:
            self.server(request)

    def carry(self, request: Request) -> Reply:
        """Bring a request there and the reply back."""
        if self.down:
            raise requests.ConnectionError("no network")
        fault = self.faults.get(self.sent)
        self.sent += 1
        if fault is not None:
            self.fired[f"network.{fault}"] += 1
        return self._with(fault, request)

    def _with(self, fault: str | None, request: Request) -> Reply:
        if fault == "lose_request":
            raise requests.ConnectionError("lost on the way")
        if fault == "late":
            self.late.append(request)
            raise requests.Timeout("no answer in time")
        if fault == "portal":
            return Reply(200, PORTAL)
        if fault == "busy":
            return Reply(503, b"<html>Service Unavailable</html>")
        if fault == "cut_request":
            request = Request(
                request.method, request.path, request.headers, request.body[: len(request.body) // 2]
            )
        if fault == "double":
            self.server(request)
        reply = self.server(request)
        if reply is None or fault == "lose_reply":
            raise requests.ConnectionError("the connection was reset")
        if fault == "fault":
            return Reply(502, b"<html>Bad Gateway</html>")
        if fault == "cut_reply":
            return replace(reply, content=reply.content[: len(reply.content) // 2])
        return reply


class Line:
    """Stands in for `requests.Session`."""

    network: Network

    def request(
        self, method: str, url: str, *, headers: dict[str, str], json: Any = None, data: Any = None, **_: Any
    ) -> Reply:
        """One call."""
        headers, body = dict(headers), b""
        if json is not None:
            body, headers["Content-Type"] = _json(json), "application/json"
        elif isinstance(data, bytes):
            body = data
        elif data is not None:
            body, headers["Content-Type"] = urlencode(data).encode(), "application/x-www-form-urlencoded"
        asked = Request(method, urlsplit(url).path, headers, body)
        reply = self.network.carry(asked)
        reply.request = asked
        return reply

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def instead_of_sockets(network: Network) -> Iterator[None]:
    """Every transport that is made from now on goes through this network, and past no proxy of this computer."""
    line = type("TheLine", (Line,), {"network": network})
    with (
        patch.object(requests, "Session", line),
        patch.object(requests.utils, "get_environ_proxies", lambda *_: {}),
    ):
        yield


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
