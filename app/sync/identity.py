"""Who this folder is at the server, when the server has forgotten it or when the folder is a copy.

The terminal's secret, the ticket of whoever is signed in, and a signature with their session key prove both;
no password is asked for.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app import crypto
from app.clock import from_iso
from app.ids import new_id
from app.models.base import canonical_json
from app.vault.slots import Session, Unlocked
from app.vault.tickets import claims
from app.vault.vault import CLIENT_SECRET, Vault

if TYPE_CHECKING:
    from app.sync.transport import Transport

_PENDING = "copying"


def give_back(transport: Transport, vault: Vault, unlocked: Unlocked) -> None:
    """Show a restored server that it enrolled this terminal: its own signature is on the ticket."""
    secret = (vault.secret(CLIENT_SECRET) or b"").decode()
    transport.give_back(_signed({"name": vault.identity().name, "secret": secret}, vault, unlocked))


def note_place(vault: Vault, place: dict[str, Any]) -> bool:
    """Keep the branch and the scopes that the server gives; true if they are others than before.

    Everyone signs in online once more then: tickets name the branch.
    """
    known, branch = vault.identity(), place["branch"]
    if (known.more["scopes"], known.more["branch_id"]) == (place["scopes"], branch["id"]):
        return False
    more = {**known.more, "scopes": place["scopes"], "branch_id": branch["id"], "branch_name": branch["name"]}
    vault.set_identity(replace(known, branch=branch["code"], more=more))
    if known.more["branch_id"] != branch["id"]:
        for user in vault.users():
            vault.forget_user(user.name)
    return True


def ask_for_own(transport: Transport, vault: Vault, unlocked: Unlocked, first_no: int) -> Unlocked:
    """Become a terminal of one's own; an answer that was lost is asked for again. Returns the new sign-in.

    Only who is signed in now has a ticket for the new terminal; others sign in online once more.
    """
    asked = _pending(vault)
    welcome = transport.copy(_signed({**asked, "first_no": first_no}, vault, unlocked))
    terminal, branch = welcome["terminal"], welcome["branch"]
    known = vault.identity()
    more = {"branch_id": branch["id"], "branch_name": branch["name"], "scopes": welcome["scopes"]}
    more |= {name: welcome[name] for name in ("incarnation", "first_no")}
    identity = replace(
        known,
        id=terminal["id"],
        name=terminal["name"],
        code=terminal["prefix"],
        branch=branch["code"],
        more=more,
    )
    ticket = welcome["ticket"]
    session = Session(ticket, from_iso(claims(ticket)["expires_at"]), unlocked.session.seed)
    renewed = vault.become(identity, asked["secret"].encode(), replace(unlocked, session=session))
    # Else the next copy of the old folder on this computer would become the same terminal.
    vault.forget_secret_of(known.id, _PENDING)
    return renewed


def _pending(vault: Vault) -> dict[str, Any]:
    """The id and the secret of the terminal to be, kept until it is one."""
    kept = vault.secret(_PENDING)
    if kept is None:
        kept = json.dumps({"terminal": new_id(), "secret": secrets.token_urlsafe(32)}).encode()
        vault.keep_secret(_PENDING, kept)
    asked: dict[str, Any] = json.loads(kept)
    return asked


def _signed(said: dict[str, Any], vault: Vault, unlocked: Unlocked) -> dict[str, Any]:
    """A request with ticket and data key, signed as the server checks it."""
    data_key = crypto.b64(vault.sealed_for_recovery(unlocked.data_key))
    body = {**said, "ticket": unlocked.session.ticket, "data_key": data_key}
    return {**body, "signature": crypto.b64(unlocked.sign(canonical_json(body).encode()))}
