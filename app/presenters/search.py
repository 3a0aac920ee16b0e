"""Global search: cars, people, leads, deals, contracts and receipts while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.i18n import N_
from app.presenters.base import Presenter, Run

KINDS = {
    "vehicle": N_("Cars"), "customer": N_("People"), "lead": N_("Leads"), "deal": N_("Deals"),
    "contract": N_("Contracts"), "receipt": N_("Receipts"),
}  # fmt: skip
LIMIT = 5


@dataclass(frozen=True)
class Hit:
    """Something found."""

    kind: str
    """One of `KINDS`."""
    id: str
    """What its page opens by: a VIN, the id of a customer or lead, a number."""
    title: str
    detail: str
    contract_no: str = ""
    """Of a deal: what the deal desk opens it by."""
    customer_id: str = ""
    """Of a deal: whose it is."""


class SearchGateway(Protocol):
    """What global search needs."""

    def search(self, text: str, *, limit: int) -> tuple[Hit, ...]:
        """At most `limit` hits of each kind that this person may see, best first, kinds together."""


@dataclass(frozen=True)
class SearchState:
    """What is asked and what was found."""

    text: str = ""
    hits: tuple[Hit, ...] = ()
    answered: bool = True


class SearchPresenter(Presenter[SearchState]):
    """Asks as one types; only the last question's answer is shown."""

    def __init__(self, run: Run, gateway: SearchGateway) -> None:
        super().__init__(run, SearchState())
        self._gateway = gateway

    def search(self, text: str) -> None:
        """Look for this; an empty text clears the answers."""
        text = text.strip()
        if not text:
            self._latest["search"] = self._latest.get("search", 0) + 1
            self._set(text="", hits=(), answered=True)
            return
        self._set(text=text, answered=False)
        self._ask(
            lambda: self._gateway.search(text, limit=LIMIT),
            lambda hits: self._set(hits=hits, answered=True),
            topic="search",
        )
