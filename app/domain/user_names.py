"""Names that people sign in with: how capitals are typed does not matter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def key_of(name: str) -> str:
    """The same for names that differ by capitals, widths of letters and blanks around them alone."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def meant(given: str, known: Iterable[str]) -> str | None:
    """The known name that somebody typed: just that one, else the only one that is the same but for capitals.

    Two people whose names differ by capitals alone may be there from earlier: they type theirs exactly.
    """
    names = set(known)
    if given in names:
        return given
    alike = [name for name in names if key_of(name) == key_of(given)]
    return alike[0] if len(alike) == 1 else None
