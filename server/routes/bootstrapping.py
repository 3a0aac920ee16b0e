"""The endpoint by which a terminal begins: a scope as a stream."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, BinaryIO

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from app.errors import PermissionDenied
from app.i18n import N_
from server.context import Caller, Serving, reader_of
from server.routes.sync import PAGE, PAGED
from server.streams import Stream, Streams

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

RETRY_SECONDS = 3
_CHUNK = 256 << 10
router = APIRouter(prefix="/sync/v1", tags=["sync"])


class Beginning(BaseModel):
    """Nothing, or the rest of a stream that broke off."""

    stream: str = ""
    offset: int = Field(default=0, ge=0)


@router.post(
    "/bootstrap/{scope}", response_class=Response, responses={200: PAGED, 206: PAGED, 503: {"model": None}}
)
def bootstrap(server: Serving, scope: str, asked: Beginning, caller: Caller) -> Response:
    """All rows of a scope, and the cursor from which a pull goes on."""
    with server.database.reading() as session:
        if scope not in reader_of(session, caller).scopes:
            raise PermissionDenied("scope", N_("This terminal does not hold {scope}."), scope=scope)
    if not server.streams.take_slot():
        busy = {"code": "busy", "text": N_("Many terminals begin just now. Try again in a moment.")}
        return JSONResponse({"error": busy}, 503, {"Retry-After": str(RETRY_SECONDS)})
    try:
        stream, file = server.streams.opened(scope, asked.stream)
        return _Sending(server.streams, stream, file, asked.offset if stream.name == asked.stream else 0)
    except BaseException:
        server.streams.give_slot()
        raise


class _Sending(Response):
    """A stream from an offset on. Its slot is free again when it was sent, or when nobody listens any more."""

    def __init__(self, streams: Streams, stream: Stream, file: BinaryIO, offset: int) -> None:
        self._streams, self._file = streams, file
        size = os.fstat(self._file.fileno()).st_size
        self._offset = min(offset, size)
        headers: dict[str, Any] = {"ETag": f'"{stream.name}"', "Content-Length": str(size - self._offset)}
        if self._offset:
            headers["Content-Range"] = f"bytes {self._offset}-{size - 1}/{size}"
        super().__init__(None, 206 if self._offset else 200, headers, PAGE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it in pieces."""
        del scope, receive
        try:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            at = self._offset
            while piece := await run_in_threadpool(self._piece, at):
                at += len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._file.close()
            self._streams.give_slot()

    def _piece(self, at: int) -> bytes:
        self._file.seek(at)
        return self._file.read(_CHUNK)
