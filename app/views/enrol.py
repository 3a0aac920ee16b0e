"""First run: make this folder a terminal. Five entries, then wait; a cut is no harm."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.i18n import N_, tr
from app.presenters.enrol import Enrolment, EnrolPresenter, EnrolState
from app.views import errors, theme
from app.views.enrol_parts import StepMark
from app.views.sign_in_parts import language_switch
from app.views.widgets.avatar import Logo
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import label, row

NARROW = 900
_STEPS = (
    ("register", N_("Register this terminal"), N_("Server, code and an account")),
    ("first_sync", N_("First sync"), N_("Cars, people, contracts")),
    ("ready", N_("Ready"), N_("Then you can sell")),
)


class EnrolPage(QWidget):
    """Shown when the folder is no terminal yet."""

    language_chosen = Signal(str)
    finished = Signal()

    def __init__(self, presenter: EnrolPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self.told: Exception | None = None
        self.setProperty("ground", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outside = QHBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        self._panel = self._make_steps()
        right = QWidget()
        right.setProperty("ground", "bg")
        right.setLayout(self._make_right())
        outside.addWidget(self._panel)
        outside.addWidget(scrolling(right), 1)
        presenter.attach(self)

    def _make_steps(self) -> QFrame:
        panel = QFrame()
        panel.setProperty("part", "welcome")
        panel.setFixedWidth(theme.px(320))
        inside = QVBoxLayout(panel)
        inside.setContentsMargins(theme.px(36), theme.px(40), theme.px(28), theme.px(32))
        inside.setSpacing(0)
        name = label(tr("Showroom"), "title")
        name.setProperty("strong", True)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(name)
        names.addWidget(label(tr("First run · about 10 minutes"), "caption"))
        head = row(Logo(44), spacing=12)
        head.addLayout(names, 1)
        inside.addLayout(head)
        inside.addSpacing(theme.px(44))
        self._steps: dict[str, StepMark] = {}
        for at, (key, title, text) in enumerate(_STEPS):
            self._steps[key] = StepMark(at + 1, tr(title), tr(text), last=at == len(_STEPS) - 1)
            inside.addWidget(self._steps[key])
        inside.addStretch(1)
        promise = tr("You may switch off or lose the network: it goes on from where it stopped.")
        inside.addWidget(label(promise, "caption", wrap=True))
        return panel

    def _make_right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setContentsMargins(theme.px(44), theme.px(36), theme.px(44), theme.px(24))
        right.setSpacing(theme.px(16))
        self._title, self._subtitle = label("", "display"), label("", "fact")
        heading = QVBoxLayout()
        heading.setSpacing(theme.px(2))
        heading.addWidget(self._title)
        heading.addWidget(self._subtitle)
        self.language = language_switch()
        self.language.chosen.connect(self.language_chosen)
        top = row()
        top.addLayout(heading, 1)
        top.addWidget(self.language, 0, Qt.AlignmentFlag.AlignTop)
        right.addLayout(top)
        self.banner = Banner(tone="bad")
        self.banner.hide()
        right.addWidget(self.banner)
        self._progress = self._make_progress()
        right.addWidget(self._progress)
        right.addWidget(self._make_form())
        right.addStretch(1)
        self._why: QLabel = label("", "caption")
        self.button = Button(
            tr("Register and sync"), kind="primary", key="Enter", big=True, on_click=self._start
        )
        right.addLayout(row(None, self._why, self.button))
        return right

    def _make_form(self) -> Card:
        card = Card(tr("This terminal"), icon="monitor-lock")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(12))
        self.edits: dict[str, QLineEdit] = {name: QLineEdit() for name in ("server", "code", "name", "login")}
        self.edits["password"] = PasswordEdit(tr("Password"))
        self.edits["server"].setPlaceholderText("https://")
        self.edits["code"].setPlaceholderText("K7F2XXXXXX")
        self.edits["code"].setProperty("mono", True)
        self.fields = {
            "server": Field(
                tr("Server"), self.edits["server"], hint=tr("Your administrator has its address")
            ),
            "code": Field(tr("Enrolment code"), self.edits["code"], hint=tr("Works once")),
            "name": Field(tr("Name of this terminal"), self.edits["name"], hint=tr("For example HZ-BJ-03")),
            "login": Field(tr("Your account"), self.edits["login"]),
            "password": Field(
                tr("Password"), self.edits["password"], hint=tr("It also opens this terminal offline")
            ),
        }
        grid.addWidget(self.fields["server"], 0, 0, 1, 2)
        for at, name in enumerate(("code", "name", "login", "password")):
            grid.addWidget(self.fields[name], 1 + at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
        for edit in self.edits.values():
            edit.returnPressed.connect(self._next)
        card.body.addLayout(grid)
        self._form = card
        return card

    def _make_progress(self) -> Card:
        card = Card()
        self._fetched = label("", "section")
        card.body.addLayout(row(self._fetched, None, label(tr("Encrypted while it downloads"), "caption")))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("First sync"))
        card.body.addWidget(self._bar)
        return card

    def show_state(self, state: EnrolState) -> None:
        """Form, then progress, then ready."""
        progress = state.progress
        self._progress.setVisible(progress is not None and progress.step != "register")
        self._form.setVisible(not self._progress.isVisibleTo(self))
        self._form.setEnabled(not state.busy)
        self.button.set_busy(state.busy)
        done = progress.step if progress else ""
        self._show_steps(done if state.busy or state.finished else "register")
        if state.finished:
            self.button.setText(tr("Start"))
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._title.setText(tr("Ready to sell") if state.finished else tr("Set up this terminal"))
        begun, ended = (
            tr("A code from your administrator, and your account"),
            tr(
                "Everything is on this terminal. Sign in with the password you gave, from now on offline too."
            ),
        )
        self._subtitle.setText(ended if state.finished else begun)
        self._why.setText(tr("The first sync is running") if state.busy else "")
        # How much there is to come is known only when all of it is here.
        self._bar.setMaximum(1 if state.finished else 0)
        self._bar.setValue(1)
        running, ended = tr("Everything this branch needs is being fetched"), tr("Everything is here")
        self._fetched.setText(ended if state.finished else running)

    def _show_steps(self, current: str) -> None:
        keys = [key for key, _, _ in _STEPS]
        at = keys.index(current) if current in keys else 0
        for place, key in enumerate(keys):
            finished = place < at or current == "ready"
            self._steps[key].show_step("done" if finished else "now" if place == at else "due")

    def _next(self) -> None:
        """Enter goes to what is still empty; where that is the field it was pressed in, it says so."""
        empty = next((edit for edit in self.edits.values() if not edit.text().strip()), None)
        if empty is None or empty.hasFocus():
            self._start()
        else:
            empty.setFocus()

    def _start(self) -> None:
        if self._presenter.state.finished:
            self.finished.emit()
            return
        errors.clear(self.fields)
        self.told = None
        self.banner.hide()
        for name, field in self.fields.items():
            if not self.edits[name].text().strip():
                field.set_missing()
                self.edits[name].setFocus()
                return
        values = {
            name: edit.text() if name == "password" else edit.text().strip()
            for name, edit in self.edits.items()
        }
        self._presenter.enrol(Enrolment(**values))

    def take_over(self, before: EnrolPage) -> None:
        """What was typed into a page in another language, and what it had to say."""
        for name, edit in before.edits.items():
            self.edits[name].setText(edit.text())
        if before.told is not None:
            self.show_error(before.told)

    def show_error(self, error: Exception) -> None:
        """Beside the field it names, or as a banner."""
        self.told = error
        errors.present(error, banner=self.banner, fields=self.fields)
        focused = self.focusWidget()
        if isinstance(focused, QLineEdit) and focused.hasFocus():
            focused.selectAll()
        else:
            self.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._panel.setVisible(self.width() / theme.scale() >= NARROW)

    def focus_first(self) -> None:
        """Where typing begins."""
        self.edits["server"].setFocus()
