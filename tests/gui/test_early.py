"""What stands for Qt's names before the first paint."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.views import early
from app.views.sign_in_parts import UserTile
from app.views.widgets.buttons import Button
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import label

FLAGS = {
    early.ALIGN_LEFT: Qt.AlignmentFlag.AlignLeft, early.ALIGN_RIGHT: Qt.AlignmentFlag.AlignRight,
    early.ALIGN_MIDDLE: Qt.AlignmentFlag.AlignVCenter, early.ALIGN_CENTRE: Qt.AlignmentFlag.AlignCenter,
    early.TEXT_ON_ONE_LINE: Qt.TextFlag.TextSingleLine, early.TEXT_MAY_STAND_OUT: Qt.TextFlag.TextDontClip,
}  # fmt: skip


@pytest.mark.parametrize(("number", "flag"), FLAGS.items(), ids=lambda value: str(value))
def test_the_numbers_are_those_of_qt(number: int, flag: Qt.AlignmentFlag | Qt.TextFlag) -> None:
    assert number == int(flag)


def test_a_property_set_by_number_is_the_one_with_the_name(qtbot) -> None:
    words, room = label("<b>not bold</b>"), scrolling(QWidget())
    tile = UserTile("Wang", "Sales", "accent")
    for widget in (words, room, tile):
        qtbot.addWidget(widget)
    assert words.textFormat() is Qt.TextFormat.PlainText
    assert room.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert tile.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_the_hand_appears_with_the_mouse(qtbot) -> None:
    button = Button("Sign in")
    qtbot.addWidget(button)
    button.show()
    QApplication.sendEvent(button, QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1)))
    assert button.cursor().shape() is Qt.CursorShape.PointingHandCursor
