"""What somebody else overwrote: both values, whose they are, and one key to bring the first one back."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.presenters import words
from app.presenters.overwritten import Overwritten
from app.views import theme
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import Card
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import ElidedLabel, badge, icon_label

FEW, MANY = 2, 4
"""So many at first, and so many in sight when all are shown; the others are scrolled to."""
ROW = 76


class OverwrittenCard(Card):
    """The newest few, and all of them for whoever asks. Nothing at all when nothing was lost."""

    restore_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Overwritten by someone else"), icon="file-replace-outline", padding=0)
        self._count = badge("", "neutral")
        self.header.addWidget(self._count)
        self.remark(tr("the later entry holds; you may bring the other back"))
        self._inside = QWidget()
        self._inside.setProperty("ground", "surface")
        self._rows = QVBoxLayout(self._inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._area = scrolling(self._inside, only_down=True)
        self.body.addWidget(self._area)
        self._all = False
        self._more = link(tr("Show all {n}").format(n=0), self._show_all)
        self.body.addWidget(self._more)
        self._shown: tuple[Overwritten, ...] = ()
        self._now: datetime | None = None
        self.buttons: list[Button] = []
        self.hide()

    def show_lost(self, lost: tuple[Overwritten, ...], now: datetime) -> None:
        """The list as it is now."""
        self.setVisible(bool(lost))
        if lost != self._shown:
            self._shown, self._now = lost, now
            self._fill(now)

    def restore_first(self) -> None:
        """The newest that this person may bring back."""
        first = next((button for button in self.buttons if button.isEnabled()), None)
        if first is not None:
            first.click()

    def _show_all(self) -> None:
        self._all = True
        if self._now is not None:
            self._fill(self._now)

    def _fill(self, now: datetime) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        self._count.setText(str(len(self._shown)))
        shown = self._shown if self._all else self._shown[:FEW]
        for each in shown:
            self._rows.addWidget(self._row(each, now))
        self._rows.addStretch(1)
        self._more.setVisible(len(shown) < len(self._shown))
        self._more.setText(tr("Show all {n}").format(n=len(self._shown)))
        self._area.setFixedHeight(theme.px(ROW) * min(len(shown), MANY))

    def _row(self, each: Overwritten, now: datetime) -> QFrame:
        frame = QFrame()
        frame.setProperty("part", "row")
        inside = QHBoxLayout(frame)
        inside.setContentsMargins(theme.px(16), theme.px(9), theme.px(16), theme.px(9))
        inside.setSpacing(theme.px(12))
        inside.addWidget(icon_label("swap-horizontal", size=20))
        said = QVBoxLayout()
        said.setSpacing(theme.px(1))
        said.addWidget(ElidedLabel(f"{each.subject} · {each.field}", "strong"))
        lost = tr("Was entered: {value} — {who}, {when}")
        kept = tr("Holds now: {value} — {who}, {when}")
        for words_, value, who, at in (
            (lost, each.lost, each.lost_by, each.lost_at), (kept, each.kept, each.kept_by, each.kept_at),
        ):  # fmt: skip
            when = words.moment(at, now) if at else "—"
            said.addWidget(ElidedLabel(words_.format(value=value, who=who, when=when), "caption"))
        inside.addLayout(said, 1)
        button = Button(tr("Bring back"), icon="restore", on_click=lambda: self.restore_asked.emit(each))
        button.setAccessibleName(
            tr("Bring back {value}").format(value=f"{each.subject}, {each.field}: {each.lost}")
        )
        button.setEnabled(each.may_restore)
        self.buttons.append(button)
        inside.addWidget(button)
        return frame
