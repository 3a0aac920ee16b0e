"""Who this folder is at the server, when the server has forgotten it or when the folder is a copy.

The terminal's secret, the ticket of whoever is signed in, and a signature with their session key prove both;
no password is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app import crypto
from app.models.base import canonical_json
from app.vault.slots import Unlocked
from app.vault.vault import CLIENT_SECRET, Vault

if TYPE_CHECKING:
    from app.sync.transport import Transport


def give_back(transport: Transport, vault: Vault, unlocked: Unlocked) -> None:
    """Show a restored server that it enrolled this terminal: its own signature is on the ticket."""
    secret = (vault.secret(CLIENT_SECRET) or b"").decode()
    transport.give_back(_signed({"name": vault.identity().name, "secret": secret}, vault, unlocked))


def _signed(said: dict[str, Any], vault: Vault, unlocked: Unlocked) -> dict[str, Any]:
    """A request with ticket and data key, signed as the server checks it."""
    data_key = crypto.b64(vault.sealed_for_recovery(unlocked.data_key))
    body = {**said, "ticket": unlocked.session.ticket, "data_key": data_key}
    return {**body, "signature": crypto.b64(unlocked.sign(canonical_json(body).encode()))}
