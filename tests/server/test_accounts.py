"""Enrolling, signing in, and staying out."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from app import crypto
from app.domain.permissions import ADMINISTER, Role
from app.errors import UserError
from app.models.org import Branch, User, UserRole
from server import accounts, administration
from tests.server.client import Terminal
from tests.server.conftest import World
from tests.server.wire import PASSWORD, reason


def refused(response: object) -> tuple[int, str]:
    """Status and code of a refusal."""
    return response.status_code, response.json()["error"]["code"]  # type: ignore[attr-defined]


def test_a_code_makes_one_terminal(world: World) -> None:
    code = world.code()
    assert Terminal(world.http, world.clock).enrol(code, "wang").status_code == 200
    assert refused(Terminal(world.http, world.clock).enrol(code, "wang")) == (422, "code_invalid")


@pytest.mark.parametrize("code", ["", "ABCDEFGHJK", "x" * 5000])
def test_a_code_that_was_never_given_is_refused(world: World, code: str) -> None:
    assert refused(Terminal(world.http, world.clock).enrol(code, "wang")) == (422, "code_invalid")


def test_a_code_is_read_in_small_letters_and_with_blanks(world: World) -> None:
    assert Terminal(world.http, world.clock).enrol(f" {world.code().lower()} ", "wang").status_code == 200


def test_an_expired_code_is_refused(world: World) -> None:
    code = world.code()
    world.clock.advance(hours=25)
    try:
        assert refused(Terminal(world.http, world.clock).enrol(code, "wang")) == (422, "code_invalid")
    finally:
        world.clock.advance(hours=-25)


def test_a_terminal_that_lost_the_answer_asks_again_and_gets_it(world: World) -> None:
    terminal, code = Terminal(world.http, world.clock), world.code()
    first, again = (terminal.enrol(code, "wang").json() for _ in range(2))
    same = ("terminal", "branch", "scopes", "incarnation", "user", "server")
    assert {key: first[key] for key in same} == {key: again[key] for key in same}
    terminal.pull()
    assert reason(terminal.do("customer.add", terminal.customer())) == ("applied", "")


def test_another_secret_under_the_same_terminal_is_refused(world: World) -> None:
    terminal, code = Terminal(world.http, world.clock), world.code()
    terminal.enrol(code, "wang")
    terminal.secret = "guessed"
    assert refused(terminal.enrol(code, "wang")) == (401, "terminal_unknown")


def test_terminals_get_numbers_of_their_own(world: World) -> None:
    prefixes = [world.terminal().prefix for _ in range(3)]
    assert len(set(prefixes)) == 3
    assert all(re.fullmatch(r"MAIN\d\d+", prefix) for prefix in prefixes)


def test_ten_wrong_passwords_lock_the_account_for_half_an_hour(world: World) -> None:
    administration.add_user(world.uow(), name="careless", password=PASSWORD, role=Role.SALES, branch="MAIN")
    terminal = world.terminal()
    for _ in range(10):
        assert refused(terminal.sign_in("careless", "wrong")) == (401, "wrong_password")
    assert refused(terminal.sign_in("careless")) == (401, "locked")
    world.clock.advance(minutes=31)
    try:
        assert terminal.sign_in("careless").status_code == 200
    finally:
        world.clock.advance(minutes=-31)


def test_a_good_password_forgets_the_wrong_ones(world: World) -> None:
    administration.add_user(world.uow(), name="clumsy", password=PASSWORD, role=Role.SALES, branch="MAIN")
    terminal = world.terminal()
    for _ in range(2):
        for _ in range(9):
            terminal.sign_in("clumsy", "wrong")
        assert terminal.sign_in("clumsy").status_code == 200


def test_an_unknown_user_and_a_wrong_password_sound_alike(world: World) -> None:
    terminal = world.terminal()
    assert terminal.sign_in("nobody").json() == terminal.sign_in("wang", "wrong").json()


def test_a_disabled_user_is_out_and_what_they_signed_since_is_set_aside(world: World) -> None:
    administration.add_user(world.uow(), name="gone", password=PASSWORD, role=Role.SALES, branch="MAIN")
    terminal = world.terminal()
    op = terminal.op("customer.add", terminal.customer(), user="gone")
    administration.set_disabled(world.uow(), name="gone", disabled=True)
    assert refused(terminal.sign_in("gone")) == (401, "wrong_password")
    assert reason(terminal.push(op)[0]) == ("quarantined", "ticket")


def test_a_user_of_another_branch_does_not_work_here(world: World) -> None:
    assert refused(world.terminal().sign_in("far")) == (401, "no_role")


def test_a_back_office_terminal_is_closed_to_sales_and_stock(world: World) -> None:
    office = world.terminal(user="qian", finance=True)
    assert office.scopes[-1].endswith(":finance")
    assert refused(office.sign_in("wang")) == (401, "back_office")
    assert refused(office.sign_in("liu")) == (401, "back_office")
    assert office.sign_in("sun").status_code == 200


def test_a_ticket_says_who_where_and_until_when(world: World) -> None:
    terminal = world.terminal()
    claims = json.loads(crypto.base64.urlsafe_b64decode(terminal.as_("wang").ticket.split(".")[1] + "=="))
    assert (claims["terminal"], claims["roles"], claims["name"]) == (terminal.id, ["sales"], "wang")
    assert claims["expires_at"].startswith("2026-11-25T09:00")


def test_a_further_user_gets_the_data_key_sealed(world: World) -> None:
    terminal, private = world.terminal(), crypto.new_box_key()
    answer = world.http.post(
        "/oauth/token",
        data={
            "grant_type": "password",
            "client_id": terminal.id,
            "client_secret": terminal.secret,
            "username": "zhao",
            "password": PASSWORD,
            "session_key": crypto.b64(crypto.public_of(bytes(32))),
            "ephemeral": crypto.b64(crypto.box_public_of(private)),
        },
    ).json()
    assert crypto.open_sealed(private, crypto.unb64(answer["data_key"])) == terminal.data_key


_IDENTITY = crypto.b64(bytes([1]) + bytes(31))  # under it anybody signs


@pytest.mark.parametrize(
    ("field", "key"),
    [("session_key", key) for key in (_IDENTITY, "", "AAAA", "键")]
    + [("ephemeral", key) for key in (crypto.b64(bytes(32)), "AAAA", "键")],
)
def test_a_key_that_nobody_can_have_is_refused(world: World, field: str, key: str) -> None:
    terminal = world.terminal()
    asked = {
        "grant_type": "password", "client_id": terminal.id, "client_secret": terminal.secret, "username": "zhao",
        "password": PASSWORD, "session_key": crypto.b64(crypto.public_of(bytes(32))), field: key,
    }  # fmt: skip
    response = world.http.post("/oauth/token", data=asked)
    assert refused(response) == (422, "malformed")
    assert response.json()["error"]["field"] == field


def test_nobody_enrols_with_a_key_under_which_anybody_signs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = world.code()
    with monkeypatch.context() as patch:
        patch.setattr(crypto, "public_of", lambda _: crypto.unb64(_IDENTITY))
        assert refused(Terminal(world.http, world.clock).enrol(code, "wang")) == (422, "malformed")
    assert Terminal(world.http, world.clock).enrol(code, "wang").status_code == 200, "the code is still good"


def test_how_capitals_are_typed_does_not_matter(world: World) -> None:
    administration.add_user(world.uow(), name="Mei.Lin", password=PASSWORD, role=Role.SALES, branch="MAIN")
    terminal = world.terminal()
    for typed in ("Mei.Lin", "mei.lin", " ＭＥＩ.lin "):
        assert terminal.sign_in(typed).json()["user"]["name"] == "Mei.Lin"
    with pytest.raises(UserError, match="There is a user mei"):
        administration.add_user(
            world.uow(), name="mei.LIN", password=PASSWORD, role=Role.SALES, branch="MAIN"
        )


def test_two_who_differ_by_capitals_from_earlier_type_theirs_exactly(world: World) -> None:
    with world.uow().begin(ADMINISTER) as tx:
        here = tx.session.scalars(select(Branch.id).where(Branch.code == "MAIN")).one()
        for name in ("Tom", "tom"):
            user = tx.add(User(name=name, display_name=name))
            tx.session.flush()
            tx.add(UserRole(user_id=user.id, branch_id=here, role="sales"))
            accounts.set_password(tx.session, user, PASSWORD)
    terminal = world.terminal()
    for name in ("Tom", "tom"):
        assert terminal.sign_in(name).json()["user"]["name"] == name
    assert refused(terminal.sign_in("TOM")) == (401, "wrong_password")


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer x.y.z", "Basic abc"])
def test_without_a_token_nothing_is_told(world: World, token: str) -> None:
    for path in ("hello", "push", "pull", "leases"):
        response = world.http.post(f"/sync/v1/{path}", headers={"Authorization": token}, json={})
        assert response.status_code == 401


def test_a_ticket_is_no_access_token(world: World) -> None:
    terminal = world.terminal()
    headers = {"Authorization": f"Bearer {terminal.as_('wang').ticket}"}
    assert world.http.post("/sync/v1/hello", headers=headers).status_code == 401


def test_an_access_token_lasts_a_quarter_of_an_hour(world: World) -> None:
    terminal = world.terminal()
    world.clock.advance(minutes=16)
    try:
        response = world.http.post("/sync/v1/hello", headers=terminal.bearer)
        assert refused(response) == (401, "token_expired")
    finally:
        world.clock.advance(minutes=-16)


def revoked(terminal: Terminal, token: str, **other: str) -> tuple[int, str]:
    """What becomes of giving a token back: status, and the code of a refusal."""
    form = {"token": token, "client_id": terminal.id, "client_secret": terminal.secret, **other}
    answer = terminal.http.post("/oauth/revoke", data=form)
    return (200, "") if answer.status_code == 200 and answer.json() == {} else refused(answer)


def renewed(terminal: Terminal) -> str:
    """A new access token for the terminal, by its own secret."""
    asked = {"client_id": terminal.id, "client_secret": terminal.secret}
    answer = terminal.http.post("/oauth/token", data={"grant_type": "client_credentials", **asked})
    return str(answer.json()["access_token"])


def test_a_token_that_was_given_back_opens_nothing_any_more_and_the_next_one_does(world: World) -> None:
    terminal = world.terminal()
    first, second = terminal.token, renewed(terminal)
    assert revoked(terminal, second) == (200, "")
    for token in (first, second):  # what a terminal was given until then has one number
        headers = {"Authorization": f"Bearer {token}"}
        for path in ("hello", "pull", "leases", "verify/org", "bootstrap/org"):
            answer = terminal.http.post(f"/sync/v1/{path}", headers=headers, json={"cursor": terminal.cursor})
            assert refused(answer) == (401, "token_expired"), path
        assert terminal.http.get("/sync/v1/wait", headers=headers).status_code == 401
    terminal.token = first
    op = terminal.op("customer.add", terminal.customer())
    assert refused(terminal.post([op])) == (401, "token_expired")
    terminal.token = renewed(terminal)
    assert revoked(terminal, first) == (200, "")  # over already, and says nothing of those that came after it
    assert reason(terminal.push(op)[0]) == ("applied", "")


def test_a_token_is_given_back_by_the_terminal_that_it_was_given_to(world: World) -> None:
    terminal, other = world.terminal(), world.terminal()
    assert revoked(other, terminal.token) == (422, "token_of_another")
    assert revoked(terminal, terminal.token, client_secret="guessed") == (401, "terminal_unknown")
    assert revoked(terminal, "x.y.z") == (200, "")
    assert terminal.http.post("/sync/v1/hello", headers=terminal.bearer).status_code == 200


def test_a_ticket_is_not_given_back_since_work_that_was_signed_under_it_may_still_come(world: World) -> None:
    terminal = world.terminal()
    assert revoked(terminal, terminal.as_("wang").ticket) == (422, "unsupported_token_type")
    terminal.pull()
    assert reason(terminal.do("customer.add", terminal.customer())) == ("applied", "")


def test_a_malformed_request_does_not_repeat_the_password(world: World) -> None:
    response = world.http.post("/sync/v1/enrol", json={"password": PASSWORD, "code": 7})
    assert refused(response) == (422, "malformed")
    assert PASSWORD not in response.text
