"""What a hostile or careless caller cannot do."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.clock import FakeClock
from server import administration, schema
from server.context import Server
from server.db import Database
from server.keys import Keys
from server.main import create_app
from server.settings import Settings
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import PASSWORD


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[World]:
    """A server with the limits that it has by default."""
    config, clock = Settings(data=tmp_path), FakeClock()
    database = Database(config)
    schema.upgrade(database.engine)
    Keys.create(tmp_path)
    uow = administration.unit_of_work(database, clock)
    administration.init(uow, admin="admin", password=PASSWORD, branch="MAIN")
    database.engine.dispose()
    app = create_app(config, clock)
    with TestClient(app, raise_server_exceptions=False) as http:
        yield World(http, app.state.server, clock, "")
    app.state.server.database.engine.dispose()


def test_guessing_codes_is_slowed_down(strict: World) -> None:
    statuses = [Terminal(strict.http, strict.clock).enrol("A" * 10, "admin").status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]
    response = Terminal(strict.http, strict.clock).enrol(strict.code(), "admin")
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60


def test_guessing_a_terminals_secret_is_slowed_down(strict: World) -> None:
    terminal = strict.terminal(user="admin")
    form = {"grant_type": "client_credentials", "client_id": terminal.id, "client_secret": "guess"}
    statuses = [strict.http.post("/oauth/token", data=form).status_code for _ in range(21)]
    assert statuses == [401] * 20 + [429]


def test_guessing_recovery_codes_is_slowed_down(strict: World) -> None:
    terminal = strict.terminal(user="admin")
    statuses = [terminal.recover("A" * 10, "admin").status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]


def test_working_is_never_slowed_down(strict: World) -> None:
    terminal = strict.terminal(user="admin")
    form = {"grant_type": "client_credentials", "client_id": terminal.id, "client_secret": terminal.secret}
    assert {strict.http.post("/oauth/token", data=form).status_code for _ in range(60)} == {200}


@pytest.mark.parametrize("path", ["push", "rescue"])
def test_a_full_outbox_is_not_too_large_for_a_program_that_is_too_old(strict: World, path: str) -> None:
    terminal = strict.terminal(user="admin")
    response = strict.http.post(f"/sync/v1/{path}", content=b"x" * (1 << 20), headers=terminal.bearer)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "page_broken"), "it was read"


@pytest.mark.parametrize(("path", "size"), [("pull", 65 << 10), ("push", 5 << 20), ("rescue", 5 << 20)])
def test_a_body_that_is_too_large_is_refused(strict: World, path: str, size: int) -> None:
    terminal = strict.terminal(user="admin")
    response = strict.http.post(f"/sync/v1/{path}", content=b"x" * size, headers=terminal.bearer)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")


def test_a_page_of_packed_zeros_is_not_unpacked(strict: World) -> None:
    terminal = strict.terminal(user="admin")
    bomb = gzip.compress(bytes(64 << 20))
    assert len(bomb) < 4 << 20
    response = strict.http.post("/sync/v1/push", content=bomb, headers=terminal.bearer)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "page_broken")


@pytest.mark.parametrize("given", ["\ud800", "a\x00b"])
def test_a_text_that_no_database_holds_is_the_callers_fault(strict: World, given: str) -> None:
    terminal = strict.terminal(user="admin")
    asked = {
        "/sync/v1/leases": {"want": [given]}, "/sync/v1/pull": {"cursor": given},
        "/sync/v1/password": {
            "terminal": given, "secret": "x", "user": "x", "password": "x", "new_password": "x", "session_key": "x",
        },
    }  # fmt: skip
    for path, body in asked.items():
        headers = {**terminal.bearer, "Content-Type": "application/json"}
        answer = strict.http.post(path, content=json.dumps(body), headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "malformed"), path


def test_a_failure_is_logged_without_what_it_was_about(
    strict: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("李晓明 110101199003078670")

    monkeypatch.setattr(Server, "accounts", fail)
    with caplog.at_level(logging.DEBUG):
        response = Terminal(strict.http, strict.clock).enrol("ABCDEFGHJK", "wang")
    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal")
    assert response.json()["error"]["values"]["incident"] in caplog.text
    assert "RuntimeError" in caplog.text
    for said in ("李晓明", "110101199003078670", PASSWORD, "wang"):
        assert said not in caplog.text
        assert said not in response.text


def test_statements_are_logged_without_their_values(strict: World, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.INFO, logger="sqlalchemy.engine"),
        strict.server.database.reading() as session,
    ):
        administration.branch_of(session, "MAIN")
    assert "SQL parameters hidden" in caplog.text or caplog.text == ""


def test_metrics_name_routes_and_never_paths(strict: World) -> None:
    strict.http.get("/healthz")
    strict.http.get("/somewhere/110101199003078670")
    said = strict.http.get("/metrics").text
    assert 'showroom_request_seconds_count{method="GET",route="/healthz",status="200"}' in said
    assert "110101199003078670" not in said


def test_the_interface_is_documented(strict: World) -> None:
    document = strict.http.get("/openapi.json").json()
    for path in ("/oauth/token", "/sync/v1/push", "/sync/v1/pull", "/sync/v1/leases", "/readyz", "/metrics"):
        (operation,) = document["paths"][path].values()
        assert operation["description"]
    assert strict.http.get("/docs").status_code == 200
