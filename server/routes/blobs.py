"""The endpoints for contents of pictures and papers: how far an upload is, its next chunk, and a download."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from app.i18n import N_
from server.blobs import BlobRefused
from server.context import Bearer, Caller, Server, Serving, reader_of
from server.versions import UpToDate

OCTETS = "application/octet-stream"
_BODY: dict[str, Any] = {"content": {OCTETS: {"schema": {"type": "string", "format": "binary"}}}}
router = APIRouter(prefix="/sync/v1/blobs", tags=["sync"], dependencies=[UpToDate])
Hash = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


def _size(server: Server, caller: Bearer, scope: str, sha256: str) -> int:
    """The content's size. One answer for what is not there and for what is another's: nobody learns which."""
    with server.database.reading() as session:
        holds = scope in reader_of(session, caller).scopes
    size = server.blobs.size(scope, sha256) if holds else None
    if size is None:
        raise _unknown()
    return size


def _unknown() -> BlobRefused:
    return BlobRefused("blob_unknown", N_("The server has no such picture or paper for this terminal."))


@router.head("/{scope}/{sha256}")
def offset(server: Serving, scope: str, sha256: Hash, caller: Caller) -> Response:
    """How far the upload is."""
    size = _size(server, caller, scope, sha256)
    here = server.blobs.offset(scope, sha256, size)
    return Response(
        None, 200, {"Upload-Offset": str(here), "Upload-Length": str(size), "Cache-Control": "no-store"}
    )


@router.patch(
    "/{scope}/{sha256}", status_code=204, openapi_extra={"requestBody": {**_BODY, "required": True}}
)
async def take(
    request: Request, server: Serving, scope: str, sha256: Hash, caller: Caller,
    upload_offset: Annotated[int, Header(ge=0)],
) -> Response:  # fmt: skip
    """The next chunk of an upload."""
    size = await run_in_threadpool(_size, server, caller, scope, sha256)
    chunk = await request.body()  # capped like a push
    here = await run_in_threadpool(server.blobs.take, scope, sha256, upload_offset, chunk, size)
    return Response(None, 204, {"Upload-Offset": str(here)})


@router.get("/{scope}/{sha256}", response_class=FileResponse)
def content(server: Serving, scope: str, sha256: Hash, caller: Caller) -> FileResponse:
    """The content, or the range of it that was asked for."""
    _size(server, caller, scope, sha256)
    file = server.blobs.file(scope, sha256)
    if file is None:
        raise _unknown()
    return FileResponse(file, media_type=OCTETS, headers={"ETag": f'"{sha256}"'})
