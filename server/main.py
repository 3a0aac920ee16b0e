"""The ASGI application: OAuth tokens, the sync endpoints, health."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Form, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import __version__
from app.clock import SystemClock, from_iso, iso
from app.errors import SignInFailed, UserError
from app.sync import protocol
from server import pull, settings, tickets
from server.accounts import Accounts, SignIn, access_token
from server.db import Database
from server.keys import Keys
from server.leases import LeaseRequest, Leases
from server.models import TerminalSecret
from server.push import Push, Refused

PAGE = "application/x-ndjson+gzip"


class EnrolRequest(BaseModel):
    """A new terminal: its own id and secret, its data key sealed to the recovery key, and who stands there."""

    code: str
    name: str
    terminal: str
    secret: str
    data_key: str
    user: str
    password: str
    session_key: str


class LeaseAsked(BaseModel):
    """Vehicle ids to lease and to give back."""

    want: list[str] = []
    release: list[str] = []
    kind: str = "day"


class PullAsked(BaseModel):
    """How far the terminal is."""

    cursor: str | None = None
    limit: int = protocol.PAGE_ROWS


class Server:
    """What the endpoints share."""

    def __init__(self, config: settings.Settings) -> None:
        self.settings, self.clock = config, SystemClock()
        self.database, self.keys = Database(config), Keys.load(config.data)

    def accounts(self, session: Session) -> Accounts:
        """Enrolment and sign-in in a session."""
        return Accounts(session, self.keys, self.clock, self.settings)

    def terminal_of(self, authorization: str) -> str:
        """The terminal that an access token names."""
        claims = tickets.claims_of(self.keys, authorization.removeprefix("Bearer ").strip(), "access")
        if claims is None or from_iso(claims["expires_at"]) < self.clock.now():
            raise HTTPException(401, {"code": "token_expired"}, {"WWW-Authenticate": "Bearer"})
        return str(claims["terminal"])


def create_app(config: settings.Settings) -> FastAPI:
    """The application over one configuration."""
    app = FastAPI(title="Showroom", version=__version__)
    server = Server(config)
    app.state.server = server
    app.add_exception_handler(UserError, _refused)
    _add_tokens(app, server)
    _add_sync(app, server)
    _add_health(app, server)
    return app


def app_from_environment() -> FastAPI:
    """For a process manager: `uvicorn --factory server.main:app_from_environment`."""
    import os

    return create_app(settings.load(Path(os.environ["SHOWROOM_SERVER_DATA"])))


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, UserError)
    status = 401 if isinstance(error, SignInFailed) else 422
    values = {name: str(value) for name, value in error.values.items()}
    body = {"code": error.code, "text": error.text, "values": values, "field": error.field}
    return JSONResponse({"error": body}, status)


def _add_tokens(app: FastAPI, server: Server) -> None:
    @app.post("/oauth/token")
    def token(
        grant_type: Annotated[str, Form()],
        client_id: Annotated[str, Form()],
        client_secret: Annotated[str, Form()],
        username: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        session_key: Annotated[str, Form()] = "",
        ephemeral: Annotated[str | None, Form()] = None,
    ) -> dict[str, Any]:
        """OAuth2: `client_credentials` for a terminal, `password` for a user at a terminal (adds a ticket)."""
        with server.database.writing() as session:
            accounts = server.accounts(session)
            if grant_type == "client_credentials":
                accounts.terminal(client_id, client_secret)
                extra: dict[str, Any] = {}
            elif grant_type == "password":
                extra = accounts.sign_in(client_id, client_secret, SignIn(username, password, session_key, ephemeral))
            else:
                raise HTTPException(400, {"error": "unsupported_grant_type"})
        return access_token(server.keys, server.clock, client_id, server.settings.access_minutes) | extra

    @app.get("/sync/v1/server")
    def about() -> dict[str, Any]:
        """What anyone may know: protocol, public keys, time."""
        return {"protocol": protocol.PROTOCOL, "keys": server.keys.public(), "server_time": iso(server.clock.now())}

    @app.post("/sync/v1/enrol")
    def enrol(asked: EnrolRequest) -> dict[str, Any]:
        """Make a terminal of a one-time code."""
        with server.database.writing() as session:
            answer = server.accounts(session).enrol(
                asked.model_dump(), SignIn(asked.user, asked.password, asked.session_key)
            )
        minutes = server.settings.access_minutes
        return answer | access_token(server.keys, server.clock, asked.terminal, minutes)


def _add_sync(app: FastAPI, server: Server) -> None:
    def terminal(authorization: Annotated[str, Header()] = "") -> str:
        return server.terminal_of(authorization)

    Caller = Annotated[str, Depends(terminal)]  # noqa: N806 - a type

    @app.post("/sync/v1/hello")
    def hello(caller: Caller) -> dict[str, Any]:
        """Epoch, time, scopes and heads: whether there is anything to pull."""
        with server.database.reading() as session:
            known = session.get_one(TerminalSecret, caller)
            return {
                "epoch": pull.epoch(session),
                "server_time": iso(server.clock.now()),
                "scopes": known.scopes,
                "last_no": known.last_no,
                "limits": {"push_ops": protocol.PUSH_OPS, "page_rows": protocol.PAGE_ROWS},
            }

    @app.post("/sync/v1/push")
    async def push(request: Request, caller: Caller) -> JSONResponse:
        """Judge ops, in their order."""
        from starlette.concurrency import run_in_threadpool

        body = await request.body()
        return await run_in_threadpool(_push, server, caller, body)

    @app.post("/sync/v1/pull")
    def pull_page(asked: PullAsked, caller: Caller) -> Response:
        """What changed since the cursor."""
        with server.database.reading() as session:
            known = session.get_one(TerminalSecret, caller)
            data = pull.page(session, known, asked.cursor, max(1, min(asked.limit, protocol.PAGE_ROWS)))
        return Response(data, media_type=PAGE)

    @app.post("/sync/v1/leases")
    def leases(asked: LeaseAsked, caller: Caller) -> dict[str, Any]:
        """Lease cars and give them back."""
        with server.database.writing() as session:
            request = LeaseRequest(asked.want, asked.release, asked.kind)
            return Leases(session, server.clock, server.settings, caller).handle(request)


def _push(server: Server, caller: str, body: bytes) -> JSONResponse:
    try:
        header, lines = protocol.read_page(body, limit=8 << 20)
        ops = [protocol.SignedOp(**line) for line in lines]
        incarnation = str(header["incarnation"])
    except (protocol.PageError, TypeError, KeyError) as error:
        return JSONResponse({"error": {"code": "page_broken", "text": str(error)}}, 400)
    try:
        with server.database.writing() as session:
            secret = session.get_one(TerminalSecret, caller, with_for_update=True)
            outcomes, token = Push(session, server.keys, server.clock, secret).run(ops, incarnation)
            answer = {"outcomes": [o.wire() for o in outcomes], "incarnation": token, "last_no": secret.last_no}
    except Refused as refused:
        return JSONResponse({"error": {"code": refused.code, "text": refused.text}}, 409)
    return JSONResponse(answer | {"server_time": iso(server.clock.now())})


def _add_health(app: FastAPI, server: Server) -> None:
    @app.get("/healthz")
    def alive() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    def ready() -> dict[str, str]:
        """The database answers, and its tables are there."""
        with server.database.reading() as session:
            session.execute(text("SELECT 1 FROM scope_head LIMIT 1"))
        return {"status": "ready"}

    @app.get("/metrics")
    def metrics() -> Response:
        """Prometheus metrics."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


