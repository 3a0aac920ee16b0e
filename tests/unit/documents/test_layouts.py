"""A layout that was released never changes, and papers of a newer program are never called false."""

from __future__ import annotations

import json

import pytest

from app.documents import layouts
from app.errors import UserError
from tests.unit.documents import layout_samples


@pytest.mark.parametrize("number", layouts.LAYOUTS)
def test_a_layout_puts_everything_where_it_always_did(number: int) -> None:
    kept = json.loads(layout_samples.KEPT.read_text(encoding="utf-8"))
    drawn = layout_samples.of_layout(number)
    changed = [name for name, pages in drawn.items() if kept[str(number)].get(name) != pages]
    assert not changed, "papers given out would not verify any more: see docs/adr/0038"
    assert kept.keys() == {str(each) for each in layouts.LAYOUTS}


def test_what_only_a_newer_program_can_draw_is_said_to_be_just_that() -> None:
    unknown = layouts.newest() + 1
    assert not layouts.is_known(unknown)
    with pytest.raises(UserError) as caught:
        layouts.layout_of(unknown)
    assert caught.value.code == "layout_newer"
