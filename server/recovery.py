"""The way back to a terminal's data when its keychain has lost its secrets.

The terminal cannot prove itself any more: its secret was in that keychain. An administrator vouches for it, with
a one-time code bound to it; the person there proves themselves with their password. The data key goes to them
sealed, and the terminal is known by a new secret from then on, so that a keychain that turns up
opens nothing here once its last access token has run out, a quarter of an hour at most.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from app.errors import UserError
from app.i18n import N_
from app.ids import plain_code
from app.models.org import Terminal
from server import key_trail
from server.accounts import new_secret_code
from server.models import RecoveryCode, TerminalSecret
from server.terminals import fingerprint

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.clock import Clock
    from server.accounts import Accounts, SignIn


def new_code(session: Session, clock: Clock, terminal: Terminal, *, hours: int) -> tuple[str, RecoveryCode]:
    """A one-time code for a terminal; the one before it is good no more."""
    if terminal.revoked:
        message = N_("{terminal} was revoked. A revoked terminal gets nothing back.")
        raise UserError("terminal_revoked", message, field="terminal", terminal=terminal.name)
    session.execute(delete(RecoveryCode).where(RecoveryCode.terminal_id == terminal.id))
    code = new_secret_code()
    expires_at = clock.now() + timedelta(hours=hours)
    row = RecoveryCode(
        code_hash=fingerprint(code), terminal_id=terminal.id, expires_at=expires_at, used_by=None
    )
    session.add(row)
    key_trail.note(session, clock, terminal, "code", None)
    return code, row


def checked(
    session: Session, clock: Clock, code: str, terminal_id: str, secret: str, *, lock: bool = False
) -> RecoveryCode:
    """The code, if that terminal may use it: it is unused, or an answer to the same secret was lost."""
    row = session.get(RecoveryCode, fingerprint(plain_code(code)), with_for_update=True if lock else None)
    if (
        row is None
        or row.terminal_id != terminal_id
        or row.expires_at < clock.now()
        or row.used_by not in (None, fingerprint(secret))
    ):
        message = N_(
            "This recovery code is wrong, used up, expired or another terminal's. Ask the administrator for a new one."
        )
        raise UserError("code_invalid", message, field="code")
    return row


def recover(
    session: Session, clock: Clock, accounts: Accounts, asked: dict[str, str], user_id: str, person: SignIn
) -> dict[str, Any]:
    """Give the data key back and know the terminal by its new secret. The person's password was checked before."""
    code = checked(session, clock, asked["code"], asked["terminal"], asked["secret"], lock=True)
    code.used_by = fingerprint(asked["secret"])
    session.get_one(TerminalSecret, code.terminal_id, with_for_update=True).secret_hash = code.used_by
    accounts.terminal(code.terminal_id, asked["secret"])  # refuses one that was revoked since
    answer = accounts.sign_in(code.terminal_id, user_id, person)
    key_trail.note(session, clock, session.get_one(Terminal, code.terminal_id), "recovered", user_id)
    return answer
