"""The comparison before a customer: pictures and prices above, the rows below. No stock, cost or other customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.catalogue import Trim
from app.domain.comparison import Row
from app.i18n import tr
from app.presenters.pictures import PicturesPresenter
from app.presenters.session import Session
from app.views import theme
from app.views.customer_window import CustomerWindow
from app.views.showroom import words
from app.views.showroom.compare_table import LARGE_LABEL, CompareTable, ComparisonModel
from app.views.widgets.model_picture import ModelPicture
from app.views.widgets.text import ElidedLabel, label

PICTURE = 170


class ComparisonShown(CustomerWindow):
    """Enter shows the models one after the other, Esc ends it."""

    def __init__(
        self, trims: Sequence[Trim], rows: Sequence[Row], pictures: PicturesPresenter, session: Session,
        leaf: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__(session)
        self._leaf = leaf
        model = ComparisonModel()
        self.table = CompareTable(model, large=True)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        model.show_rows([row for row in rows if row.group != "stock"], len(trims))
        heads = QHBoxLayout()
        heads.setSpacing(0)
        heads.setContentsMargins(theme.px(LARGE_LABEL), 0, theme.px(10), 0)
        for trim in trims:
            heads.addWidget(_head(trim, pictures), 1)
        sheet = QFrame()
        sheet.setProperty("ground", "surface")
        sheet.setProperty("part", "customer")
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(*(theme.px(40), theme.px(28)) * 2)
        inside.setSpacing(theme.px(12))
        inside.addLayout(self.who())
        inside.addLayout(heads)
        inside.addWidget(self.table, 1)
        inside.addWidget(label(tr("List prices of the day. Enter shows the models one by one."), "caption"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(sheet)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            self._leaf()
        elif key in steps:
            bar = self.table.verticalScrollBar()
            bar.setValue(bar.value() + steps[key] * self.table.verticalHeader().defaultSectionSize())


def _head(trim: Trim, pictures: PicturesPresenter) -> QWidget:
    head = QWidget()
    inside = QVBoxLayout(head)
    inside.setContentsMargins(theme.px(16), 0, theme.px(10), 0)
    inside.setSpacing(theme.px(2))
    picture = ModelPicture(pictures, height=PICTURE)
    picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    picture.show_model(trim.code, trim.name, trim.colours[0].name if trim.colours else "silver")
    inside.addWidget(picture)
    inside.addWidget(ElidedLabel(trim.name, "title"))
    inside.addWidget(label(words.yuan(trim.list_price), "display", tone="accent"))
    return head
