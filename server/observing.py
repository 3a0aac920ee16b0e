"""What surrounds every request: a cap on its body, its time in the metrics, and a log without people."""

from __future__ import annotations

import logging
import time
import traceback
from typing import TYPE_CHECKING

from prometheus_client import Counter, Histogram
from starlette.responses import JSONResponse

from app.i18n import N_
from app.ids import new_id

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECONDS = Histogram(
    "showroom_request_seconds",
    "Time to answer a request.",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
OPS = Counter("showroom_ops_total", "Ops that were judged, by outcome.", ("status",))
ROWS_PULLED = Counter("showroom_rows_pulled_total", "Rows that were given to terminals.")

MAX_BODY = 64 << 10
MAX_PUSH = 4 << 20
_WITH_OPS = ("/push", "/rescue")
_CONTENTS = "/sync/v1/blobs/"  # a chunk is as large as a push
_log = logging.getLogger("showroom.server")


class _TooLarge(Exception):
    """More came than is taken."""


class Observed:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, measured and capped."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), [500]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await self._guarded(scope, receive, sending)
        finally:
            # The template of the path, never the path: it may hold a number or an id.
            route = getattr(scope.get("route"), "path", "none")
            SECONDS.labels(scope["method"], route, str(status[0])).observe(time.perf_counter() - started)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        large = scope["path"].endswith(_WITH_OPS) or scope["path"].startswith(_CONTENTS)
        body = _Body(receive, MAX_PUSH if large else MAX_BODY)

        async def sending(message: Message) -> None:
            nonlocal begun
            if not body.too_large:  # else what the framework says of it is not ours
                begun = True
                await send(message)

        try:
            await self._app(scope, body.receive, sending)
        except _TooLarge:
            pass
        except Exception as error:  # the last place to keep what it says about people out of the log
            incident = log_failure(error)
            if begun:
                raise ConnectionAbortedError(incident) from None
            text = N_("The server failed. The incident {incident} is in its log.")
            await _answer("internal", text, 500, incident=incident)(scope, receive, send)
        if body.too_large and not begun:
            await _answer("too_large", N_("The request is too large."), 413)(scope, receive, send)


class _Body:
    """A request's body, of which no more is taken than the cap."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left, self.too_large = receive, most, False

    async def receive(self) -> Message:
        """The next piece."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.too_large = True
            raise _TooLarge
        return message


def _answer(code: str, text: str, status: int, **values: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "text": text, "values": values, "field": None}}, status)


def log_failure(error: BaseException) -> str:
    """Log where something failed and of what kind it was; never its text, which may hold a customer's row."""
    incident = new_id()
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    _log.error("incident %s: %s at %s", incident, type(error).__name__, " < ".join(reversed(places[-8:])))
    return incident
