"""How papers look, by number: one that was given out is drawn for ever by the layout that its document names.

A layout that was released never changes. A change of how papers look is a further number beside it (ADR 38).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import UserError
from app.i18n import N_

Draw = Callable[..., bytes]


@dataclass(frozen=True, slots=True)
class Layout:
    """What draws the papers that are compared with what was kept, or printed again."""

    contract: Draw
    addendum: Draw
    receipt: Draw
    handover: Draw


def _first() -> Layout:
    from app.documents import addendum, contract, handover, receipt  # take the paper's library to load

    return Layout(
        contract.render_contract, addendum.render_addendum, receipt.render_receipt, handover.render_handover
    )


LAYOUTS: dict[int, Callable[[], Layout]] = {1: _first}


def newest() -> int:
    """The layout that a paper is drawn by from now on."""
    return max(LAYOUTS)


def is_known(layout: int) -> bool:
    """Whether this program can draw it."""
    return layout in LAYOUTS


def layout_of(number: int) -> Layout:
    """The layout with that number, which a newer program may have made."""
    require_known(number)
    return LAYOUTS[number]()


def require_known(number: int) -> None:
    """Refuse a paper that a newer program drew: it may say more than this one would print."""
    if not is_known(number):
        raise by_a_newer_program()


def by_a_newer_program() -> UserError:
    """What to say of a paper that cannot be drawn here."""
    message = N_(
        "This paper was drawn by a newer version of Showroom. Update the program on this computer, then try again."
    )
    return UserError("layout_newer", message)
