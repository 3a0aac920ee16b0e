"""A row by its id: read once, with a statement that is made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, event, update
from sqlalchemy.exc import NoResultFound

from app.models.base import Local
from app.models.local import OpRow, State
from app.models.sessions import Session


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Local.metadata.create_all(engine, [State.__table__, OpRow.__table__])  # type: ignore[list-item]
    with Session(engine) as session:
        session.add(State(name="cursor", value="1"))
        session.add(OpRow(table_name="deal", row_id="d", no=3))
        session.commit()
        yield session
    engine.dispose()


def asked(session: Session) -> list[str]:
    """The statements that run from now on."""
    ran: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda c, cursor, sql, *more: ran.append(sql))
    return ran


def test_a_row_is_read_once_and_is_the_same_object(session: Session) -> None:
    ran = asked(session)
    first = session.get_one(State, "cursor")
    assert session.get(State, "cursor") is first
    assert len(ran) == 1


def test_a_row_that_is_out_of_date_is_read_again(session: Session) -> None:
    kept = session.get_one(State, "cursor")
    session.connection().execute(update(State.__table__).values(value="2"))  # type: ignore[arg-type]
    assert session.get_one(State, "cursor").value == "1"
    session.expire(kept)
    assert session.get_one(State, "cursor").value == "2"


def test_what_waits_to_be_written_is_found(session: Session) -> None:
    waiting = State(name="token", value="x")
    session.add(waiting)
    assert session.get(State, "token") is waiting


def test_no_row_is_none_or_an_error(session: Session) -> None:
    assert session.get(State, "nothing") is None
    with pytest.raises(NoResultFound):
        session.get_one(State, "nothing")


def test_a_key_of_several_columns_is_looked_up_too(session: Session) -> None:
    assert session.get_one(OpRow, ("d", "deal", 3)).no == 3
