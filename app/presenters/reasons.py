"""Reasons that are chosen from a list: kept as text in the language of whoever chose, read in the reader's."""

from __future__ import annotations

from functools import cache

from app.domain import discount
from app.i18n import LANGUAGES, N_, language, speaking, tr
from app.presenters.cancelling import REASONS as CANCELLING

MONEY_BACK = {
    "withdrew": N_("The customer withdrew before signing"), "undeliverable": N_("We cannot deliver the car"),
    "wrong": N_("The amount was entered wrongly"), "method": N_("The way to pay was wrong"),
    "other": N_("Another reason"),
}  # fmt: skip
"""Why money goes back, or a receipt is void."""
_THEN = " · "
"""Between the reason and what somebody wrote to it."""


def stored(chosen: str, note: str) -> str:
    """What is kept: the reason as it is called, and what somebody wrote to it. Papers print this, in every copy."""
    return _together(tr(chosen) if chosen else "", note)


def of_price(code: str, note: str) -> str:
    """The same of why a lower price is asked for, by the code in the list of managers' reasons."""
    return _together(discount.name_of(code) if code else "", note)


def _together(named: str, note: str) -> str:
    return _THEN.join(part for part in (named, note.strip()) if part)


def of_money_back(*, signed: bool) -> dict[str, str]:
    """What is offered: nobody withdraws before signing once they have signed."""
    return MONEY_BACK | {"withdrew": CANCELLING["withdrew"]} if signed else MONEY_BACK


def read(kept: str) -> str:
    """A kept reason in the reader's language; what somebody wrote stays as they wrote it."""
    named, then, note = kept.partition(_THEN)
    known = _known().get(named)
    return f"{known[language()]}{then}{note}" if known else kept


@cache
def _known() -> dict[str, dict[str, str]]:
    """By what each listed reason is called in any language: what it is called in each."""
    called: dict[str, dict[str, str]] = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            for words in (*CANCELLING.values(), *MONEY_BACK.values()):
                called.setdefault(words, {})[spoken] = tr(words)
            for code, name in discount.reasons():
                called.setdefault(code, {})[spoken] = name
    return {name: each for each in called.values() for name in each.values()}
