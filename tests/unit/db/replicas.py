"""A small replica, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app import db
from app.errors import UserError

KEY = bytes(range(32))
OTHER = bytes(32)
CANARY = "王伟-13800138000-110101199003070038"


def insert(engine: Engine, name: str) -> None:
    with db.write_session(engine) as session, session.begin():
        session.execute(text("INSERT INTO customer (name) VALUES (:name)"), {"name": name})


def names(engine: Engine) -> list[str]:
    with db.read_session(engine) as session:
        return list(session.scalars(text("SELECT name FROM customer ORDER BY id")))


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        call()
    return caught.value.code


def fill(engine: Engine, rows: int) -> None:
    with db.write_session(engine) as session, session.begin():
        for n in range(rows):
            session.execute(text("INSERT INTO customer (name) VALUES (:n)"), {"n": f"{n}" * 300})


def spoil(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))
