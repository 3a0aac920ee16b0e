"""What had no room where it was painted, told by a tooltip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.views.widgets import paint
from app.views.widgets.row_table_model import Index
from app.views.widgets.tip import tip


def cut_words(draw: Callable[[QPainter], object]) -> str:
    """Paint once more where nobody sees it: the words that did not fit, a line each."""
    nowhere = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(nowhere)
    try:
        with paint.noting_cuts() as missed:
            draw(painter)
    finally:  # a picture that ends before its painter takes the program with it
        painter.end()
    return "\n".join(missed)


class TellingDelegate(QStyledItemDelegate):
    """A delegate whose cells tell under the mouse what they cut; a cell that shows all tells nothing."""

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        words = ""
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            words = cut_words(lambda painter: self.paint(painter, option, index))
        if not words:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), tip(words), view, option.rect)
        return True
