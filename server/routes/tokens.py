"""Who one is: OAuth2 tokens, sign-in, enrolment."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import BaseModel

from app.clock import iso
from app.errors import UserError
from app.i18n import N_
from app.models.org import Terminal, User
from app.services.unit_of_work import track
from app.sync import protocol
from server import accounts, key_trail, recovery
from server.accounts import Show, SignIn
from server.context import Origin, Serving
from server.routes.texts import Text

router = APIRouter(tags=["sign-in"])


class EnrolRequest(BaseModel):
    """A new terminal: its id and secret, its data key sealed to the recovery key, and who stands there."""

    code: Text
    name: Text
    terminal: Text
    secret: Text
    data_key: Text
    user: Text
    password: Text
    session_key: Text


class PasswordRequest(BaseModel):
    """A person at a terminal who wants another password."""

    terminal: Text
    secret: Text
    user: Text
    password: Text
    new_password: Text
    session_key: Text


class RecoverRequest(BaseModel):
    """A terminal whose keychain is lost: a one-time code, its new secret, who stands there, and where to seal to."""

    code: Text
    terminal: Text
    secret: Text
    user: Text
    password: Text
    session_key: Text
    ephemeral: Text


class TokenForm(BaseModel):
    """OAuth2 parameters; `session_key` and `ephemeral` are ours."""

    grant_type: Text
    client_id: Text
    client_secret: Text
    username: Text = ""
    password: Text = ""
    session_key: Text = ""
    ephemeral: Text | None = None
    show_days: int = 0
    approver: Text = ""
    approver_password: Text = ""


class RevokeForm(BaseModel):
    """RFC 7009: a token, by the client that it was given to. What kind it is it says itself."""

    token: Text
    client_id: Text
    client_secret: Text
    token_type_hint: Text = ""


@router.post("/oauth/token")
def token(server: Serving, origin: Origin, asked: Annotated[TokenForm, Form()]) -> dict[str, Any]:
    """OAuth2: `client_credentials` for a terminal, `password` for a user at a terminal (adds a ticket)."""
    if asked.grant_type not in ("client_credentials", "password"):
        raise UserError("grant_type", N_("There is no such way to sign in."), field="grant_type")
    extra: dict[str, Any] = {}
    with server.attempts.counted("token", origin, asked.client_id):
        with server.database.reading() as session:
            server.accounts(session).terminal(asked.client_id, asked.client_secret)
        if asked.grant_type == "password":
            user_id = server.passwords.verified(asked.username, asked.password)
            show = None
            if asked.show_days:
                show = Show(
                    asked.show_days,
                    server.passwords.verified(
                        asked.approver, asked.approver_password, field="approver_password"
                    ),
                )
            person = SignIn(asked.username, asked.password, asked.session_key, asked.ephemeral, show)
            with server.database.writing() as session:
                extra = server.accounts(session).sign_in(asked.client_id, user_id, person)
                if asked.ephemeral:
                    where = session.get_one(Terminal, asked.client_id)
                    key_trail.note(session, server.clock, where, "given", user_id)
    return server.access_token(asked.client_id) | extra


@router.post("/oauth/revoke")
def revoke(server: Serving, origin: Origin, asked: Annotated[RevokeForm, Form()]) -> dict[str, Any]:
    """OAuth2 (RFC 7009): end an access token of a terminal before its time. One that is over already is no error."""
    with (
        server.attempts.counted("token", origin, asked.client_id),
        server.database.reading() as session,
    ):
        server.accounts(session).terminal(asked.client_id, asked.client_secret)
    with server.database.writing() as session:
        server.accounts(session).revoke(asked.client_id, asked.token)
    return {}


@router.get("/sync/v1/server")
def about(server: Serving) -> dict[str, Any]:
    """What anyone may know: protocol, public keys, time."""
    return {
        "protocol": protocol.PROTOCOL,
        "keys": server.keys.public(),
        "server_time": iso(server.clock.now()),
    }


@router.post("/sync/v1/enrol")
def enrol(server: Serving, origin: Origin, asked: EnrolRequest) -> dict[str, Any]:
    """Make a terminal of a one-time code."""
    person = SignIn(asked.user, asked.password, asked.session_key)
    with server.attempts.counted("enrol", origin):
        with server.database.reading() as session:
            server.accounts(session).code(asked.code, asked.terminal)
        user_id = server.passwords.verified(asked.user, asked.password)
        with server.database.writing() as session:
            answer = server.accounts(session).enrol(asked.model_dump(), user_id, person)
    return answer | server.access_token(asked.terminal)


@router.post("/sync/v1/recover")
def recover(server: Serving, origin: Origin, asked: RecoverRequest) -> dict[str, Any]:
    """Give a terminal whose keychain is lost its data key back, for an administrator's one-time code."""
    person = SignIn(asked.user, asked.password, asked.session_key, asked.ephemeral)
    with server.attempts.counted("recover", origin, asked.terminal):
        with server.database.reading() as session:
            recovery.checked(session, server.clock, asked.code, asked.terminal, asked.secret)
        user_id = server.passwords.verified(asked.user, asked.password)
        with server.database.writing() as session:
            door = server.accounts(session)
            answer = recovery.recover(session, server.clock, door, asked.model_dump(), user_id, person)
    return answer | server.access_token(asked.terminal)


@router.post("/sync/v1/password")
def change_password(server: Serving, origin: Origin, asked: PasswordRequest) -> dict[str, Any]:
    """Give a person a new password, for the old one. The ticket in the answer is of the new one."""
    person = SignIn(asked.user, asked.new_password, asked.session_key)
    with server.attempts.counted("token", origin, asked.terminal):
        with server.database.reading() as session:
            server.accounts(session).terminal(asked.terminal, asked.secret)
        user_id = server.passwords.verified(asked.user, asked.password)
    hashed = accounts.Hashed(accounts.hash_password(asked.new_password, asked.user))
    with server.database.writing() as session:
        track(session)
        accounts.set_password(session, session.get_one(User, user_id), hashed)
        answer = server.accounts(session).sign_in(asked.terminal, user_id, person)
        key_trail.note(session, server.clock, session.get_one(Terminal, asked.terminal), "password", user_id)
    return answer | server.access_token(asked.terminal)
