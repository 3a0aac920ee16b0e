"""A time stamp authority in the network (RFC 3161): it says when something was there, whatever our own clock says."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.errors import UserError
from app.i18n import N_

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 10.0
MOST_BYTES = 100_000
"""Of an answer: a signature and its certificates are a few thousand."""
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}


def ask(url: str, request: bytes) -> bytes:
    """Its answer to a request, both in DER. What it is worth is seen when it is read."""
    import requests

    limits = (CONNECT_SECONDS, ANSWER_SECONDS)
    try:
        with requests.post(url, data=request, headers=_HEADERS, timeout=limits, stream=True) as answer:
            answer.raise_for_status()
            body = b""
            for part in answer.iter_content(4096):
                body += part
                if len(body) >= MOST_BYTES:
                    break
    except (requests.RequestException, OSError) as error:
        message = N_(
            "The time stamp authority {host} does not answer. Try again later: what was signed can be sealed at any "
            "time."
        )
        raise UserError("time_stamp_unreachable", message, host=urlsplit(url).hostname or url) from error
    return body
