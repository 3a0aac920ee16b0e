"""The report before an auto show: the verdict above, then every line with what was found and its fix. F5 measures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import N_, plural, tr
from app.presenters import words
from app.presenters.show_check import CheckLine, ShowCheckPresenter, ShowCheckState, ShowSigning
from app.views import errors, theme
from app.views.context import Context
from app.views.modal import Modal
from app.views.widgets.banner import Banner
from app.views.widgets.buttons import Button
from app.views.widgets.card import Card
from app.views.widgets.choice import Choice
from app.views.widgets.edits import PasswordEdit
from app.views.widgets.field import Field
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import badge, icon_label, label, row

_LEVELS = {
    "ready": ("check-circle-outline", "ok"),
    "advice": ("alert-outline", "warn"),
    "must": ("close-octagon-outline", "bad"),
}


class ShowCheckDialog(Modal):
    """Measures as it opens."""

    def __init__(self, presenter: ShowCheckPresenter) -> None:
        super().__init__(
            tr("Check before a show"),
            icon="clipboard-check-outline",
            size=QSize(theme.px(980), theme.px(760)),
        )
        self._presenter = presenter
        self._verdict = Banner(tone="neutral", icon="bag-suitcase-outline")
        self._card = Card(tr("What was measured"), padding=0)
        self._count = badge("", "neutral")
        self._card.header.addWidget(self._count)
        self._card.remark(tr("measured here and now, not remembered"))
        self._card.body.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._card.body.addLayout(self._rows)
        self._card.body.addStretch(1)
        content = QFrame()
        content.setProperty("ground", "bg")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(*(theme.px(16),) * 4)
        inside.setSpacing(theme.px(12))
        inside.addWidget(self._verdict)
        self.signing = SigningCard(presenter)
        inside.addWidget(self.signing)
        inside.addWidget(self._card, 1)
        self.body.addWidget(scrolling(content, only_down=True))
        self._when = label("", "caption")
        self.footer.addWidget(self._when, 1)
        self.again = Button(tr("Measure again"), icon="refresh", key="F5", on_click=presenter.measure)
        self.footer.addWidget(self.again)
        self.footer.addWidget(Button(tr("Close"), key="Esc", on_click=self.reject))
        self._shown: tuple[CheckLine, ...] = ()
        presenter.attach(self)
        presenter.measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F5:
            self._presenter.measure()
        else:
            super().keyPressEvent(event)

    def show_state(self, state: ShowCheckState) -> None:
        """The last report; while it is measured anew the one before stays."""
        self.again.set_busy(state.measuring)
        self.signing.show_state(state)
        tone, sentence = self._presenter.verdict()
        counts = tr("{ready} ready, {advice} to look at, {must} to do").format(
            **{level: state.count(level) for level in _LEVELS}
        )
        self._verdict.say(sentence, counts if state.lines else "", tone=tone)
        self._count.setText(str(len(state.lines)))
        at = state.measured_at
        self._when.setText(tr("Measured at {time}").format(time=words.hour(at)) if at else "")
        if state.lines != self._shown:
            self._shown = state.lines
            self._fill(state.lines)

    def show_error(self, error: Exception) -> None:
        """It could not be measured at all."""
        errors.present(error, banner=self.banner, fields=self.signing.fields)

    def _fill(self, lines: tuple[CheckLine, ...]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._rows.addWidget(_row(line))


class SigningCard(Card):
    """One's own password and a manager's: then signing without a network lasts as long as the show."""

    def __init__(self, presenter: ShowCheckPresenter) -> None:
        super().__init__(tr("Let your signing last for the show"), icon="shield-key-outline", padding=14)
        self._presenter = presenter
        days = [(str(n), plural(n, N_("{n} day"), N_("{n} days"))) for n in (4, 7, 14)]
        self.days = Choice(tr("For"), days)
        self.password = PasswordEdit(tr("Your password"))
        self.approver, self.approver_password = QLineEdit(), PasswordEdit(tr("The manager's own password"))
        self.fields = {
            "show_days": Field(tr("For"), self.days),
            "password": Field(tr("Your password"), self.password),
            "approver": Field(tr("Manager"), self.approver),
            "approver_password": Field(tr("The manager's own password"), self.approver_password),
        }
        fields = row(spacing=8)
        for each in self.fields.values():
            fields.addWidget(each, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(fields)
        self.commit = Button(tr("Sign in for the show"), icon="check", kind="primary", on_click=self._sign)
        self.body.addLayout(row(None, self.commit))
        self.hide()

    def show_state(self, state: ShowCheckState) -> None:
        """In sight only while one's signing is too short."""
        self.setVisible(state.signs_too_short)
        self.commit.set_busy(state.signing)
        if not state.signs_too_short:
            self.password.clear()
            self.approver_password.clear()

    def _sign(self) -> None:
        errors.clear(self.fields)
        empty = next((name for name, edit in self._edits() if not edit.text()), "")
        if empty:
            self.fields[empty].set_missing()
            self.fields[empty].control.setFocus()
            return
        asked = ShowSigning(int(self.days.key()), self.approver.text().strip(), self.approver_password.text())
        self._presenter.sign(self.password.text(), asked)

    def _edits(self) -> tuple[tuple[str, QLineEdit], ...]:
        given = self.password, self.approver, self.approver_password
        return tuple(zip(("password", "approver", "approver_password"), given, strict=True))


def _row(line: CheckLine) -> QFrame:
    frame = QFrame()
    frame.setProperty("part", "row")
    frame.setAccessibleName(" · ".join(filter(None, (line.title, line.found, line.fix))))
    inside = QHBoxLayout(frame)
    inside.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
    inside.setSpacing(theme.px(12))
    icon, tone = _LEVELS[line.level]
    inside.addWidget(icon_label(icon, colour=tone, size=22))
    title = label(line.title, "strong", wrap=True)
    title.setFixedWidth(theme.px(150))
    inside.addWidget(title)
    said = QVBoxLayout()
    said.setSpacing(theme.px(2))
    said.addWidget(label(line.found, wrap=True))
    if line.fix:
        said.addWidget(label(line.fix, "caption", wrap=True))
    inside.addLayout(said, 1)
    names = {"ready": tr("Ready"), "advice": tr("Look at it"), "must": tr("Must be done")}
    inside.addWidget(badge(names[line.level], tone))
    return frame


def open_show_check(parent: QWidget, context: Context, argument: object) -> None:
    """Open it; measuring asks the network, so it runs beside the writer."""
    presenter = ShowCheckPresenter(context.run_io, context.desk.more["show_check"], context.desk.clock)
    ShowCheckDialog(presenter).show_over(parent)
