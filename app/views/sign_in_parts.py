"""Parts of the pages before sign-in: the dark welcome panel, the tiles of users, the language switch."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStylePainter, QToolButton, QVBoxLayout, QWidget

from app import i18n
from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.preferences import LANGUAGE_NAMES
from app.presenters.sign_in import Glance
from app.views import early, icons, theme
from app.views.widgets import paint
from app.views.widgets.avatar import IconTile, Logo, draw_avatar
from app.views.widgets.buttons import show_hand
from app.views.widgets.segments import Segments
from app.views.widgets.text import icon_label, keycap, label, row

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent

CAR_HEIGHT = 218


def language_switch() -> Segments:
    """中文 | English."""
    return Segments(list(LANGUAGE_NAMES.items()), name=tr("Language"), current=i18n.language())


class UserTile(QToolButton):
    """A person to choose: disc, name, role."""

    def __init__(self, name: str, role: str, tone: str, *, icon: str = "") -> None:
        super().__init__()
        self._name, self._role, self._tone, self._icon = name, role, tone, icon
        self.setProperty("kind", "tile")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(f"{name}, {role}")
        self.setProperty("focusPolicy", early.FOCUS_BY_TAB_AND_CLICK)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def enterEvent(self, event: QEnterEvent) -> None:
        show_hand(self)
        super().enterEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(111), theme.px(114))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, tokens, size = QStylePainter(self), theme.tokens(), theme.px(44)
        disc = QRectF((self.width() - size) / 2, theme.px(13), size, size)
        if self._icon:
            paint.rounded(painter, disc, tokens.sunken, size / 2)
            icons.paint(painter, disc, self._icon, colour="text2", size=22)
        else:
            draw_avatar(painter, disc, self._name, tone=self._tone, filled=self.isChecked())
        upper = QRect(theme.px(6), theme.px(65), self.width() - theme.px(12), theme.px(20))
        lower = upper.translated(0, theme.px(18))
        paint.text(painter, upper, self._name, theme.face("strong"), tokens.text, paint.CENTRE)
        paint.text(painter, lower, self._role, theme.face("caption"), tokens.text2, paint.CENTRE)


class Welcome(QFrame):
    """What this terminal is and holds. It knows counts, never customers."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "welcome")
        self.setMinimumWidth(theme.px(320))
        # Its share of the window and no more, so that nothing moves when it is filled.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._known: tuple[Glance, datetime] | None = None
        self._filled = False

    def fill(self) -> None:
        """Put in what is to be read; a password can be typed without it, so the first paint does not wait."""
        from app.views.widgets.car_picture import CarPicture

        inside = QVBoxLayout(self)
        inside.setContentsMargins(theme.px(48), theme.px(44), theme.px(48), theme.px(36))
        inside.setSpacing(0)
        self._place = _pale("", "caption")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(_white(tr("Showroom"), "title"))
        names.addWidget(self._place)
        head = row(Logo(44), spacing=12)
        head.addLayout(names, 1)
        inside.addLayout(head)
        inside.addStretch(3)
        inside.addWidget(CarPicture(theme.WELCOME_PAINT, height=CAR_HEIGHT, on_rail=True))
        inside.addSpacing(theme.px(30))
        inside.addWidget(_white(tr("The whole sale, without a network"), "display", wrap=True))
        inside.addSpacing(theme.px(6))
        promise = tr("Quote, contract, deposit and print happen here; they go up by themselves later.")
        inside.addWidget(_pale(promise, "body", wrap=True))
        inside.addSpacing(theme.px(26))
        self._lines = [_Line("car-key"), _Line("tray-arrow-up"), _Line("clock-outline")]
        for line in self._lines:
            inside.addWidget(line)
        inside.addStretch(4)
        self._foot = _pale("", "caption")
        inside.addWidget(self._foot)
        self._filled = True
        if self._known is not None:
            self.show_glance(*self._known)

    def show_glance(self, glance: Glance, now: datetime) -> None:
        """Say what is known; a line without a figure is left out."""
        self._known = glance, now
        if not self._filled:
            return
        self._place.setText(" · ".join(part for part in (glance.dealership, glance.branch) if part))
        leases, waiting, contact = self._lines
        leases.say(
            glance.leases is not None,
            plural(
                glance.leases or 0,
                N_("This terminal may sell {n} car offline"),
                N_("This terminal may sell {n} cars offline"),
            ),
            tr("Others can be quoted or ordered provisionally"),
        )
        waiting.say(
            glance.waiting is not None,
            plural(glance.waiting or 0, N_("{n} item waits to go up"), N_("{n} items wait to go up")),
            tr("Encrypted on disk, safe from a power cut"),
        )
        when = words.moment(glance.last_contact, now) if glance.last_contact else ""
        contact.say(
            bool(when),
            tr("Last contact with the centre: {when}").format(when=when),
            tr("Prices and stock are as of then"),
        )
        parts = [
            tr("Terminal {name}").format(name=glance.terminal) if glance.terminal else "",
            tr("version {version}").format(version=glance.version),
            tr("data encrypted"),
        ]
        self._foot.setText(" · ".join(part for part in parts if part))


class Promise(QWidget):
    """What became of one's work; filled after the first paint, into room that is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(36))

    def fill(self) -> None:
        """Put in what is to be read."""
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(tr("Your last work is saved"), "strong"))
        words.addWidget(label(tr("Go on where you stopped; no customer is shown before that"), "caption"))
        inside = row(IconTile("lock-outline", size=32, icon_size=18, disc=True), spacing=12)
        inside.addLayout(words, 1)
        self.setLayout(inside)


class KeyHints(QWidget):
    """The time, and which keys do what; filled after the first paint, into room that is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(20))
        self._act, self._choices = "", 0
        self._time: QLabel | None = None

    def fill(self) -> None:
        """Put in what is to be read."""
        self._time, self._enter = label("", "caption"), label("", "caption")
        self._keys = (keycap(""), label(tr("Choose account"), "caption"))
        self.setLayout(row(self._time, None, keycap("Enter"), self._enter, 8, *self._keys, spacing=6))
        self.say(self._act, self._choices)

    def say(self, act: str, choices: int) -> None:
        """What Enter does, and among how many accounts one can choose."""
        self._act, self._choices = act, choices
        if self._time is None:
            return
        self._enter.setText(act)
        self._keys[0].setText(f"Alt 1–{min(choices, 9)}")
        for part in self._keys:
            part.setVisible(choices > 0)

    def tell_time(self, now: str) -> None:
        """Say how late it is."""
        if self._time is not None:
            self._time.setText(now)


class _Line(QWidget):
    """An icon, a statement, and what it means; made when the statement can be made."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.hide()

    @cached_property
    def _texts(self) -> tuple[QLabel, QLabel]:
        first, second = _white("", "body"), _pale("", "caption")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(first)
        texts.addWidget(second)
        inside = row(spacing=12)
        mark = icon_label(self._icon, colour="rail_accent", size=20)
        inside.addWidget(mark, 0, QtCore.Qt.AlignmentFlag.AlignTop)
        inside.addLayout(texts, 1)
        inside.setContentsMargins(0, 0, 0, theme.px(14))
        self.setLayout(inside)
        return first, second

    def say(self, known: bool, first: str, second: str) -> None:
        """Show it, or nothing."""
        self.setVisible(known)
        if known:
            for line, words in zip(self._texts, (first, second), strict=True):
                line.setText(words)


def _white(text: str, kind: str, *, wrap: bool = False) -> QLabel:
    made = label(text, kind, wrap=wrap)
    made.setProperty("strong", True)
    return made


def _pale(text: str, kind: str, *, wrap: bool = False) -> QLabel:
    return label(text, kind, wrap=wrap)
