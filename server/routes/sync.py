"""The sync endpoints of terminals. `docs/protocol.md` describes them."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from app.clock import iso
from app.sync import protocol
from server import compaction, pull
from server.context import Bearer, Caller, Server, Serving, greeted, reader_of
from server.leases import LeaseRequest, Leases
from server.observing import OPS, ROWS_PULLED
from server.push import Refused
from server.routes.texts import Text
from server.sittings import Asked, Sittings
from server.versions import UpToDate

PAGE = "application/x-ndjson+gzip"
PAGED: dict[str, Any] = {"content": {PAGE: {"schema": {"type": "string", "format": "binary"}}}}
PUSH_LIMIT = 8 << 20  # unpacked
WAIT_SECONDS = 25.0  # proxies cut what is silent for longer
router = APIRouter(prefix="/sync/v1", tags=["sync"])


class LeaseAsked(BaseModel):
    """Vehicle ids to lease and to give back."""

    want: list[Text] = []
    release: list[Text] = []
    kind: Literal["day", "show", "hold"] = "day"


class PullAsked(BaseModel):
    """How far the terminal is."""

    cursor: Text | None = None
    limit: int = protocol.PAGE_ROWS
    tables: Text | None = None


class HelloSaid(BaseModel):
    """How far the terminal is, so that the log need not be kept for it."""

    cursor: Text | None = None


@router.post("/hello")
def hello(server: Serving, caller: Caller, said: HelloSaid | None = None) -> dict[str, Any]:
    """Epoch, time, scopes and heads: whether there is anything to pull."""
    with server.database.reading() as session:
        known, epoch = greeted(session, caller), pull.epoch(session)
    if said is not None and said.cursor is not None and compaction.is_due(known.passed_at, server.clock):
        compaction.note_passed(
            server.database, server.clock, caller.id, pull.Cursor.parse(said.cursor, epoch)
        )
    return {
        "branch": known.branch,
        "epoch": epoch,
        "protocol": protocol.PROTOCOL,
        "oldest": protocol.oldest_served(),
        "server_time": iso(server.clock.now()),
        "scopes": known.scopes,
        "last_no": known.last_no,
        "limits": {"push_ops": protocol.PUSH_OPS, "page_rows": protocol.PAGE_ROWS},
    }


@router.post("/push", dependencies=[UpToDate], openapi_extra={"requestBody": {**PAGED, "required": True}})
async def push(request: Request, server: Serving, caller: Caller) -> Response:
    """Judge ops, in their order."""
    return await _judged(request, server, caller)


@router.post("/rescue", openapi_extra={"requestBody": {**PAGED, "required": True}})
async def rescue(request: Request, server: Serving, caller: Caller) -> Response:
    """The same for a program that is too old for anything else: what it has not sent is not lost."""
    return await _judged(request, server, caller)


async def _judged(request: Request, server: Server, caller: Bearer) -> Response:
    body = await request.body()
    sittings: Sittings = request.app.state.sittings
    judge = partial(_push, server, sittings, caller, body)
    return await to_thread.run_sync(judge, limiter=sittings.limiter)


@router.post("/pull", dependencies=[UpToDate], response_class=Response, responses={200: PAGED})
def pull_page(server: Serving, asked: PullAsked, caller: Caller) -> Response:
    """What changed since the cursor."""
    with server.database.reading() as session:
        known = reader_of(session, caller)
        limit = max(1, min(asked.limit, protocol.PAGE_ROWS))
        page = pull.page(session, known, asked.cursor, server.clock.now(), limit, told=asked.tables)
    ROWS_PULLED.inc(page.rows)
    return Response(page.data, media_type=PAGE)


@router.get("/wait", dependencies=[UpToDate])
async def wait(
    server: Serving, caller: Caller, cursor: str = "", seconds: Annotated[float, Query(ge=0)] = WAIT_SECONDS
) -> dict[str, Any]:
    """Nothing, until something is committed that a terminal with this cursor has not pulled. Heads only."""
    seqs, heads = await run_in_threadpool(_progress, server, caller, cursor)
    if all(heads[scope] <= seq for scope, seq in seqs.items()):
        heads = await server.wake_ups.wait(seqs, min(seconds, WAIT_SECONDS))
    moved = any(heads[scope] > seq for scope, seq in seqs.items())
    return {"moved": moved, "heads": heads, "server_time": iso(server.clock.now())}


def _progress(server: Server, caller: Bearer, cursor: str) -> tuple[dict[str, int], dict[str, int]]:
    """For each scope of the terminal how far it is, and how far the scope has come."""
    with server.database.reading() as session:
        scopes = reader_of(session, caller).scopes
        seqs = pull.Cursor.parse(cursor, pull.epoch(session)).seqs
        heads = pull.heads_of(session, scopes)
    server.wake_ups.note(heads)
    return {scope: seqs.get(scope, 0) for scope in scopes}, {scope: heads.get(scope, 0) for scope in scopes}


@router.post("/leases", dependencies=[UpToDate])
def leases(server: Serving, asked: LeaseAsked, caller: Caller) -> dict[str, Any]:
    """Lease cars and give them back."""
    request = LeaseRequest(asked.want, asked.release, asked.kind)

    def handle() -> dict[str, Any]:
        with server.database.writing() as session:
            reader_of(session, caller)
            return Leases(session, server.clock, server.settings, caller.id).handle(request)

    return server.database.retrying(handle)


def _push(server: Server, sittings: Sittings, caller: Bearer, body: bytes) -> Response:
    try:
        header, ops = protocol.read_page(body, limit=PUSH_LIMIT, of=protocol.SignedOp)
        incarnation, begins = str(header["incarnation"]), int(header.get("begins", 1))
    except (protocol.PageError, TypeError, KeyError, ValueError) as error:
        return JSONResponse({"error": {"code": "page_broken", "text": str(error)}}, 400)

    try:
        answer = sittings.judge(Asked(caller.id, caller.token_no, ops, incarnation, begins))
    except Refused as refused:
        return JSONResponse({"error": {"code": refused.code, "text": refused.text}}, 409)
    for status, ops_count in Counter(outcome["status"] for outcome in answer["outcomes"]).items():
        OPS.labels(status).inc(ops_count)
    said = msgspec.json.encode(answer | {"server_time": iso(server.clock.now())})
    return Response(said, media_type="application/json")
