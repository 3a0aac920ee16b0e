"""The right column: the balance, the check list or an open panel, and the three actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.i18n import tr
from app.presenters import deal_desk_checks, deal_desk_words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_state import DeskState
from app.views import theme
from app.views.deals.add_on_panel import AddOnPanel
from app.views.deals.approval_panel import ApprovalPanel
from app.views.deals.balance_card import BalanceCard
from app.views.deals.check_card import CheckCard
from app.views.deals.deposit_panel import DepositPanel
from app.views.deals.loan_panel import LoanPanel
from app.views.deals.outcome_card import OutcomeCard
from app.views.deals.papers_card import PapersCard
from app.views.deals.quote_panel import QuotePanel
from app.views.deals.side_panel import SidePanel
from app.views.widgets.buttons import Button
from app.views.widgets.text import label, row

LOW = 640


_PANELS: dict[str, Callable[[DealDeskPresenter], SidePanel]] = {
    "deposit": DepositPanel, "approval": ApprovalPanel, "add_ons": AddOnPanel, "loan": LoanPanel,
    "quotes": QuotePanel,
}  # fmt: skip


class _Panels(Mapping[str, SidePanel]):
    """Each is made when it is first asked for: most deals open one or two."""

    def __init__(self, make: Callable[[Callable[[DealDeskPresenter], SidePanel]], SidePanel]) -> None:
        self._make, self._made = make, dict[str, SidePanel]()

    def __getitem__(self, key: str) -> SidePanel:
        if key not in self._made:
            self._made[key] = self._make(_PANELS[key])
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in _PANELS

    def __iter__(self) -> Iterator[str]:
        return iter(_PANELS)

    def __len__(self) -> int:
        return len(_PANELS)

    def made(self) -> tuple[SidePanel, ...]:
        """Those that somebody has opened."""
        return tuple(self._made.values())


class ActionsColumn(QFrame):
    """F8 is the one filled button until the contract is drawn, then F9 and F10 in turn."""

    mend_asked = Signal(str)
    draw_asked = Signal()
    print_asked = Signal()
    panel_asked = Signal(str)
    new_asked = Signal()
    closed = Signal()

    def __init__(self, presenter: DealDeskPresenter) -> None:
        super().__init__()
        self._presenter, self._nth = presenter, presenter.state.nth
        self.balance, self.checks = BalanceCard(), CheckCard()
        self.outcome, self.papers = OutcomeCard(), PapersCard()
        self.panels = _Panels(self._make_panel)
        self._middle = QStackedWidget()
        self._middle.setMinimumWidth(theme.px(240))
        self.set_whole(False)
        self._middle.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        for part in (self.checks, self.papers):
            self._middle.addWidget(part)
        self.draw = Button(
            tr("Create contract"), icon="file-document-edit-outline", kind="primary", key="F8", big=True
        )
        self.deposit = Button(tr("Deposit"), key="F9")
        self.print = Button(tr("Print"), key="F10")
        self.new = Button(tr("New deal"), icon="plus", kind="primary", key="F2", big=True)
        self._first = self.draw
        self._why = label("", "caption", wrap=True)
        self._lay_out()
        self.draw.clicked.connect(self.draw_asked.emit)
        self.deposit.clicked.connect(lambda: self.panel_asked.emit("deposit"))
        self.print.clicked.connect(self.print_asked.emit)
        self.new.clicked.connect(self.new_asked.emit)
        self.checks.mend_asked.connect(self.mend_asked)

    def _make_panel(self, make: Callable[[DealDeskPresenter], SidePanel]) -> SidePanel:
        panel = make(self._presenter)
        panel.closed.connect(self.closed)
        self._middle.addWidget(panel)
        return panel

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.px(12))
        inside.addWidget(self.outcome)
        inside.addWidget(self.balance)
        inside.addWidget(self._middle, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self._why)
        buttons.addWidget(self.draw)
        buttons.addWidget(self.new)
        buttons.addLayout(row(self.deposit, self.print))
        inside.addLayout(buttons)
        for button in (self.deposit, self.print):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: DeskState) -> None:
        """Balance, list or panel, and what may be done."""
        presenter = self._presenter
        self.outcome.show_state(state)
        self.balance.show_state(state)
        self._make_room()
        self.checks.show_items(presenter.checks)
        if state.nth != self._nth:
            for panel in self.panels.made():
                panel.forget()
        self._nth = state.nth
        if (opened := self.panels.get(state.panel)) is not None:
            opened.show_state(state)
        if state.closed:
            self.papers.show_state(state)
        rest = self.papers if state.closed else self.checks
        shown: QWidget = opened or rest
        closing = self._middle.currentWidget() is not shown and shown is rest
        self._show_buttons(state)
        self._middle.setCurrentWidget(shown)
        if closing:
            self._focus_action()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a low window the balance gives way to an open panel, whose fields must all be seen."""
        low = self.height() / theme.scale() < LOW
        self.balance.setVisible(not low or self._presenter.state.panel not in self.panels)

    def _show_buttons(self, state: DeskState) -> None:
        presenter = self._presenter
        again = state.drawn is not None
        _rename(self.draw, _draw_words(state))
        self.draw.set_busy(state.busy == "draw")
        self.draw.setVisible(not state.closed)
        self.new.setVisible(state.closed)
        self.deposit.setVisible(not state.closed or state.takes_more)
        deposit = deal_desk_words.deposit(state.deposit_kind)
        _rename(self.deposit, tr("Take money") if state.takes_more else deposit)
        self.draw.setEnabled(not presenter.why_not_draw and (not again or state.changed or state.may_hold))
        self.deposit.setEnabled(state.car is not None)
        self.print.setEnabled(not presenter.why_not_print)
        _rename(self.print, _print_words(state))
        self.new.set_kind("plain" if state.to_sign else "primary")
        self._emphasise(state)
        why = presenter.why_not_draw if not again else presenter.why_not_print
        self._why.setText(why)
        self._why.setVisible(bool(why) and not state.empty and state.panel == "checks")

    def set_whole(self, whole: bool) -> None:
        """More room for the panel where the page scrolls; else its own pages do, and push nothing out."""
        self._middle.setMinimumHeight(theme.px(360 if whole else 150))

    def _emphasise(self, state: DeskState) -> None:
        """One filled button: the natural next step, the one that the key bar accents."""
        following = {"F9": self.deposit, "F10": self.print}.get(deal_desk_checks.next_key(state), self.draw)
        self._first = following if following.isEnabled() else self.draw
        working = state.panel in self.panels  # then the panel's own button is the filled one
        for button in (self.draw, self.deposit, self.print):
            button.set_kind("primary" if button is self._first and not working else "plain")

    def begin_panel(self) -> None:
        """Put the focus into the open panel."""
        panel = self.panels.get(self._presenter.state.panel)
        if panel is not None:
            panel.begin()

    def commit_panel(self) -> bool:
        """Ctrl+Enter: commit the open panel, if there is one."""
        panel = self.panels.get(self._presenter.state.panel)
        if panel is not None:
            panel.go()
        return panel is not None

    def settle(self) -> bool:
        """An add-on that stands in the open panel goes into the deal, or the panel says what it lacks."""
        panel = self.panels.get(self._presenter.state.panel)
        if not isinstance(panel, AddOnPanel) or not panel.half_done():
            return True
        panel.go()
        return not panel.half_done()

    def mend_first(self) -> None:
        """Alt+F."""
        self.checks.mend_first()

    def focus_next(self) -> None:
        """After the contract is drawn: the approval if one is needed, else the way to the printer."""
        if self._presenter.state.panel != "checks":
            self.begin_panel()
        else:
            self._focus_action()

    def _focus_action(self) -> None:
        first = (self._first, self.new) if self._presenter.state.to_sign else (self.new, self._first)
        for button in (*first, self.print, self.draw, self.deposit):
            if button.isVisible() and button.isEnabled():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def take_error(self, error: Exception) -> bool:
        """Show an error in the open panel if it is about one of its fields."""
        panel = self.panels.get(self._presenter.state.panel)
        if panel is None or not isinstance(error, UserError) or error.field not in panel.fields:
            return False
        panel.show_error(error)
        return True


def _draw_words(state: DeskState) -> str:
    if state.drawn is None:
        return tr("Create contract")
    return tr("Hold the car") if state.may_hold else tr("Update contract")


def _print_words(state: DeskState) -> str:
    if state.to_sign:
        return tr("Print and sign")
    return tr("Print again") if state.settled else tr("Print")


def _rename(button: Button, words: str) -> None:
    """A button lays itself out anew for each text, also for the one it has."""
    if button.text() != words:
        button.setText(words)
