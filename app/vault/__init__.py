"""The terminal's keys: who may open the replica, and with what."""

from app.vault.keys import TerminalIdentity, User, mend
from app.vault.slots import Session, Unlocked
from app.vault.vault import CLIENT_SECRET, REPLICA, Approval, Vault

__all__ = [
    "CLIENT_SECRET",
    "REPLICA",
    "Approval",
    "Session",
    "TerminalIdentity",
    "Unlocked",
    "User",
    "Vault",
    "mend",
]
