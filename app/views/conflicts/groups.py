"""The groups of a merge: the list at the left, and the table with before, ours, theirs and the result."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.presenters.merge import (
    FIELDS,
    SIDES,
    TYPED,
    Case,
    MergeField,
    MergeGroup,
    MergePresenter,
    MergeState,
)
from app.views import theme
from app.views.widgets.text import badge, label, set_tone


class GroupList(QFrame):
    """Which groups there are, which is spoken of, which are decided."""

    def __init__(self, presenter: MergePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.setFixedWidth(theme.px(220))
        self.setProperty("ground", "surface2")
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(*(theme.px(14),) * 4)
        self._inside.setSpacing(theme.px(10))
        self._inside.addWidget(label(tr("What differs"), "section"))
        self._rows: list[_GroupRow] = []

    def show_state(self, state: MergeState) -> None:
        """Mark the group spoken of and those decided."""
        groups = state.case.groups if state.case else ()
        if len(groups) != len(self._rows):
            for at, group in enumerate(groups):
                row = _GroupRow(group.title, lambda at=at: self._presenter.go_to(at))
                self._rows.append(row)
                self._inside.addWidget(row)
            self._inside.addStretch(1)
        for at, (row, group) in enumerate(zip(self._rows, groups, strict=True)):
            row.show_row(current=at == state.at, decided=group.name in state.choices)


class _GroupRow(QFrame):
    def __init__(self, title: str, chosen: object) -> None:
        super().__init__()
        self._chosen = chosen
        inside = QVBoxLayout(self)
        inside.setContentsMargins(*(theme.px(8),) * 4)
        inside.setSpacing(theme.px(4))
        self._title, self._state = label(title, "strong"), badge("")
        inside.addWidget(self._title)
        inside.addWidget(self._state)

    def show_row(self, *, current: bool, decided: bool) -> None:
        self._state.setText(tr("decided") if decided else tr("to decide"))
        set_tone(self._state, "ok" if decided else "conflict")
        set_tone(self._title, "accent" if current else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._chosen()  # type: ignore[operator]


class GroupTable(QFrame):
    """One block a group: field, before, ours, theirs, result."""

    def __init__(self, presenter: MergePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("What differs"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(*(theme.px(16),) * 4)
        self._grid.setHorizontalSpacing(theme.px(20))
        self._grid.setVerticalSpacing(theme.px(10))
        for column, stretch in enumerate((2, 3, 4, 4, 4)):
            self._grid.setColumnStretch(column, stretch)
        self._results: list[tuple[MergeGroup, MergeField, QWidget]] = []
        self._sides: dict[tuple[str, str], QRadioButton] = {}
        self._typed: dict[str, QLineEdit] = {}
        self._groups: list[QButtonGroup] = []

    def show_case(self, case: Case) -> None:
        """Lay the groups out, once."""
        heads = (tr("Field"), tr("Before (1)"), tr("Ours (2)"), tr("Theirs (3)"), tr("Result (4: type)"))
        people = ("", "", case.mine_by, case.theirs_by, tr("goes into the contract"))
        tones = ("", "", "accent", "warn", "ok")
        for column, (head, who, tone) in enumerate(zip(heads, people, tones, strict=True)):
            self._grid.addWidget(label(head, "strong", tone=tone), 0, column)
            self._grid.addWidget(label(who, "caption", wrap=True), 1, column)
        row = 2
        for group in case.groups:
            row = self._add_group(group, row)
        self._grid.setRowStretch(row, 1)

    def _add_group(self, group: MergeGroup, row: int) -> int:
        self._grid.addWidget(label(group.title, "section"), row, 0)
        exclusive = QButtonGroup(self)
        self._groups.append(exclusive)
        for column, side in enumerate(SIDES, start=1):
            words = {"base": tr("as before"), "mine": tr("take ours"), "theirs": tr("take theirs")}[side]
            button = QRadioButton(words)
            button.setAccessibleName(f"{group.title}: {words}")
            button.clicked.connect(
                lambda _=False, side=side, name=group.name: self._presenter.choose(side, name)
            )
            exclusive.addButton(button)
            self._sides[group.name, side] = button
            self._grid.addWidget(button, row, column)
        for shown in group.fields:
            row += 1
            self._grid.addWidget(label(tr(FIELDS[shown.name]), "label"), row, 0)
            for column, side in enumerate(SIDES, start=1):
                self._grid.addWidget(label(str(getattr(shown, side)), wrap=True), row, column)
            self._grid.addWidget(self._result(group, shown), row, 4)
        return row + 1

    def _result(self, group: MergeGroup, shown: MergeField) -> QWidget:
        made: QWidget
        if TYPED.get(group.name) == shown.name:
            edit = QLineEdit()
            result = tr("Result")
            edit.setAccessibleName(f"{group.title}: {result}")
            edit.textEdited.connect(lambda text, name=group.name: self._presenter.type(name, text))
            self._typed[group.name] = edit
            made = edit
        else:
            made = label("", "strong", wrap=True)
        self._results.append((group, shown, made))
        return made

    def show_state(self, state: MergeState) -> None:
        """The results as far as they are decided."""
        for (name, side), button in self._sides.items():
            button.setChecked(state.choices.get(name) == side)
        for group, shown, made in self._results:
            words = state.result(group, shown)
            if isinstance(made, QLineEdit):
                if state.choices.get(group.name) != "typed" and made.text() != words:
                    made.setText(words)
            else:
                made.setText(words or "—")  # type: ignore[attr-defined]

    def type_at(self, at: int) -> None:
        """Begin to type another value for a group that takes one."""
        case = self._presenter.state.case
        edit = self._typed.get(case.groups[at].name) if case is not None and case.groups else None
        if edit is not None:
            edit.setFocus()
            edit.selectAll()
