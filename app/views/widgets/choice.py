"""A drop-down list of keys and words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6 import QtCore, QtWidgets
from PySide6.QtCore import QPointF, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from app.views import icons, theme
from app.views.widgets.tip import tip

SURELY = 80
"""More than frame and arrow take, in pixels at 100 %."""


class Choice(QComboBox):
    """One choice of several; `chosen` tells the key that a person picked."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.view().setAccessibleName(name)
        self.setMaxVisibleItems(14)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)  # not by the wheel
        self.set_choices(choices)
        self.activated.connect(lambda _: self.chosen.emit(self.key()))

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the choices and keep the one that holds, if it is still there."""
        kept = self.key()
        self.clear()
        for key, words in choices:
            self.addItem(words, key)
        self.set_key(kept)

    def set_narrow(self) -> None:
        """As wide as there is room, however long the words are: the list opens wide enough."""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def key(self) -> str:
        """The key that holds now."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Show a choice without telling anyone."""
        at = self.findData(key)
        if at >= 0:
            self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Who turns the wheel means the page; a choice that changed unseen would stand on a paper."""
        event.ignore()

    def showPopup(self) -> None:
        """Its list has the corners of all that lies over a page; what Qt holds it in is a window of its own, square."""
        from PySide6.QtGui import QRegion  # here: sign-in does without them

        from app.views.widgets.shadow import ROUND

        super().showPopup()
        window, round_ = self.view().window(), theme.px(ROUND)
        box = window.rect()
        corners = (
            QRect(x, y, 2 * round_, 2 * round_)
            for x in (0, box.width() - 2 * round_)
            for y in (0, box.height() - 2 * round_)
        )
        shape = QRegion(box.adjusted(round_, 0, -round_, 0)) | box.adjusted(0, round_, 0, -round_)
        for corner in corners:
            shape |= QRegion(corner, QRegion.RegionType.Ellipse)
        window.setMask(shape)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + theme.px(12), hint.height())

    def room_for_words(self) -> int:
        """How many pixels of the choice that holds are shown."""
        option = QtWidgets.QStyleOptionComboBox()
        self.initStyleOption(option)
        style = QtWidgets.QStyle  # here: it is dear, and sign-in asks for a name that surely fits
        part, field = style.ComplexControl.CC_ComboBox, style.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(part, option, field, self).width()

    def _cut_words(self) -> str:
        words = self.currentText()
        wide = self.fontMetrics().horizontalAdvance(words)
        surely_fits = wide + theme.px(SURELY) <= self.width()
        return "" if surely_fits or wide <= self.room_for_words() else words

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.setToolTip(tip(self._cut_words()))
        painter = QPainter(self)
        middle = QPointF(self.width() - theme.px(18), self.height() / 2)
        colour = "text" if self.isEnabled() else "text3"
        icons.paint(painter, middle, "chevron-down", colour=colour, size=16)
