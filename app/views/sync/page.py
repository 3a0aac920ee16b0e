"""The sync page: am I safe, what needs me, what waits, what may I sell."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from app.i18n import tr
from app.presenters import words
from app.presenters.sync_status import SyncState, WaitingItem
from app.views import theme
from app.views.context import Context, files_presenter, sync_presenter
from app.views.page import Page
from app.views.sync.columns import columns
from app.views.sync.files import FilesCard
from app.views.sync.overwritten import OverwrittenCard
from app.views.sync.parts import Cases, Leases, Legend, Overview
from app.views.widgets.card import Card
from app.views.widgets.row_table import RowTable
from app.views.widgets.row_table_model import RowTableModel
from app.views.widgets.state_panel import StatePanel
from app.views.widgets.text import badge, icon_label, label

LEGEND_FROM = 1260


class SyncPage(Page):
    """Opened by the chip or Ctrl+Shift+S."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, margins=(16, 16))
        self._presenter = sync_presenter(context)
        self.overview = Overview(self._presenter)
        self.overview.export.clicked.connect(self._export)
        self.leases, self.cases, self._legend = Leases(), Cases(), Legend()
        self.leases.all_asked.connect(lambda: self.go.emit("stock", None))
        self.cases.asked.connect(lambda dialog, case: self.go.emit(dialog, case))
        self.overwritten = OverwrittenCard()
        self.overwritten.restore_asked.connect(self._presenter.restore)
        self.files = FilesCard()
        self._failed = False
        self._outbox: tuple[WaitingItem, ...] | None = None
        self._model: RowTableModel[WaitingItem] = RowTableModel(columns())
        self.table = RowTable(self._model, name=tr("Waiting to go up"), rows="tall")
        self._lay_out()
        self._retry = self.add_key(tr("Sync now"), "F5", self._presenter.retry)
        self._decide = self.add_key(tr("Decide the first"), "Ctrl+Return", self._merge_first)
        self._copy = self.add_key(tr("Copy to a stick"), "Ctrl+E", self._export)
        self._restore = self.add_key(tr("Bring the first back"), "Ctrl+R", self.overwritten.restore_first)
        self.add_key(tr("Check before a show"), "Ctrl+T", lambda: self.go.emit("show_check", None))
        self.add_key(tr("Back"), "Escape", lambda: self.go.emit("back", None))
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(lambda: self._show_times(self._presenter.state))
        self._presenter.attach(self)
        files_presenter(context).attach(self.files)

    def _lay_out(self) -> None:
        left, middle = QVBoxLayout(), QVBoxLayout()
        for column in (left, middle):
            column.setSpacing(theme.px(12))
        left.addWidget(self.overview)
        left.addWidget(self.leases, 1)
        middle.addWidget(self.cases)
        middle.addWidget(self.overwritten)
        middle.addWidget(self._make_waiting(), 1)
        middle.addWidget(self.files)
        self.body.addLayout(left)
        self.body.addLayout(middle, 1)
        self.body.addWidget(self._legend)
        self.table.setMinimumHeight(theme.px(220))
        self.yield_room(sides={self.overview: 344, self.leases: 344})

    def _make_waiting(self) -> Card:
        card = Card(tr("Waiting to go up"), icon="tray-arrow-up", padding=0)
        self._count = badge("0", "neutral")
        card.header.addWidget(self._count)
        card.remark(tr("in the order in which it happened; nothing counts twice"))
        self._waiting = StatePanel(self.table)
        card.body.addWidget(self._waiting, 1)
        foot = card.footer()
        foot.addWidget(icon_label("shield-lock-outline", size=16))
        safe = tr("You are asked again before the program closes; everything here is saved and encrypted.")
        foot.addWidget(label(safe, "caption", wrap=True), 1)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What the chip means is help; where room is short the work that waits needs it more."""
        super().resizeEvent(event)
        self._legend.setVisible(self.width() >= theme.px(LEGEND_FROM))

    def title(self) -> str:
        return tr("Sync")

    def subtitle(self) -> str:
        session = self.context.desk.session
        terminal = tr("Terminal {name}").format(name=session.terminal)
        return f"{terminal} · {session.branch}"

    def note(self) -> str:
        contact = self._presenter.state.status.last_contact
        return tr("Last contact {time}").format(time=words.hour(contact)) if contact else ""

    def entered(self, argument: object) -> None:
        self._tick.start()
        self._presenter.load()

    def left(self) -> None:
        self._tick.stop()

    def focus_first(self) -> None:
        (self.cases.first or self.overview.retry).setFocus()

    def show_state(self, state: SyncState) -> None:
        """Everything; the table only when something else waits."""
        self._show_times(state)
        if self._failed and not state.failed:
            self.banner.hide()  # what it said of the network is over
        self._failed = state.failed
        status = state.status
        held, before = self.cases.isAncestorOf(self.focusWidget()), self.cases.first
        self.cases.show_cases(status.cases)
        if held and self.cases.first is not before:
            self.focus_first()  # the button that had the focus is gone, and keys act where the focus is
        for key in (self._decide, self._retry):  # the one that goes on
            key.setProperty("next", (key is self._decide) == bool(status.cases))
        self._decide.setEnabled(bool(status.cases))
        self._copy.setEnabled(status.waiting > 0)
        self.overwritten.show_lost(status.overwritten, self._presenter.clock.now())
        self._restore.setEnabled(any(lost.may_restore for lost in status.overwritten))
        self._count.setText(str(status.waiting))
        if status.outbox != self._outbox:
            self._outbox = status.outbox
            self._model.set_rows(status.outbox)
        if status.outbox:
            self._waiting.show_content()
        elif state.loaded:
            nothing = tr("Everything entered here is at the centre.")
            self._waiting.show_message("check-circle-outline", tr("Nothing waits"), nothing, tone="ok")
        else:
            self._waiting.show_loading()
        self.heading_changed.emit()

    def _show_times(self, state: SyncState) -> None:
        now = self._presenter.clock.now()
        self.overview.show_state(state, now)
        self.leases.show_leases(state.status.leases, now)

    def _merge_first(self) -> None:
        if self.cases.first is not None:
            self.cases.first.click()

    def _export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("Copy to a stick"), "showroom-unsent.bin")
        if path:
            self._presenter.export(path)
