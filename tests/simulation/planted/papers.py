"""Bugs of the pull, of scopes and of what is printed."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import sqlalchemy

from app.gateways.papers import PapersOfTerminal
from server import (
    pull,
    reactions,
)
from tests.simulation.planted.planting import bug, put


@bug
def every_scope(stack: ExitStack) -> None:
    """Terminals are given other branches' rows."""
    real = pull.page

    class Curious:
        def __init__(self, secret: Any, scopes: list[str]) -> None:
            self._secret, self.scopes = secret, scopes

        def __getattr__(self, name: str) -> Any:
            return getattr(self._secret, name)

    def generous(session: Any, secret: Any, *given: Any, **told: Any) -> Any:
        found = session.execute(sqlalchemy.text("SELECT scope FROM scope_head ORDER BY scope"))
        return real(session, Curious(secret, [scope for (scope,) in found]), *given, **told)

    put(stack, pull, "page", generous)


@bug
def reactions_not_published(stack: ExitStack) -> None:
    """What the server changes by itself gets no place in the feed."""

    def silent(session: Any, touched: Any) -> None:
        session.flush()
        session.info.pop("changed", None)

    for module in (reactions,):
        put(stack, module, "gather", silent)


@bug
def hash_not_renewed(stack: ExitStack) -> None:
    """A changed row keeps the hash that it had."""
    from server import rows

    real = rows.update_rows

    def stale(session: Any, table: str, changed: Any) -> None:
        real(
            session,
            table,
            [{k: v for k, v in row.items() if k != "row_hash" or row.get("ver") == 1} for row in changed]
            if _same_keys(changed)
            else changed,
        )

    put(stack, rows, "update_rows", stale)


def _same_keys(changed: Any) -> bool:
    return all("row_hash" in row and row["ver"] != 1 for row in changed)


@bug
def copies_called_originals(stack: ExitStack) -> None:
    """A second print is not called a copy."""
    from app.queries import desk

    put(stack, desk, "times_printed", lambda *_: 0)


@bug
def printed_as_it_stands(stack: ExitStack) -> None:
    """What is printed is the contract of now, not what was signed."""
    from dataclasses import replace

    real = PapersOfTerminal.paper

    def of_now(self: Any, asked: Any, language: str) -> Any:
        paper = real(self, asked, language)
        return replace(paper, document=replace(paper.document, terms="as agreed"))

    put(stack, PapersOfTerminal, "paper", of_now)
