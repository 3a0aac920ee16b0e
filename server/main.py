"""The ASGI application over one configuration."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from app import __version__
from app.clock import Clock
from app.errors import SignInFailed, UserError
from server import settings
from server.context import Server
from server.limiting import TooManyAttempts
from server.observing import Observed
from server.routes import blobs, bootstrapping, checking, health, identities, sync, tokens
from server.sittings import Sittings
from server.versions import OutOfDate

_STATUS: tuple[tuple[type[UserError], int], ...] = (
    (OutOfDate, 426),
    (SignInFailed, 401),
    (TooManyAttempts, 429),
)


GARBAGE = 20_000  # objects that are made before it is looked for: some megabytes


def create_app(config: settings.Settings, clock: Clock | None = None) -> FastAPI:
    """The application over one configuration."""
    app = FastAPI(title="Showroom", version=__version__)
    server = app.state.server = Server(config, clock)
    app.state.sittings = Sittings(server.database, server.keys, server.clock)
    app.add_exception_handler(UserError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_middleware(Observed)
    for routes in (tokens, identities, sync, bootstrapping, blobs, checking, health):
        app.include_router(routes.router)
    return app


def app_from_environment() -> FastAPI:
    """For a process manager: `uvicorn --factory server.main:app_from_environment`."""
    app = create_app(settings.load(Path(os.environ["SHOWROOM_SERVER_DATA"])))
    gc.collect()
    gc.freeze()  # what is there now stays: looking through it for garbage is a twelfth of what a push costs
    gc.set_threshold(GARBAGE)  # looking for garbage every 700 objects takes another twentieth of a long push
    return app


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, UserError)  # noqa: S101 - Starlette's signature is wider than what it calls us with
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 422)
    values = {name: str(value) for name, value in error.values.items()}
    body = {"code": error.code, "text": error.text, "values": values, "field": error.field}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(error.seconds)
    return JSONResponse({"error": body}, status, headers)


def _malformed(_: Request, error: Exception) -> JSONResponse:
    """What is missing or wrong, without the values: FastAPI's own answer would repeat a password."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    field = ".".join(str(part) for part in error.errors()[0]["loc"][1:])
    body = {"code": "malformed", "text": "The request is not as described.", "values": {}, "field": field}
    return JSONResponse({"error": body}, 422)
