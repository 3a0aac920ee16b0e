"""Models side by side in small windows and at large sizes: the tools stay low, and heads say which model they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget

from scripts.screens_of_pages import showroom_compare

PLACES = [
    ((1440, 900), 1.0, 1), ((1440, 900), 1.25, 1), ((1280, 720), 1.0, 1), ((1280, 720), 1.25, 2),
    ((1440, 900), 2.0, 2),
]  # fmt: skip
"""A window, a scale, and in how many lines at most the tools above the table stand."""


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("size", "scale", "lines"), PLACES)
def test_the_tools_above_a_comparison_are_low_and_each_mark_is_beside_its_words(
    qapp: Any, stages: Any, size: tuple[int, int], scale: float, lines: int, language: str
) -> None:
    stage = stages(language, scale=scale)
    stage.window.resize(*size)
    showroom_compare(stage)
    qapp.processEvents()
    face = stage.page.compare
    tallest = max(part.height() for part in (face.which, face.present, face.print))
    room = face.tools.geometry()
    assert room.height() <= lines * tallest + (lines - 1) * face.tools.spacing()
    assert face.tools.sizeHint().width() <= face.width()
    for button in (face.present, face.print, *face.which._buttons.values()):
        assert button.width() == button.sizeHint().width()
    captions = [part for part in face.findChildren(QLabel) if part.property("type") == "caption"]
    legend = [part for part in captions if room.contains(part.mapTo(face, part.rect().center()))]
    assert len(legend) == 2
    for words in legend:
        mark = next(part for part in words.parentWidget().findChildren(QWidget) if part is not words)
        middle = (part.mapTo(face, QPoint(0, part.height() // 2)).y() for part in (mark, words))
        assert next(middle) == pytest.approx(next(middle), abs=2)
        assert 0 < words.x() - mark.geometry().right() < 2 * mark.width()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_four_models_of_one_brand_are_told_apart_in_a_small_window(
    qapp: Any, stages: Any, scale: float, language: str
) -> None:
    stage = stages(language, scale=scale)
    stage.window.resize(1280, 720)
    showroom_compare(stage)
    page = stage.page
    trims = page.presenter.state.trims[:4]
    brand = "A maker with a long name"
    own = [replace(trim, brand=brand, attributes={**trim.attributes, "brand_zh": brand}) for trim in trims]
    page.comparing.show(tuple(own))
    qapp.processEvents()
    heads = page.compare._heads
    assert [head.model.shown() for head in heads] == [trim.names[1] for trim in own]
    stage.window.grab()
    assert all(brand in head.model.toolTip() for head in heads)
