"""What stands where rows would be: nothing yet, wait, or it went wrong; is it safe, and what next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

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


class StatePanel(QStackedWidget):
    """Shows a content widget, or why there is none."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content, self._skeleton = content, _Skeleton()
        self._disc, self._title, self._text = _Disc(), label("", "section"), label("", "body", wrap=True)
        self._buttons = QVBoxLayout()
        self._report: QLabel = label("", "hint", wrap=True)
        for part in (content, self._skeleton, self._make_message()):
            self.addWidget(part)

    def _make_message(self) -> QFrame:
        frame = QFrame()
        across = QHBoxLayout(frame)
        across.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(theme.px(8))
        middle.addStretch(2)
        middle.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignHCenter)
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
        return frame

    def show_content(self) -> None:
        """There are rows: show them."""
        self.setCurrentIndex(0)

    def show_loading(self) -> None:
        """Grey rows; the page calls it when loading took longer than 200 ms."""
        self.setCurrentIndex(1)

    def show_message(
        self, icon: str, title: str, text: str = "", *, tone: str = "neutral", report: str = "",
        buttons: tuple[tuple[str, Callable[[], object]], ...] = (),
    ) -> None:  # fmt: skip
        """Empty or error. The first button is primary, the second plain, further ones links."""
        self._disc.icon, self._disc.tone = icon, tone
        self._disc.update()
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._report.setText(report)
        self._report.setVisible(bool(report))
        self.setAccessibleName(f"{title} {text}")
        self._offer(buttons)
        self.setCurrentIndex(2)

    def _offer(self, buttons: tuple[tuple[str, Callable[[], object]], ...]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        kinds = ("primary", "plain")
        for at, (words, act) in enumerate(buttons):
            made = Button(words, kind=kinds[at], on_click=act) if at < 2 else link(words, act)
            made.setMinimumWidth(theme.px(190))
            self._buttons.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)

    @property
    def state(self) -> str:
        """`content`, `loading` or `message`."""
        return ("content", "loading", "message")[self.currentIndex()]
