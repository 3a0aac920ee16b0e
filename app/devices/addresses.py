"""Where devices in the network are, as people write it."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_and_port(given: str, usual: int, *, scheme: str = "tcp") -> tuple[str, int]:
    """Host and port of `HOST`, `HOST:PORT` or `SCHEME://HOST:PORT`; an empty host where this is no address."""
    given = given.strip()
    try:
        parts = urlsplit(given if "://" in given else f"{scheme}://{given}")
        port = parts.port or usual
    except ValueError:
        return "", usual
    wrong = parts.scheme != scheme or parts.path not in ("", "/") or any(map(str.isspace, given))
    return ("" if wrong else parts.hostname or ""), port
