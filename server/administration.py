"""What an administrator does at the server: the shop itself, branches, users, terminals, API keys."""

from __future__ import annotations

import json
import re
import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.domain import loan_plan, numbering, pricing, template_version, user_names
from app.domain.permissions import ADMINISTER, Role
from app.domain.template_version import TemplateState
from app.errors import UserError
from app.i18n import N_
from app.ids import new_id
from app.models.base import canonical_json
from app.models.org import Branch, ContractTemplate, Setting, Terminal, User, UserRole
from app.paths import resource
from app.services.unit_of_work import Actor, Transaction, UnitOfWork, track
from server import accounts, leases, terminals
from server.feed import FeedRecorder
from server.models import ApiKey, ServerState, TerminalSecret, Ticket

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.db import Database

SYSTEM = Actor("", "system", frozenset({Role.ADMIN}), "")
_NAME = re.compile(r"[\w.@+-]{1,60}")


def unit_of_work(database: Database, clock: Clock, actor: Actor = SYSTEM) -> UnitOfWork:
    """The door for the server's own writes."""
    return UnitOfWork(database.session, FeedRecorder(clock), actor, clock)


def new_epoch() -> str:
    """A fresh epoch. Terminals with another one start from the beginning."""
    return secrets.token_hex(8)


def begin_epoch(session: Session) -> None:
    """This server's history is another one than terminals know: they begin anew, and only chains vouch for them."""
    session.merge(ServerState(name="epoch", value=new_epoch()))
    terminals.note_restore(session)
    for secret in session.scalars(select(TerminalSecret)):
        secret.incarnation = secret.previous_incarnation = ""


def init(uow: UnitOfWork, *, admin: str, password: str, branch: str) -> None:
    """A new dealership: its epoch, a first branch, an administrator, templates and settings."""
    with uow.begin(ADMINISTER) as transaction:
        session = transaction.session
        if session.get(ServerState, "epoch") is not None:
            raise UserError("initialised", N_("This server was set up before."))
        session.add(ServerState(name="epoch", value=new_epoch()))
        session.add(ServerState(name="server_id", value=new_id()))
        first = _add_branch(transaction, branch, branch)
        _add_user(transaction, admin, password, display=admin, role=Role.ADMIN, branch=first)
        for role, basis_points in pricing.ROLE_LIMITS.items():
            transaction.add(Setting(name=f"floor.{role}", value=basis_points))
        transaction.add(
            Setting(name=loan_plan.SETTING, value=[])
        )  # one row, whichever desk says the first terms
        transaction.add(_template())


def _template() -> ContractTemplate:
    """The newest text of the contract that comes with the program; receipts and the like are part of the program."""
    versions: dict[str, dict[str, Any]] = {}
    for file in resource("templates").glob("contract-*.json"):
        data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        versions.setdefault(data["version"], {})[data["language"]] = data
    revision = max(versions, key=template_version.age)
    spoken = versions[revision]
    return ContractTemplate(
        name=template_version.CONTRACT, revision=revision, state=TemplateState.PUBLISHED,
        valid_from=date.fromisoformat(spoken["zh_CN"]["valid_from"]),
        body=canonical_json({language: template_version.text_of(data) for language, data in spoken.items()}),
    )  # fmt: skip


def add_branch(uow: UnitOfWork, *, code: str, name: str, **details: str | None) -> Branch:
    """A further branch."""
    with uow.begin(ADMINISTER) as transaction:
        return _add_branch(transaction, code, name, **details)


def _add_branch(transaction: Transaction, code: str, name: str, **details: str | None) -> Branch:
    code = code.strip().upper()
    numbering.terminal_prefix(code, 1)
    if len(code) > 12:
        raise UserError("branch_code", N_("A branch code has at most 12 letters and digits."), field="code")
    if transaction.session.scalar(select(Branch.id).where(Branch.code == code)):
        raise UserError("branch_exists", N_("There is a branch {branch} already."), field="code", branch=code)
    return transaction.add(Branch(code=code, name=name, **details))


def set_holder(uow: UnitOfWork, *, code: str, terminal: str | None) -> Terminal | None:
    """Name the terminal that holds the branch's free cars, or none."""
    with uow.begin(ADMINISTER) as transaction:
        branch = branch_of(transaction.session, code)
        holder = leases.terminal_named(transaction.session, terminal) if terminal else None
        if holder is not None and (holder.revoked or holder.branch_id != branch.id):
            message = N_("{terminal} does not work at this branch.")
            raise UserError("terminal_elsewhere", message, field="terminal", terminal=holder.name)
        branch.holder_id = holder.id if holder else None
        return holder


def branch_of(session: Session, code: str) -> Branch:
    """The branch with that code."""
    found = session.scalars(select(Branch).where(Branch.code == code.strip().upper())).first()
    if found is None:
        raise UserError("branch_unknown", N_("There is no branch {branch}."), field="branch", branch=code)
    return found


def user_of(session: Session, name: str) -> User:
    """The user with that name."""
    found = accounts.find_user(session, name)
    if found is None:
        raise UserError("user_unknown", N_("There is no user {name}."), field="user", name=name)
    return found


def add_user(
    uow: UnitOfWork,
    *,
    name: str,
    password: str | accounts.Hashed,
    role: Role,
    branch: str,
    display: str | None = None,
) -> User:
    """A new user with one role at one branch."""
    with uow.begin(ADMINISTER) as transaction:
        where = branch_of(transaction.session, branch)
        return _add_user(transaction, name, password, display=display or name, role=role, branch=where)


def _add_user(
    transaction: Transaction,
    name: str,
    password: str | accounts.Hashed,
    *,
    display: str,
    role: Role,
    branch: Branch,
) -> User:
    if not _NAME.fullmatch(name):
        text = N_("A user name has letters, digits and . _ - @ + only, at most 60.")
        raise UserError("user_name", text, field="user")
    known = map(user_names.key_of, transaction.session.scalars(select(User.name)))
    if user_names.key_of(name) in known:
        raise UserError("user_exists", N_("There is a user {name} already."), field="user", name=name)
    user = transaction.add(User(name=name, display_name=display))
    transaction.session.flush()
    transaction.add(UserRole(user_id=user.id, branch_id=branch.id, role=role.value))
    accounts.set_password(transaction.session, user, password)
    return user


def set_disabled(uow: UnitOfWork, *, name: str, disabled: bool) -> None:
    """Close a user's account, or open it again. Closing it also ends the sign-ins that are open."""
    with uow.begin(ADMINISTER) as transaction:
        user = user_of(transaction.session, name)
        user.disabled = disabled
        if disabled:
            _revoke_tickets(transaction.session, Ticket.user_id == user.id)


def _revoke_tickets(session: Session, which: Any) -> None:
    for ticket in session.scalars(select(Ticket).where(which, Ticket.revoked.is_(False))):
        ticket.revoked = True


def set_password(uow: UnitOfWork, *, name: str, password: str) -> None:
    """Give a user a new password; the lock after wrong ones is gone with it."""
    with uow.begin(ADMINISTER) as transaction:
        accounts.set_password(transaction.session, user_of(transaction.session, name), password)


def set_role(uow: UnitOfWork, *, name: str, role: Role, branch: str, active: bool = True) -> None:
    """Give a user a role at a branch, or take it away."""
    with uow.begin(ADMINISTER) as transaction:
        session = transaction.session
        user, where = user_of(session, name), branch_of(session, branch)
        known = session.scalars(
            select(UserRole).where(
                UserRole.user_id == user.id, UserRole.branch_id == where.id, UserRole.role == role.value
            )
        ).first()
        if known is not None:
            known.active = active
        elif active:
            transaction.add(UserRole(user_id=user.id, branch_id=where.id, role=role.value))


def revoke_terminal(database: Database, clock: Clock, terminal: str) -> list[str]:
    """Lock out a terminal, by id, prefix or name, and free its cars. Returns the ids of the freed cars."""
    with database.writing() as session:
        return leases.revoke_terminal(session, clock, terminal)


def move_terminal(database: Database, clock: Clock, named: str, *, branch: str, finance: bool) -> list[str]:
    """Give a terminal to another branch, or take its costs away. Returns the ids of the cars that it held.

    It keeps its prefix. What it holds of its old branch goes at its next contact, after what it had not sent.
    """
    with database.writing() as session:
        terminal, where = leases.terminal_named(session, named), branch_of(session, branch)
        track(session)
        terminal.branch_id, terminal.finance = where.id, finance
        secret = session.get_one(TerminalSecret, terminal.id, with_for_update=True)
        secret.scopes = terminals.scopes_of(where.id, finance=finance)
        return leases.free_all(session, clock, terminal)


def create_api_key(database: Database, name: str) -> tuple[str, str]:
    """A key for a third party: its id, and the key itself, which is shown this once."""
    if not name.strip():
        message = N_("Name the key after whoever it is for.")
        raise UserError("key_name", message, field="name")
    key = "sk_" + secrets.token_urlsafe(32)
    with database.writing() as session:
        row = ApiKey(id=new_id(), name=name.strip(), key_hash=terminals.fingerprint(key), revoked=False)
        session.add(row)
        return row.id, key


def revoke_api_key(database: Database, key_id: str) -> None:
    """Close a third party's key."""
    with database.writing() as session:
        key = session.get(ApiKey, key_id)
        if key is None:
            raise UserError("key_unknown", N_("There is no API key with the id {id}."), field="id", id=key_id)
        key.revoked = True
