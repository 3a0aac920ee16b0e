"""C5: bundles as the dealership types them."""

from __future__ import annotations

import pytest

from app.domain import bundle
from app.domain.bundle import Bundle, Item

TYPED = """[{"name": " Winter ", "items": [
    {"label": "Mats", "amount": "680"}, {"label": "Film", "amount": "1,800.00", "gift": true}]}]"""


def test_a_bundle_holds_add_ons_and_gifts_and_costs_what_its_add_ons_do() -> None:
    (made,) = bundle.read(bundle.parse(TYPED))
    assert made == Bundle("Winter", (Item("Mats", 68_000), Item("Film", 180_000, "gift")))
    assert made.price == 68_000


@pytest.mark.parametrize(
    "typed",
    [
        "{", "7", "[7]", '[{"name": "x"}]', '[{"name": "", "items": []}]',
        '[{"name": "x", "items": [{"label": "y", "amount": "dear"}]}]',
        '[{"name": "x", "items": [{"label": " ", "amount": "1"}]}]',
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_refused(typed: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        bundle.parse(typed)
