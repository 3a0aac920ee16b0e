"""What a pen drew where somebody signs: strokes of points from (0, 0) to (1, 1), within the box and nowhere else.

A point outside would be drawn over the paper's own words and figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SIDES = ("buyer", "seller")
MOST_POINTS = 20_000
"""Of one signature; the pad takes a fifth of that."""
BOX_SHAPE = 3.5
"""How much wider than high the box is that is signed in."""


@dataclass(frozen=True)
class Ink:
    """A pen at one moment: where it is in the box, how hard it presses (0 to 1), and whether it writes."""

    x: float
    y: float
    pressure: float
    down: bool


def are_in_the_box(strokes: object) -> bool:
    """Whether these are the strokes of one signature, or none."""
    if strokes is None:
        return True
    if not isinstance(strokes, list | tuple) or len(strokes) > MOST_POINTS:
        return False
    if not all(isinstance(stroke, list | tuple) for stroke in strokes):
        return False
    return sum(map(len, strokes)) <= MOST_POINTS and all(
        _is_point(each) for stroke in strokes for each in stroke
    )


def of_both_are_in_their_boxes(stored: object) -> bool:
    """The same of what a paper keeps of both sides, beside how each of them signed."""
    if stored is None:
        return True
    return isinstance(stored, Mapping) and all(are_in_the_box(stored.get(side)) for side in SIDES)


def _is_point(point: object) -> bool:
    if not isinstance(point, list | tuple) or len(point) != 2:
        return False
    return all(
        isinstance(each, int | float) and not isinstance(each, bool) and 0 <= each <= 1 for each in point
    )
