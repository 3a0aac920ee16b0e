"""What is judged of a pen's strokes: on paper they stay within the box that is signed in."""

from __future__ import annotations

from collections.abc import Callable

from app.domain import strokes
from app.i18n import N_
from app.models.registry import from_wire
from app.services.judgement.hearing import Doubt, Hearing, Judged, checks


@checks("signature")
@checks("handover")
def _both(hearing: Hearing, row: Judged) -> None:
    _require(row, strokes.of_both_are_in_their_boxes)


@checks("test_drive")
def _one(hearing: Hearing, row: Judged) -> None:
    _require(row, strokes.are_in_the_box)


def _require(row: Judged, rule: Callable[[object], bool]) -> None:
    if row.changed("strokes") and not rule(from_wire(row.table, dict(row.after))["strokes"]):
        raise Doubt(
            "quarantined", "strokes", N_("What the pen drew is not within the box that is signed in.")
        )
