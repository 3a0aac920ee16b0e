"""What stands where rows would be: nothing yet, wait, or it went wrong; is it safe, and what next."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import shiboken6
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.views import icons, theme
from app.views.widgets.buttons import Button, link
from app.views.widgets.text import label

SKELETON_AFTER_MS = 200


class _Disc(QWidget):
    """A large icon on a round ground."""

    def __init__(self) -> None:
        super().__init__()
        self.icon, self.tone = "", "neutral"
        self.setFixedSize(theme.px(64), theme.px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        front, ground = theme.tone_colours(self.tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(self.rect())
        icons.paint(painter, QRectF(self.rect()), self.icon, colour=front, size=32)


class _Skeleton(QWidget):
    """Rows of grey bars: data is on its way."""

    WIDTHS = (0.62, 0.50, 0.62, 0.42, 0.55, 0.60, 0.38)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, height = theme.tokens(), theme.px(36)
        painter.fillRect(self.rect(), QColor(tokens.surface))
        columns = ((0.0, 0.30), (0.33, 0.42), (0.82, 0.18))
        room = self.width() - theme.px(28)
        for at in range(max(0, self.height() // height)):
            middle = at * height + height / 2
            painter.setPen(QColor(tokens.border))
            painter.drawLine(0, (at + 1) * height - 1, self.width(), (at + 1) * height - 1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.sunken))
            for start, share in columns:
                width = room * share * (self.WIDTHS[at % 7] / 0.62)
                bar = QRectF(theme.px(14) + room * start, middle - theme.px(6), width, theme.px(12))
                painter.drawRoundedRect(bar, theme.px(4), theme.px(4))


class _Message(QFrame):
    """Why there are no rows: a large icon, sentences, and what one can do."""

    def __init__(self) -> None:
        super().__init__()
        self.disc, self._title, self._text = _Disc(), label("", "section"), label("", "body", wrap=True)
        self._buttons = QVBoxLayout()
        self._report: QLabel = label("", "hint", wrap=True)
        across = QHBoxLayout(self)
        across.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(8))
        middle.addStretch(2)
        middle.addWidget(self.disc, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addSpacing(theme.px(8))
        for part in (self._title, self._text, self._report):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            part.setMaximumWidth(theme.px(420))
            part.setMinimumWidth(theme.px(280))
            middle.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title.setWordWrap(True)
        middle.addSpacing(theme.px(8))
        self._buttons.setSpacing(theme.px(8))
        middle.addLayout(self._buttons)
        middle.addStretch(3)
        across.addLayout(middle)
        across.addStretch(1)

    def say(self, icon: str, title: str, text: str, *, tone: str, report: str) -> None:
        """Other words."""
        self.disc.icon, self.disc.tone = icon, tone
        self.disc.update()
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._report.setText(report)
        self._report.setVisible(bool(report))

    def offer(self, buttons: tuple[tuple[str, Callable[[], object]], ...]) -> None:
        """Replace the buttons."""
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        kinds = ("primary", "plain")
        for at, (words, act) in enumerate(buttons):
            made = Button(words, kind=kinds[at], on_click=act) if at < 2 else link(words, act)
            made.setMinimumWidth(theme.px(190))
            self._buttons.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)


class StatePanel(QStackedWidget):
    """Shows a content widget, or why there is none: what takes its place is made when it is first needed."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self._held: QWidget | None = None
        self._wait = QTimer(self, singleShot=True, interval=SKELETON_AFTER_MS)
        self._wait.timeout.connect(self.show_loading)
        self.addWidget(content)

    @cached_property
    def _skeleton(self) -> _Skeleton:
        made = _Skeleton()
        if isinstance(self._content, QTableView):
            over = QVBoxLayout(self._content.viewport())  # the headings stay in sight
            over.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
            over.setContentsMargins(0, 0, 0, 0)
            over.addWidget(made)
            made.hide()
        else:
            self.addWidget(made)
        return made

    @property
    def _covered(self) -> bool:
        """Whether grey rows lie over the table's."""
        over = isinstance(self._content, QTableView) and "_skeleton" in vars(self)
        return over and not self._skeleton.isHidden()

    def _uncover(self) -> None:
        if self._covered:
            self._skeleton.hide()

    @cached_property
    def _message(self) -> _Message:
        made = _Message()
        self.addWidget(made)
        return made

    def show_content(self) -> None:
        """There are rows: show them. What had the focus before they were waited for has it again."""
        waited = self.state == "loading" and self._skeleton.hasFocus()
        self._wait.stop()
        self._uncover()
        self.setCurrentWidget(self._content)
        if waited and self._held is not None and shiboken6.isValid(self._held):
            self._held.setFocus(Qt.FocusReason.OtherFocusReason)

    def wait(self) -> None:
        """Grey rows, if it takes longer than 200 ms."""
        if self.state != "loading" and not self._wait.isActive():
            self._wait.start()

    def show_loading(self) -> None:
        """Grey rows at once. They hold the focus: Qt would hand it to whatever comes next on the page."""
        if isinstance(self._content, QTableView):
            self.setCurrentWidget(self._content)
            self._skeleton.show()
            return
        held = QApplication.focusWidget()
        inside = held is not None and (held is self._content or self._content.isAncestorOf(held))
        self.setCurrentWidget(self._skeleton)
        if inside:
            self._held = held
            self._skeleton.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_failed(self, title: str, retry: Callable[[], object]) -> None:
        """It cannot be read; nothing is lost."""
        self.show_message(
            "database-alert-outline", title, tr("Your work is safe. Try again."), tone="bad",
            buttons=((tr("Try again"), retry),),
        )  # fmt: skip

    def show_message(
        self, icon: str, title: str, text: str = "", *, tone: str = "neutral", report: str = "",
        buttons: tuple[tuple[str, Callable[[], object]], ...] = (),
    ) -> None:  # fmt: skip
        """Empty or error. The first button is primary, the second plain, further ones links."""
        self._wait.stop()
        self._uncover()
        self._message.say(icon, title, text, tone=tone, report=report)
        self._message.offer(buttons)
        self.setAccessibleName(f"{title} {text}")
        self.setCurrentWidget(self._message)

    @property
    def tone(self) -> str:
        """Of the message: `bad` where something went wrong."""
        return self._message.disc.tone if self.state == "message" else ""

    @property
    def state(self) -> str:
        """`content`, `loading` or `message`."""
        shown = self.currentWidget()
        if shown is self._content and self._covered:
            return "loading"
        return (
            "content" if shown is self._content else "loading" if isinstance(shown, _Skeleton) else "message"
        )
