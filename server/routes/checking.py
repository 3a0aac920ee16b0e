"""The endpoint by which a terminal finds the rows that differ."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel

from server import verify
from server.context import Caller, Serving, reader_of
from server.routes.sync import PAGE, PAGED
from server.routes.texts import Text

router = APIRouter(prefix="/sync/v1", tags=["sync"])


class Verifying(BaseModel):
    """Without a table: all tables. With one: its buckets; their rows' hashes; the rows themselves."""

    cursor: Text
    table: Text | None = None
    buckets: list[Text] = []
    ids: list[Text] = []


@router.post("/verify/{scope}", response_class=Response, responses={200: PAGED})
def verify_scope(server: Serving, scope: str, asked: Verifying, caller: Caller) -> Response:
    """Counts and digests at the cursor's heads, down to the rows."""
    with server.database.reading() as session:
        held = reader_of(session, caller).scopes
        question = verify.Question(scope, asked.cursor, asked.table, asked.buckets, asked.ids)
        return Response(verify.answer(session, held, question), media_type=PAGE)
