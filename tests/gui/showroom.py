"""The showroom's page on a stage, and what tests do on it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

Key = Qt.Key


@pytest.fixture
def stage(stages, qtbot):
    made = stages()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow, timeout=2_000)
    made.enter("showroom")
    return made


@pytest.fixture
def page(stage):
    return stage.page


def codes(page) -> list[str]:
    return [trim.code for trim in page.results.cards.trims.trims]


def trim(page, code):
    return next(each for each in page.presenter.state.trims if each.code == code)


def texts(widget) -> str:
    QApplication.processEvents()  # what was put in just now is shown then
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def open_model(qtbot, page, code):
    page.results.cards.setFocus()
    page.results.cards.setCurrentIndex(page.results.cards.trims.index(codes(page).index(code)))
    qtbot.keyClick(page.results.cards, Key.Key_Return)


def tick(qtbot, page, *wanted):
    for code in wanted:
        page.results.cards.setFocus()
        page.results.cards.setCurrentIndex(page.results.cards.trims.index(codes(page).index(code)))
        qtbot.keyClick(page.results.cards, Key.Key_Space)
