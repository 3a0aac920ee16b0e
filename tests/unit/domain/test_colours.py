"""One paint has many names, and another paint of its family is another paint."""

from __future__ import annotations

import pytest

from app.domain import colours
from app.domain.catalogue import paint_names

NAMED = paint_names({"colours": "Pearl white; Night blue=2000", "colours_zh": "珍珠白；曜夜蓝=2000"})


@pytest.mark.parametrize(
    ("first", "second"),
    [("White", "white "), ("White", "白色"), ("白", "白色"), ("Ｗhite", "white"), ("Gray", "灰色"),
     ("Pearl white", "珍珠白"), ("pearl  White", "珍珠白色"), ("珍珠 白", "珍珠白"), ("NIGHT BLUE", "曜夜蓝")],
)  # fmt: skip
def test_names_of_one_paint_are_the_same(first: str, second: str) -> None:
    assert colours.is_same(first, second, named=NAMED)
    assert colours.is_same(second, first, named=NAMED)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("珍珠白", "白色"),
        ("Pearl white", "White"),
        ("Pearl white", "曜夜蓝"),
        ("黑", "白"),
        ("", "白"),
        ("色", "白色"),
    ],
)
def test_another_paint_is_another(first: str, second: str) -> None:
    assert not colours.is_same(first, second, named=NAMED)


def test_a_name_that_no_catalogue_pairs_is_only_itself() -> None:
    assert not colours.is_same("Pearl white", "珍珠白")
    assert paint_names(None) == ()
