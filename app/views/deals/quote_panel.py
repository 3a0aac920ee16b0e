"""Shift+F8: what is on the desk goes out as a quote; what went out before comes back onto the desk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import quote as rules
from app.domain.money import format_amount
from app.errors import UserError
from app.i18n import N_, tr
from app.presenters import words
from app.presenters.dates import read_date
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_rows import DeskQuote
from app.presenters.deal_desk_state import DeskState
from app.presenters.preferences import LANGUAGE_NAMES
from app.views import theme
from app.views.deals.chain import EnterChain
from app.views.deals.handover_card import DateEdit
from app.views.deals.side_panel import SidePanel
from app.views.widgets.buttons import link
from app.views.widgets.field import Field
from app.views.widgets.segments import Segments
from app.views.widgets.text import ElidedLabel, label, row


class QuotePanel(SidePanel):
    """A day and a language, then the versions that went out, the newest first."""

    def __init__(self, presenter: DealDeskPresenter) -> None:
        super().__init__(presenter, tr("Quotes"), icon="file-document-outline", commit=tr("Give out"))
        self.until = DateEdit(tr("Valid until"))
        self.add_field("valid_until", Field(tr("Valid until"), self.until))
        self.language = Segments(list(LANGUAGE_NAMES.items()), name=tr("Language of the papers"))
        self.inside.addLayout(row(label(tr("Language of the papers"), "label"), None, self.language))
        self.inside.addWidget(label(tr("Given out"), "hint"))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(6))
        self.inside.addLayout(self._list)
        self._none = label(
            tr("Nothing was given out to this customer yet."), "caption", tone="text2", wrap=True
        )
        self.inside.addWidget(self._none)
        self.inside.addStretch(1)
        self.language.chosen.connect(presenter.set_language)
        self._chain = EnterChain([self.until], then=self.go)
        self._listed: tuple[DeskQuote, ...] | None = None
        self._shown_error: Exception | None = None

    def show_state(self, state: DeskState) -> None:
        """What went out, and in which language the next one speaks."""
        self.until.today = state.facts.today
        self.language.set_current(state.language)
        self.commit.set_busy(state.busy == "paper")
        if state.quotes != self._listed:
            self._listed = state.quotes
            self._refill(state.quotes)
        if state.panel_error is not None and state.panel_error is not self._shown_error:
            self.show_error(state.panel_error)
            self.until.setFocus()
        self._shown_error = state.panel_error

    def _refill(self, quotes: tuple[DeskQuote, ...]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._none.setVisible(not quotes)
        for quote in quotes:
            self._list.addWidget(self._version(quote))

    def _version(self, quote: DeskQuote) -> QWidget:
        """Number, amount and day of a version, and what can be done with it."""
        made = QWidget()
        inside = QVBoxLayout(made)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        name = tr("Version {n}").format(n=quote.version)
        inside.addLayout(
            row(ElidedLabel(f"{name} · {quote.no}", "strong"), label(format_amount(quote.payable), "number"))
        )
        day = words.day(quote.valid_until)
        until = tr("ran out on {day}") if quote.expired else tr("valid until {day}")
        state = label(until.format(day=day), "caption", tone="bad" if quote.expired else "text2")
        take = link(tr("Onto the desk"), lambda: self.presenter.take_quote(quote))
        take.setAccessibleName(f"{take.text()}: {quote.no}")
        again = link(tr("Print"), lambda: self.presenter.print_quote(quote.no))
        again.setAccessibleName(f"{again.text()}: {quote.no}")
        inside.addLayout(row(state, None, take, again))
        return made

    def begin(self) -> None:
        """Seven days are usual."""
        self.clear_errors()
        self.until.set_date(rules.usual_end(self.presenter.state.facts.today))
        self.presenter.list_quotes()
        self.until.setFocus(Qt.FocusReason.OtherFocusReason)
        self.until.selectAll()

    def go(self) -> None:
        """Out with it."""
        self.clear_errors()
        try:
            day = read_date(self.until.text(), self.presenter.state.facts.today, field="valid_until")
            if day is None:
                raise UserError("date_missing", N_("This is needed"), field="valid_until")
            self.presenter.give_quote(day)
        except UserError as error:
            self.show_error(error)
            self.until.selectAll()
