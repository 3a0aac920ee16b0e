"""The contract's check list: what stops a print first, then what needs a look, then what is in order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import N_, plural, tr
from app.presenters.deal_desk_checks import CheckItem, blocks
from app.views import theme
from app.views.widgets import announce
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import Card
from app.views.widgets.text import badge, icon_label, keycap, label, row, set_tone

_ICONS = {"block": "close-circle-outline", "warn": "alert-outline", "ok": "check-circle-outline"}
_TONES = {"block": "bad", "warn": "warn", "ok": "ok"}


class _Line(QFrame):
    """One check. A blocking one stands on a weak red ground."""

    def __init__(self, item: CheckItem, mend: Callable[[], object], *, first: bool) -> None:
        super().__init__()
        self._item = item
        self.fix: Button | None = None
        inside = QHBoxLayout(self)
        tall = 8 if item.level != "ok" else 5
        inside.setContentsMargins(theme.px(12), theme.px(tall), theme.px(12), theme.px(tall))
        inside.setSpacing(theme.px(8))
        mark = icon_label(_ICONS[item.level], colour=_TONES[item.level], size=18)
        inside.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(item.text, "caption" if item.level == "ok" else "strong", wrap=True))
        if item.hint:
            words.addWidget(label(item.hint, "caption", wrap=True))
        if item.fix:
            self.fix = link(item.fix, mend)
            line = row(self.fix, spacing=4)
            if first:
                line.addWidget(keycap("Alt F"))
            line.addStretch(1)
            words.addLayout(line)
        inside.addLayout(words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(item.text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        if self._item.level == "block":
            painter.fillRect(self.rect(), theme.colour(tokens.bad_weak))
        painter.setPen(theme.colour(tokens.border))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


class _Lines(QWidget):
    """As high as its lines are at its width. Qt would keep room for words that wrap as in a narrow column, and the list
    would scroll into it."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class CheckCard(Card):
    """Counts above, the list below; a link leads to where something is mended."""

    mend_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Contract check"), padding=0)
        self._shown: tuple[CheckItem, ...] | None = None
        self._must, self._notes = badge("", "bad"), badge("", "warn")
        self.header.addStretch(1)
        self.header.addWidget(self._must)
        self.header.addWidget(self._notes)
        self._rebuild = QTimer(self, singleShot=True, interval=0)
        self._rebuild.timeout.connect(self._build)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._area)

    def show_items(self, items: tuple[CheckItem, ...]) -> None:
        """Show the list; nothing is rebuilt while it stays the same."""
        if items == self._shown:
            return
        self._shown = items
        stopping, notes = len(blocks(items)), sum(item.level == "warn" for item in items)
        self._must.setVisible(bool(stopping) or (bool(items) and not notes))
        fix = plural(stopping, N_("{n} to fix"), N_("{n} to fix"))
        self._must.setText(fix if stopping else tr("all in order"))
        set_tone(self._must, "bad" if stopping else "ok")
        self._notes.setVisible(bool(notes))
        self._notes.setText(plural(notes, N_("{n} note"), N_("{n} notes")))
        self._rebuild.start()
        self.setAccessibleName(f"{tr('Contract check')}: {self._must.text()}")
        announce.renamed(self)

    def _build(self) -> None:
        """A moment later: a list of a dozen lines costs more than all other cards together."""
        self._area.setWidget(self._make_list(self._shown) if self._shown else self._make_nothing())

    @staticmethod
    def _make_nothing() -> QWidget:
        words = label(
            tr("The contract is checked as soon as there are a customer and a car."), "caption", wrap=True
        )
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        words.setContentsMargins(*(theme.px(14),) * 4)
        return words

    def _make_list(self, items: tuple[CheckItem, ...]) -> QWidget:
        made = _Lines()
        made.setProperty("ground", "clear")
        inside = QVBoxLayout(made)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        first = next((item for item in items if item.fix), None)
        for item in items:
            inside.addWidget(_Line(item, self._mender(item), first=item is first))
        inside.addStretch(1)
        return made

    def _mender(self, item: CheckItem) -> Callable[[], object]:
        return lambda: self.mend_asked.emit(item.target)

    def mend_first(self) -> None:
        """Alt+F: the first thing that can be mended."""
        first = next((item for item in self._shown or () if item.fix), None)
        if first is not None:
            self.mend_asked.emit(first.target)
