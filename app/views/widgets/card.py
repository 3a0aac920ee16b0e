"""Cards: a white box with a header, facts and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.views import theme
from app.views.widgets import text
from app.views.widgets.text import label, set_tone


class _Footer(QFrame):
    """As high as what it holds, also where that stands one below the other, and never lower than a line."""

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, theme.px(36)))

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, theme.px(36)))


class Card(QFrame):
    """A box on the page. `body` takes the content, `header` what stands right of the title."""

    def __init__(
        self, title: str = "", *, icon: str = "", tone: str = "", padding: int = 14, names: bool = False
    ) -> None:
        """Where the title `names` something, it is as long as that, and gives way when there is little room."""
        super().__init__()
        self._names = names
        self.setProperty("card", True)
        self.setProperty("tone", tone)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        self.header = QHBoxLayout()
        self.title: QLabel | None = None
        if title:
            whole.addWidget(self._make_header(title, icon, tone))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(*(theme.px(padding),) * 4)
        self.body.setSpacing(theme.px(8))
        whole.addLayout(self.body, 1)
        self._whole = whole

    def _make_header(self, title: str, icon: str, tone: str) -> QFrame:
        frame = QFrame()
        frame.setProperty("part", "header")
        frame.setProperty("tone", tone)
        frame.setMinimumHeight(theme.px(52 if theme.touch() else 40))
        self.header = QHBoxLayout(frame)
        self.header.setContentsMargins(theme.px(14), theme.px(4), theme.px(14), theme.px(4))
        self.header.setSpacing(theme.px(8))
        if icon:
            self.header.addWidget(text.icon_label(icon, colour=tone or "text2"))
        self.title = (
            text.ElidedLabel(title, "section", grow=False) if self._names else label(title, "section")
        )
        self.header.addWidget(self.title)
        return frame

    def remark(self, words: str) -> None:
        """A few words at the right of the header; they give way when there is little room."""
        said = text.ElidedLabel(words, "caption")
        said.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.header.addWidget(said, 1)

    def footer(self) -> QHBoxLayout:
        """A shaded strip at the bottom; returns its layout."""
        frame = _Footer()
        frame.setProperty("part", "footer")
        inside = QHBoxLayout(frame)
        inside.setContentsMargins(theme.px(14), theme.px(4), theme.px(14), theme.px(4))
        inside.setSpacing(theme.px(8))
        self._whole.addWidget(frame)
        return inside

    def set_current(self, current: bool) -> None:
        """Mark this card as the one chosen."""
        self.setProperty("current", current)
        theme.restyle(self)


Fact = tuple[str, str] | tuple[str, str, str]
"""What it is, its value, and perhaps the value's tone."""


class FactList(QWidget):
    """Names on the left, one pair a line; values at the right edge or, where there is much room, beside their names."""

    def __init__(self, facts: Sequence[Fact] = (), *, spacing: int = 6, beside: bool = False) -> None:
        super().__init__()
        side = Qt.AlignmentFlag.AlignLeft if beside else Qt.AlignmentFlag.AlignRight
        self._side = side | Qt.AlignmentFlag.AlignVCenter
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(theme.px(spacing))
        self._grid.setHorizontalSpacing(theme.px(32 if beside else 12))
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts; lines are reused, so that nothing flickers."""
        for at, fact in enumerate(facts):
            name, value = self._line(at)
            name.setText(fact[0])
            value.setText(fact[1])
            value.setAccessibleName(f"{fact[0]}: {fact[1]}")
            if "." in fact[1] and "-" not in fact[1]:
                value.setFont(theme.tabular(value.font()))
            set_tone(value, fact[2] if len(fact) == 3 else "")
        for at, (name, value) in enumerate(self._lines):
            name.setVisible(at < len(facts))
            value.setVisible(at < len(facts))

    def _line(self, at: int) -> tuple[QLabel, QLabel]:
        while at >= len(self._lines):
            name, value = label("", "fact"), label("", wrap=True)
            value.setAlignment(self._side)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, len(self._lines), 0)
            self._grid.addWidget(value, len(self._lines), 1)
            self._lines.append((name, value))
        return self._lines[at]


class FigureCard(Card):
    """One figure with its name above and a remark below; a click opens the rows behind it."""

    def __init__(self, name: str, on_click: Callable[[], object] | None = None) -> None:
        super().__init__(padding=12)
        self._on_click = on_click
        self._name, self._figure = label(name, "caption"), label("", "figure")
        self._note = label("", "caption")
        self._figure.setFont(theme.font("figure"))
        self.body.setSpacing(0)
        self.body.setContentsMargins(theme.px(14), theme.px(8), theme.px(14), theme.px(8))
        for part in (self._name, self._figure, self._note):
            self.body.addWidget(part)
        if on_click is not None:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)

    def set_figure(self, figure: str, note: str = "", *, tone: str = "") -> None:
        """Show a figure and what to say about it."""
        self._figure.setText(figure)
        self._note.setText(note)
        set_tone(self._note, tone)
        self.setAccessibleName(f"{self._name.text()} {figure}. {note}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._on_click is not None:
            self._on_click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._on_click is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self._on_click()
        else:
            super().keyPressEvent(event)
