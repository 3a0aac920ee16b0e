"""Users' passwords, enrolment of terminals, sign-in."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from app import crypto
from app.clock import iso
from app.domain import passwords, user_names
from app.domain.permissions import Role
from app.errors import SignInFailed, UserError
from app.i18n import N_
from app.ids import plain_code
from app.models.org import Branch, Terminal, User
from server import terminals, tickets
from server.models import EnrolCode, TerminalSecret, UserSecret
from server.terminals import NewTerminal, fingerprint

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.db import Database
    from server.keys import Keys
    from server.settings import Settings

LOCK_AFTER, LOCK_MINUTES = 10, 30
KDF = crypto.KdfParams()
# Statements made once: each sign-in waits for them.
_SECRET, _TRIES = TerminalSecret.__table__.c, UserSecret.__table__.c
_TERMINAL = (
    select(_SECRET.secret_hash, Terminal.__table__.c.revoked)
    .join(Terminal.__table__, Terminal.__table__.c.id == _SECRET.terminal_id)
    .where(_SECRET.terminal_id == bindparam("terminal"))
)
_NEXT_TOKENS = (
    update(TerminalSecret)
    .where(_SECRET.terminal_id == bindparam("terminal"), _SECRET.token_no == bindparam("number"))
    .values(token_no=_SECRET.token_no + 1)
)
_CLEAN = select(_TRIES.user_id).where(
    _TRIES.user_id == bindparam("user"), _TRIES.failures == 0, _TRIES.locked_until.is_(None)
)
_BY_NAME = select(User).where(User.name == bindparam("name"))


@dataclass(frozen=True)
class Show:
    """A ticket for an auto show: for so many days, and the manager whose password vouches for it."""

    days: int
    approver_id: str


@dataclass(frozen=True)
class SignIn:
    """What a person and a terminal show to sign in."""

    user: str
    password: str
    session_key: str  # public half, base64
    ephemeral: str | None = None  # to which the data key is sealed, for a user's first sign-in here
    show: Show | None = None
    password_no: int | None = None  # of the password that the terminal's keys are wrapped by; none: today's


class Passwords:
    """Checks passwords. The slow hash runs outside any transaction, so that nobody waits for it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def verified(self, name: str, password: str, *, field: str = "password") -> str:
        """The id of the user with that password; ten wrong ones lock the account for half an hour.

        `field` is the argument that a refusal names.
        """
        with self._database.reading() as session:
            user = find_user(session, name)
            secret = session.get(UserSecret, user.id) if user else None
        known = user is not None and secret is not None and not user.disabled
        # An unknown user takes as long as a known one with a wrong password.
        right = password_matches(secret.password_hash if secret else _nobodys_hash(), password)
        if user is None or not known:
            raise _wrong(field)
        if right and self._is_clean(user.id):
            return user.id
        with self._database.writing() as session:
            refusal = self._counted(session, user.id, field, right=right)
        if refusal is not None:
            raise refusal
        return user.id

    def _is_clean(self, user_id: str) -> bool:
        """Whether nobody tried a wrong password since the last right one: then there is nothing to write."""
        with self._database.reading() as session:
            return session.connection().scalar(_CLEAN, {"user": user_id}) is not None

    def _counted(self, session: Session, user_id: str, field: str, *, right: bool) -> SignInFailed | None:
        """Note the try; what to refuse it with, to be raised once the count is stored."""
        secret = session.get_one(UserSecret, user_id, with_for_update=True)
        now = self._clock.now()
        if secret.locked_until and secret.locked_until > now:
            return SignInFailed("locked", N_("Too many wrong passwords. Try again in half an hour."))
        if right:
            secret.failures, secret.locked_until = 0, None
            return None
        secret.failures += 1
        if secret.failures >= LOCK_AFTER:
            secret.locked_until, secret.failures = now + timedelta(minutes=LOCK_MINUTES), 0
        return _wrong(field)


def find_user(session: Session, name: str) -> User | None:
    """The user of that name, however its capitals were typed."""
    exactly = session.scalars(_BY_NAME, {"name": name}).first()
    if exactly is not None:
        return exactly
    meant = user_names.meant(name, session.scalars(select(User.name)))
    return session.scalars(_BY_NAME, {"name": meant}).first() if meant else None


class Accounts:
    """Enrolment and sign-in, inside one transaction."""

    def __init__(self, session: Session, keys: Keys, clock: Clock, settings: Settings) -> None:
        self._session, self._keys, self._clock, self._settings = session, keys, clock, settings

    def code(self, given: str, terminal_id: str, *, lock: bool = False) -> EnrolCode:
        """The enrolment code, if that terminal may use it: it is nobody's yet, or its own."""
        fingerprinted = fingerprint(plain_code(given))
        code = self._session.get(EnrolCode, fingerprinted, with_for_update=True if lock else None)
        if code is None or code.expires_at < self._clock.now() or code.used_by not in (None, terminal_id):
            raise UserError(
                "code_invalid",
                N_("This enrolment code is wrong, used up or expired. Ask the administrator for a new one."),
                field="code",
            )
        return code

    def enrol(self, asked: dict[str, Any], user_id: str, sign_in: SignIn) -> dict[str, Any]:
        """Make a terminal of a code. The same terminal may ask again with it: an answer can get lost."""
        code = self.code(asked["code"], asked["terminal"], lock=True)
        user = self._session.get_one(User, user_id)
        self._may_work(user, code.branch_id, code.finance)
        # Its terminals are numbered one after the other; others may go on naming it.
        branch = self._session.get_one(Branch, code.branch_id, with_for_update={"key_share": True})
        terminal = self._session.get(Terminal, asked["terminal"])
        if terminal is None:
            new = NewTerminal(asked["terminal"], asked["name"], asked["secret"], asked["data_key"])
            terminal = terminals.add(self._session, self._clock, new, branch, finance=code.finance)
        else:
            self.terminal(terminal.id, asked["secret"])
        code.used_by = terminal.id
        return self._welcome(terminal, branch, user, sign_in)

    def sign_in(self, terminal_id: str, user_id: str, asked: SignIn) -> dict[str, Any]:
        """A user at an enrolled terminal: a ticket, and the data key when this is their first time here."""
        terminal = self._session.get_one(Terminal, terminal_id)
        user = self._session.get_one(User, user_id)
        self._may_work(user, terminal.branch_id, terminal.finance)
        return self._welcome(terminal, self._session.get_one(Branch, terminal.branch_id), user, asked)

    def terminal(self, terminal_id: str, secret: str) -> None:
        """Refuse whoever is no enrolled terminal, does not prove it, or was revoked."""
        self._session.flush()  # a recovery gave it another secret just now, past which this reads
        known = self._session.connection().execute(_TERMINAL, {"terminal": terminal_id}).first()
        if known is None or not secrets.compare_digest(known.secret_hash, fingerprint(secret)):
            raise SignInFailed("terminal_unknown", N_("The server does not know this terminal."))
        if known.revoked:
            raise SignInFailed("terminal_revoked", N_("This terminal was revoked. Ask the administrator."))

    def revoke(self, terminal_id: str, token: str) -> None:
        """End an access token of the terminal, and every other that it was given before: they have one number. A token
        that is over, revoked or nobody's needs nothing more."""
        claims = tickets.claims_of(self._keys, token, "access")
        if claims is None:
            if tickets.claims_of(self._keys, token, "ticket") is not None:
                raise UserError(
                    "unsupported_token_type",
                    N_("A ticket is not revoked here: work that was signed under it may still come."),
                    field="token",
                )
            return
        if claims["terminal"] != terminal_id:
            raise UserError("token_of_another", N_("The token is another terminal's."), field="token")
        number = {"terminal": terminal_id, "number": claims.get("token_no", 0)}
        self._session.connection().execute(_NEXT_TOKENS, number)

    def _may_work(self, user: User, branch_id: str, finance: bool) -> None:
        roles = tickets.current_roles(self._session, user.id, branch_id)
        if not roles:
            raise SignInFailed("no_role", N_("You have no role at this branch. Ask the administrator."))
        if finance and not roles & {Role.FINANCE, Role.MANAGER, Role.ADMIN}:
            raise SignInFailed(
                "back_office", N_("A back-office terminal is closed to sales and stock users.")
            )

    def _show(self, show: Show, branch: Branch) -> timedelta:
        """How long a ticket for a show lasts, if a manager of the branch vouches for it."""
        if Role.MANAGER not in tickets.current_roles(self._session, show.approver_id, branch.id):
            message = N_("Only a manager of this branch lets a sign-in last for a show.")
            raise UserError("show_approver", message, field="approver")
        if not 1 <= show.days <= self._settings.show_days:
            message = N_("A sign-in for a show lasts between 1 and {days} days.")
            raise UserError("show_days", message, field="show_days", days=self._settings.show_days)
        return timedelta(days=show.days)

    def _welcome(self, terminal: Terminal, branch: Branch, user: User, asked: SignIn) -> dict[str, Any]:
        if not crypto.is_signing_public(_key(asked.session_key)):
            raise malformed("session_key")
        known = self._session.get_one(TerminalSecret, terminal.id)
        now = self._clock.now()
        lasts = self._show(asked.show, branch) if asked.show else timedelta(hours=self._settings.ticket_hours)
        vouched_by = asked.show.approver_id if asked.show else None
        valid = tickets.Validity(now, now + lasts, asked.password_no or user.password_no, vouched_by)
        ticket = tickets.issue(
            self._session, self._keys, user=user, terminal=terminal, key=asked.session_key, valid=valid
        )
        answer: dict[str, Any] = {
            "terminal": {"id": terminal.id, "name": terminal.name, "prefix": terminal.prefix},
            "branch": {"id": branch.id, "code": branch.code, "name": branch.name},
            "scopes": known.scopes,
            "incarnation": known.incarnation,
            "first_no": known.first_no,
            "user": {"id": user.id, "name": user.name, "display": user.display_name},
            "ticket": ticket,
            "server": self._keys.public(),
            "server_time": iso(now),
        }
        if asked.ephemeral:
            data_key = crypto.open_sealed(self._keys.recovery, crypto.unb64(known.data_key))
            try:
                answer["data_key"] = crypto.b64(crypto.seal(_key(asked.ephemeral), data_key))
            except ValueError as error:  # too short, or a point of low order, which anybody could open
                raise malformed("ephemeral") from error
        return answer


def _key(text: str) -> bytes:
    try:
        return crypto.unb64(text)
    except ValueError:
        return b""


def malformed(field: str) -> UserError:
    """What a client sent cannot be meant."""
    return UserError("malformed", N_("The request is not as described."), field=field)


def _wrong(field: str) -> SignInFailed:
    return SignInFailed(
        "wrong_password", N_("The account or the password is wrong. Type both again."), field=field
    )


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_hex())


def hash_password(password: str, user: str = "") -> str:
    """Argon2id with its parameters and salt, as text; refused when it is too easy to guess."""
    passwords.check(password, user)
    params, salt = KDF, crypto.new_salt()
    fields = {
        "salt": crypto.b64(salt),
        "key": crypto.b64(crypto.derive(password, salt, params)),
        **asdict(params),
    }
    return json.dumps(fields)


def password_matches(stored: str, password: str) -> bool:
    """Whether the password is the one of that hash."""
    fields = json.loads(stored)
    salt, key = crypto.unb64(fields.pop("salt")), crypto.unb64(fields.pop("key"))
    return secrets.compare_digest(crypto.derive(password, salt, crypto.KdfParams(**fields)), key)


@dataclass(frozen=True)
class Hashed:
    """A password that was hashed before: the demo's people share one."""

    text: str


def set_password(session: Session, user: User, password: str | Hashed) -> None:
    """Give a user a password. A new one ends what the old one opened, as soon as a terminal hears of it."""
    secret = session.get(UserSecret, user.id, with_for_update=True)
    if secret is None:
        secret = UserSecret(user_id=user.id)
        session.add(secret)
    else:
        user.password_no += 1
    secret.failures, secret.locked_until = 0, None
    secret.password_hash = (
        password.text if isinstance(password, Hashed) else hash_password(password, user.name)
    )


def new_secret_code() -> str:
    """Ten characters that cannot be mistaken for one another."""
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(10))


def new_code(
    session: Session, branch: Branch, clock: Clock, *, finance: bool, hours: int
) -> tuple[str, EnrolCode]:
    """A one-time code that makes a terminal."""
    code = new_secret_code()
    row = EnrolCode(
        code_hash=fingerprint(code), branch_id=branch.id, finance=finance,
        expires_at=clock.now() + timedelta(hours=hours), used_by=None,
    )  # fmt: skip
    session.add(row)
    return code, row
