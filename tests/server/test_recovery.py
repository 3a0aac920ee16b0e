"""A terminal that cannot prove itself any more gets its key back for an administrator's code, and for nothing less."""

from __future__ import annotations

import pytest

from app.domain.permissions import Role
from app.errors import UserError
from app.models.org import Terminal as Row
from app.vault.tickets import claims
from server import administration, overview, recovery
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.test_accounts import refused
from tests.server.wire import PASSWORD, reason


def code_for(world: World, terminal: Terminal, *, hours: int = 4) -> str:
    """What the administrator makes."""
    with world.server.database.writing() as session:
        return recovery.new_code(session, world.clock, session.get_one(Row, terminal.id), hours=hours)[0]


def events(world: World, terminal: Terminal) -> list[tuple[str, str | None]]:
    """The trail of a terminal's keys."""
    with world.server.database.reading() as session:
        return [(e["kind"], e["user"]) for e in overview.key_events(session, terminal.id)]


def test_a_code_gives_the_data_key_back_and_the_terminal_goes_on_where_it_was(
    world: World, counter: Terminal
) -> None:
    assert reason(counter.do("customer.add", counter.customer())) == ("applied", "")
    key, counter.data_key, counter.secret = counter.data_key, b"", "a new secret"
    code = code_for(world, counter)
    typed = f" {code[:5].lower()}-{code[5:]}"  # as people type it
    assert counter.recover(typed).status_code == 200
    assert counter.data_key == key
    assert counter.sign_in("zhao").status_code == 200
    assert reason(counter.do("customer.add", counter.customer())) == ("applied", "")
    assert events(world, counter) == [("code", None), ("recovered", "wang")]
    counter.pull()
    assert len(counter.all("key_event", terminal_id=counter.id)) == 2


def test_the_old_secret_is_good_no_more(world: World, counter: Terminal) -> None:
    old, counter.secret = counter.secret, "a new secret"
    counter.recover(code_for(world, counter))
    counter.secret = old
    assert refused(counter.sign_in("wang")) == (401, "terminal_unknown")


def test_a_code_is_good_once_and_for_one_terminal_and_for_a_while(world: World, counter: Terminal) -> None:
    code = code_for(world, counter)
    assert refused(world.terminal().recover(code)) == (422, "code_invalid")
    world.clock.advance(hours=5)
    try:
        assert refused(counter.recover(code)) == (422, "code_invalid")
    finally:
        world.clock.advance(hours=-5)
    assert counter.recover(code).status_code == 200
    assert refused(counter.recover(code, secret="another")) == (422, "code_invalid")
    assert counter.recover(code).status_code == 200  # the answer was lost: the same secret asks again


def test_a_new_code_takes_the_place_of_the_one_before(world: World, counter: Terminal) -> None:
    first, second = code_for(world, counter), code_for(world, counter)
    assert refused(counter.recover(first)) == (422, "code_invalid")
    assert counter.recover(second).status_code == 200


def test_the_code_alone_is_not_enough(world: World, counter: Terminal) -> None:
    administration.add_user(world.uow(), name="hasty", password=PASSWORD, role=Role.SALES, branch="MAIN")
    code = code_for(world, counter)
    for _ in range(10):
        assert refused(counter.recover(code, "hasty", "wrong")) == (401, "wrong_password")
    assert refused(counter.recover(code, "hasty")) == (401, "locked")
    assert refused(counter.recover(code, "far")) == (401, "no_role")
    assert events(world, counter) == [("code", None)]


def test_a_revoked_terminal_gets_nothing_back(world: World, counter: Terminal) -> None:
    code = code_for(world, counter)
    administration.revoke_terminal(world.server.database, world.clock, counter.id)
    assert refused(counter.recover(code)) == (401, "terminal_revoked")
    with pytest.raises(UserError) as caught:
        code_for(world, counter)
    assert caught.value.code == "terminal_revoked"


def test_a_key_given_to_a_further_user_is_on_record(world: World, counter: Terminal) -> None:
    counter.sign_in("zhao")  # a ticket alone
    assert events(world, counter) == []
    assert counter.sign_in("sun", ephemeral=True).status_code == 200
    assert events(world, counter) == [("given", "sun")]


def test_a_password_is_changed_for_the_old_one_and_its_ticket_says_so(
    world: World, counter: Terminal
) -> None:
    administration.add_user(world.uow(), name="anna", password=PASSWORD, role=Role.SALES, branch="MAIN")
    first = claims(counter.as_("anna").ticket)["password_no"]
    assert refused(counter.change_password("anna", "wrong", "orchard-Kettle-0815")) == (401, "wrong_password")
    assert refused(counter.change_password("anna", PASSWORD, "Anna2026!")) == (422, "password_common")
    assert counter.change_password("anna", PASSWORD, "orchard-Kettle-0815").status_code == 200
    assert claims(counter.people["anna"].ticket)["password_no"] == first + 1
    assert refused(counter.sign_in("anna")) == (401, "wrong_password")
    assert counter.sign_in("anna", "orchard-Kettle-0815").status_code == 200
    assert events(world, counter) == [("password", "anna")]
    counter.pull()
    assert [row["password_no"] for row in counter.all("user", name="anna")] == [first + 1]
    assert reason(counter.do("customer.add", counter.customer(), user="anna")) == ("applied", "")


def test_who_is_not_the_terminal_changes_no_password(world: World, counter: Terminal) -> None:
    counter.secret = "guessed"
    assert refused(counter.change_password("wang", PASSWORD, "orchard-Kettle-0815")) == (
        401,
        "terminal_unknown",
    )
    administration.revoke_terminal(world.server.database, world.clock, counter.id)
    assert refused(counter.change_password("wang", PASSWORD, "orchard-Kettle-0815"))[0] == 401


def test_a_terminal_notes_only_what_it_did_itself(world: World, counter: Terminal) -> None:
    wang = counter.as_("wang").user_id
    said = {"branch_id": counter.branch_id, "at": "2026-11-22T09:00:00.000000Z"}
    honest = {**said, "terminal_id": counter.id, "user_id": wang, "kind": "opened"}
    assert reason(counter.do("keys.open", counter.new("key_event", **honest))) == ("applied", "")
    for lie in ({"kind": "recovered"}, {"terminal_id": world.terminal().id}, {"user_id": None}):
        outcome = reason(counter.do("keys.open", counter.new("key_event", **(honest | lie))))
        assert outcome[0] == "quarantined", lie
