"""What tests of the showroom do on its page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

Key = Qt.Key


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
