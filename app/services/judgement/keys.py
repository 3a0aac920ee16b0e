"""What is judged of the trail of keys: a terminal speaks for itself alone, and only of what it opened."""

from __future__ import annotations

from app.i18n import N_
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


@checks("key_event")
def _event(hearing: Hearing, row: Judged) -> None:
    said = row.after["kind"], row.after["terminal_id"], row.after["user_id"]
    if said != ("opened", hearing.terminal_id, hearing.user_id):
        raise Doubt("quarantined", "forged", N_("A terminal notes only what it did with its own keys."))
