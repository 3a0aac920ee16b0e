"""What a signed ticket says: who signed in where, with which rights and session key, until when."""

from __future__ import annotations

import base64
import json
from typing import Any


def claims(ticket: str) -> dict[str, Any]:
    """The fields of a ticket. Whether it is the server's is judged there, at every op."""
    body = ticket.split(".")[1]
    fields: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return fields
