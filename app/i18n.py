"""Translation without Qt. Source texts are English; `resources/i18n/zh_CN.ts` holds the Chinese.

`make i18n` collects every text marked with `tr` or `N_` into the .ts file (Qt's lupdate) and writes the
compact `zh_CN.json` that is read here, so that the command line, documents and server need no Qt. The texts of the
sign-in page stand once more in `zh_CN.first.json`: the page waits for them, and all of them take 2 ms to read.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from app.paths import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LANGUAGES = ("zh_CN", "en")
_process_language = "en"
_forced: ContextVar[str | None] = ContextVar("forced_language", default=None)


def set_language(language: str) -> None:
    """Choose the language of this process; `speaking` overrides it for a while."""
    global _process_language  # the one piece of process-wide state: what language people read
    if language not in LANGUAGES:
        raise ValueError(language)
    _process_language = language


def language() -> str:
    """The language in force: `zh_CN` or `en`."""
    return _forced.get() or _process_language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Use another language inside a block, e.g. for a document."""
    token = _forced.set(language)
    try:
        yield
    finally:
        _forced.reset(token)


@cache
def _catalogue(name: str) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(resource("i18n", f"{name}.json").read_bytes())
    return loaded


def N_(text: str) -> str:  # noqa: N802 - the name that every translator knows
    """Mark a text for translation; it is translated later, by `tr`."""
    return text


def tr(text: str) -> str:
    """`text` in the language chosen, or as it is when there is no translation."""
    chosen = language()
    if chosen == "en":
        return text
    return _catalogue(f"{chosen}.first").get(text) or _catalogue(chosen).get(text, text)


def in_a_row(parts: Iterable[str]) -> str:
    """Things of one kind one after the other, as the language divides them: `A, B`, `甲、乙`."""
    return tr(", ").join(parts)


def plural(n: int, one: str, other: str) -> str:
    """`one` or `other` (both marked with `N_`) with `{n}` filled in; Chinese knows no plural but may translate both."""
    return tr(one if n == 1 else other).format(n=n)
