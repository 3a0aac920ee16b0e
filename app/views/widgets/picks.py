"""Choosing several of some words or colours: buttons that stay pressed, with a count of what each would find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QPushButton, QWidget

from app.views import icons, theme
from app.views.widgets.tip import tip

SIDE = 26


class _Picks(QWidget):
    """Some buttons of which any number may hold; `picked` tells the keys that hold, after a person changed one."""

    picked = Signal(object)

    def __init__(self, name: str, *, single: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._single = single
        self._buttons: dict[str, QAbstractButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(6))

    def _add(self, key: str, button: QAbstractButton, at: int, columns: int) -> None:
        button.setCheckable(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self._clicked(key))
        self._buttons[key] = button
        self._grid.addWidget(button, at // columns, at % columns)

    def _clicked(self, key: str) -> None:
        if self._single:
            for other, button in self._buttons.items():
                button.setChecked(other == key and button.isChecked())
        self.picked.emit(self.keys())

    def keys(self) -> frozenset[str]:
        """Those that hold."""
        return frozenset(key for key, button in self._buttons.items() if button.isChecked())

    def set_keys(self, keys: frozenset[str]) -> None:
        """Show which hold without telling anyone."""
        for key, button in self._buttons.items():
            button.setChecked(key in keys)

    def _clear(self) -> None:
        for button in self._buttons.values():
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()

    def buttons(self) -> list[QAbstractButton]:
        """In order, for the tab key and for tests."""
        return list(self._buttons.values())


class WordPicks(_Picks):
    """Words to pick from, so many beside each other; with `counts`, fewer where these do not fit into the `room`."""

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], *, columns: int = 3, single: bool = False,
        counts: Mapping[str, int] | None = None, room: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(name, single=single)
        self._name, self._columns, self._words = name, columns, dict(choices)
        self._make()
        if counts is not None:
            self.show_counts(counts)
            self._columns = self._fitting(columns, room)
        self._place()

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> bool:
        """Other words; whether they are others. None of them holds."""
        if self._words == dict(choices):
            return False
        self._clear()
        self._words = dict(choices)
        self._make()
        self._place()
        return True

    def _make(self) -> None:
        for key, words in self._words.items():
            button = QPushButton(words, self)
            button.setProperty("kind", "pick")
            button.setAutoDefault(False)
            button.setAccessibleName(f"{self._name}: {words}")
            self._buttons[key] = button

    def _place(self) -> None:
        for at, (key, made) in enumerate(self._buttons.items()):
            self._add(key, made, at, self._columns)
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1)

    def _fitting(self, most: int, room: int) -> int:
        wide = []
        for each in self._buttons.values():
            each.ensurePolished()  # its padding comes with the theme
            wide.append(each.sizeHint().width())
        for columns in range(most, 1, -1):
            across = sum(max(wide[at::columns], default=0) for at in range(columns))
            if across + self._grid.horizontalSpacing() * (columns - 1) <= room:
                return columns
        return 1

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many each would find; one that would find none stays, grey, while it does not hold."""
        for key, button in self._buttons.items():
            number = counts.get(key, 0)
            button.setText(f"{self._words[key]} {number}" if number else self._words[key])
            button.setAccessibleName(f"{self._name}: {self._words[key]}, {number}")
            button.setEnabled(bool(number) or button.isChecked())


class ColourPicks(_Picks):
    """Colours to pick from, as discs of paint."""

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], *, columns: int = 7, single: bool = False
    ) -> None:
        super().__init__(name, single=single)
        self._columns = columns
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Other colours: each by its key, from which its paint is known, and its name."""
        if [key for key, _ in choices] == list(self._buttons):
            return
        self._clear()
        for at, (key, words) in enumerate(choices):
            self._add(key, _Disc(key, words), at, self._columns)
        self._grid.setColumnStretch(self._columns, 1)


class _Disc(QAbstractButton):
    """A disc of paint; a ring and a tick say that it holds."""

    def __init__(self, colour: str, words: str) -> None:
        super().__init__()
        self._colour = colour
        self.setAccessibleName(words)
        self.setToolTip(tip(words))
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(SIDE), theme.px(SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        paint = theme.colour(theme.paint_of(self._colour))
        held = self.isChecked()
        painter.setPen(QPen(theme.colour(tokens.border_strong), 1))
        painter.setBrush(paint)
        painter.drawEllipse(middle, theme.px(9), theme.px(9))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if held or self.hasFocus():
            painter.setPen(QPen(theme.colour(tokens.accent), 2))
            painter.drawEllipse(middle, theme.px(12), theme.px(12))
        if held:
            tick = theme.CAR_TYRE if paint.lightness() > 140 else theme.CAR_LAMP
            icons.paint(painter, middle, "check-bold", colour=tick, size=12)
