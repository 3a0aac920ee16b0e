"""The base of every page: heading, keys, a banner for errors, and what happens on entering."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.presenters.preferences import Preferences
from app.presenters.scan import Scan
from app.views import errors, theme
from app.views.context import Context
from app.views.widgets.banner import Banner
from app.views.widgets.field import Field
from app.views.widgets.row_table import RowTable
from app.views.widgets.scroll import ScrollColumn

_ANY_WIDTH = 16_777_215  # Qt's own way of saying: no limit


class Page(QWidget):
    """A screen within the shell. Subclasses fill `body` and add keys."""

    go = Signal(str, object)
    """Open another screen by its key, with something to show there (or None)."""
    said = Signal(str, str)
    """A short word of success: title and detail."""
    heading_changed = Signal()
    keys_changed = Signal()

    def __init__(self, context: Context, *, margins: tuple[int, int] = (16, 12)) -> None:
        super().__init__()
        self.context = context
        self.setProperty("ground", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outside = QVBoxLayout(self)
        across, along = (theme.px(margin) for margin in margins)
        outside.setContentsMargins(across, along, across, along)
        outside.setSpacing(theme.px(12))
        self.banner = Banner(tone="bad", closable=True)
        outside.addWidget(self.banner)
        self.banner.hide()
        self.said.connect(self.banner.hide)  # what went wrong before is over
        self.body = QHBoxLayout()
        self.body.setSpacing(theme.px(12))
        outside.addLayout(self.body, 1)
        self._turning: list[QBoxLayout] = [self.body]
        self._secondary: list[QWidget] = []
        self._sides: dict[QWidget, int] = {}
        self._narrow = False
        self._keys: list[QAction] = []
        self._in_bar: list[QAction] = []
        self._tables: dict[str, RowTable] = {}
        self.fields: dict[str, Field] = {}

    def title(self) -> str:
        """The heading in the top bar."""
        return ""

    def subtitle(self) -> str:
        """One line of context beneath it."""
        return self.context.desk.session.branch

    def note(self) -> str:
        """The line at the right of the key bar."""
        return ""

    def entered(self, argument: object) -> None:
        """The page is shown; `argument` is what the caller wants to see (or None)."""

    def came_back(self) -> None:
        """Somebody comes back to it with Esc: what they left stands there."""
        self.entered(None)

    def left(self) -> None:
        """Another page is shown."""

    def scanned(self, scan: Scan) -> bool:
        """A code was scanned; true if this page has a use for it."""
        return False

    def remember(self, name: str, table: RowTable) -> None:
        """Keep this table's columns as its user arranges them."""
        self._tables[name] = table
        kept = self._preferences().tables.get(name)
        if kept:
            table.restore_columns(kept)

    def keep_tables(self) -> None:
        """Write down how the tables are arranged, if that changed."""
        preferences = self._preferences()
        arranged = {name: table.columns_state() for name, table in self._tables.items()}
        if any(preferences.tables.get(name) != state for name, state in arranged.items()):
            desk = self.context.desk
            tables = {**preferences.tables, **arranged}
            desk.preferences.write(desk.session.login, preferences._replace(tables=tables))

    def _preferences(self) -> Preferences:
        desk = self.context.desk
        return desk.preferences.read(desk.session.login)

    def focus_first(self) -> None:
        """Put the focus where work begins."""

    def yield_room(
        self, *, turn: Sequence[QBoxLayout] = (), hide: Sequence[QWidget] = (),
        sides: Mapping[QWidget, int] | None = None,
    ) -> None:  # fmt: skip
        """In a narrow window (or at 200 %) turn rows into columns and leave parts out.

        `sides` are panels that are so wide while they stand beside something, and full width below it.
        """
        self._turning += turn
        self._secondary += hide
        self._sides |= sides or {}
        self.set_narrow(self._narrow)

    def set_narrow(self, narrow: bool) -> None:
        """The window became narrow, or wide again."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        for layout in self._turning:
            layout.setDirection(way)
        for part in self._secondary:
            part.setVisible(not narrow)
        for side, width in self._sides.items():
            side.setMaximumWidth(_ANY_WIDTH if narrow else theme.px(width))
            side.setMinimumWidth(theme.px(width))
        self._narrow = narrow
        self.fit_in(self)

    def fit_in(self, part: QWidget) -> None:
        """As narrow as the page is now, for a part that was made after it, too."""
        for column in part.findChildren(
            ScrollColumn
        ):  # in a narrow one the page scrolls, and nothing within it
            column.set_whole(self._narrow)

    def add_key(
        self, words: str, key: str, act: Callable[[], object], *, is_next: bool = False, cap: str = "",
        in_bar: bool = True,
    ) -> QAction:  # fmt: skip
        """An action with a key. `cap` names a key that a widget handles itself, such as Enter in a table.

        One that is not `in_bar` stands beside what it does, and in the help.
        """
        action = QAction(words, self)
        if key:
            action.setShortcut(QKeySequence(key))
            # Wherever the focus is, also in the rail or in the search above; of a page out of sight none acts.
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setProperty("cap", cap)
        action.setProperty("next", is_next)
        action.triggered.connect(lambda: act())
        self.addAction(action)
        self._keys.append(action)
        if in_bar:
            self._in_bar.append(action)
        return action

    def tab_through(self, *controls: QWidget) -> None:
        """Set the order of the tab key: reading order. Groups of buttons count as their buttons."""
        stops = [stop for control in controls for stop in _stops(control)]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def keys(self) -> list[QAction]:
        """The actions for the key bar, in order."""
        return self._in_bar

    def all_keys(self) -> list[QAction]:
        """All of this page's, for the help."""
        return self._keys

    def show_error(self, error: Exception) -> None:
        """Beside the field it names, or in the banner."""
        errors.present(error, banner=self.banner, fields=self.fields)


def _stops(control: QWidget) -> list[QWidget]:
    if control.focusPolicy() != Qt.FocusPolicy.NoFocus:
        return [control]
    window = control.window()
    return [
        child
        for child in control.findChildren(QWidget)
        if child.focusPolicy() != Qt.FocusPolicy.NoFocus and child.window() is window
    ]
