"""The needs form: a few questions to the customer; each answer ranks the models anew."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import energy
from app.domain.catalogue import RANGES, Trim
from app.domain.colours import FAMILIES
from app.domain.energy import Energy
from app.domain.recommend import COLOURS, USES
from app.i18n import N_, tr
from app.presenters.showroom import ShowroomPresenter, ShowroomState
from app.views import theme
from app.views.widgets.buttons import Button, link
from app.views.widgets.card import Card
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.picks import ColourPicks, WordPicks
from app.views.widgets.scroll import scrolling
from app.views.widgets.text import label

_WHEN = {
    "": N_("No hurry"), "2": N_("Today or tomorrow"), "7": N_("Within a week"), "30": N_("Within a month"),
}  # fmt: skip
_MOST_SEATS = 7


class NeedsPanel(Card):
    """Budget, use, energy, range, seats, colour, and when; all may be left open."""

    closed = Signal()
    offered = Signal()

    def __init__(self, presenter: ShowroomPresenter) -> None:
        super().__init__(tr("Needs"), icon="account-heart-outline", padding=0)
        self._presenter = presenter
        self.clear = link(tr("Clear"), presenter.forget_needs)
        self.header.addStretch(1)
        self.header.addWidget(self.clear)
        self.budget, self.monthly = MoneyEdit(tr("Budget")), MoneyEdit(tr("Monthly, at most"))
        self.use = Choice(
            tr("Use"), [("", tr("Not said")), *((key, tr(name)) for key, (name, _) in USES.items())]
        )
        self._known: dict[str, Energy] = {}
        self.energies = WordPicks(tr("Energy"), [], columns=2)
        self._offer(())
        self.reach = Choice(tr("Range"), [("0", tr("Any")), *((str(km), f"≥ {km} km") for km in RANGES)])
        seats = [
            ("0", tr("Any")),
            *((str(n), tr("{n} seats").format(n=n)) for n in range(2, _MOST_SEATS + 1)),
        ]
        self.seats = Choice(tr("Seats"), seats)
        colours = [(key, tr(COLOURS[key])) for key in FAMILIES]
        self.colour = ColourPicks(tr("Colour"), colours, single=True)
        self.when = Choice(tr("When needed"), [(key, tr(words)) for key, words in _WHEN.items()])
        self._lay_out()
        foot = self.footer()
        foot.setContentsMargins(*(theme.px(12), theme.px(8)) * 2)
        self.back = Button(
            tr("Back to the filter"), icon="filter-outline", key="Ctrl N", on_click=self.closed.emit
        )
        foot.addWidget(self.back, 1)
        self._wire()

    def _lay_out(self) -> None:
        content = QWidget()
        content.setProperty("ground", "surface")
        inside = QVBoxLayout(content)
        inside.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(12))
        inside.setSpacing(theme.px(12))
        for field in (
            Field(tr("Budget for car and purchase tax"), self.budget, optional=True),
            Field(tr("Monthly, at most"), self.monthly, optional=True),
            Field(tr("Use"), self.use), Field(tr("Energy"), self.energies), Field(tr("Range"), self.reach),
            Field(tr("Seats"), self.seats), Field(tr("Colour"), self.colour), Field(tr("When needed"), self.when),
        ):  # fmt: skip
            inside.addWidget(field)
        hint = tr("Whatever is left open counts for nothing. No name is kept.")
        inside.addWidget(label(hint, "hint", wrap=True))
        inside.addStretch(1)
        area = scrolling(content, only_down=True)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.body.addWidget(area, 1)

    def _wire(self) -> None:
        need = self._presenter.need
        self.budget.amount_changed.connect(lambda fen: need(budget=fen))
        self.monthly.amount_changed.connect(lambda fen: need(monthly=fen))
        self.use.chosen.connect(lambda key: need(use=key))
        self.energies.picked.connect(
            lambda keys: need(energies=frozenset(map(self._known.__getitem__, keys)))
        )
        self.reach.chosen.connect(lambda key: need(range_km=int(key)))
        self.seats.chosen.connect(lambda key: need(seats=int(key)))
        self.colour.picked.connect(lambda keys: need(colour=next(iter(keys), "")))
        self.when.chosen.connect(lambda key: need(within_days=int(key) if key else None))
        for edit in (self.budget, self.monthly):
            edit.returnPressed.connect(self.focusNextChild)

    def stops(self) -> list[QWidget]:
        """For the tab key, in reading order."""
        return [
            self.clear, self.budget, self.monthly, self.use, *self.energies.buttons(), self.reach, self.seats,
            *self.colour.buttons(), self.when, self.back,
        ]  # fmt: skip

    def _offer(self, trims: Sequence[Trim]) -> None:
        """The energies that come with the program, and those of the catalogue."""
        there = energy.in_order((*energy.shipped().values(), *(trim.energy for trim in trims)))
        self._known = {each.code: each for each in there}
        if self.energies.set_choices([(each.code, each.name) for each in there]):
            self.offered.emit()

    def show_state(self, state: ShowroomState) -> None:
        """What was said."""
        needs = state.needs
        self.clear.setEnabled(not needs.empty)
        for edit, amount in ((self.budget, needs.budget), (self.monthly, needs.monthly)):
            if not edit.hasFocus() and edit.amount() != amount:
                edit.set_amount(amount)
        self.use.set_key(needs.use)
        self._offer(state.trims)
        self.energies.set_keys(frozenset(each.code for each in needs.energies))
        self.reach.set_key(str(needs.range_km))
        self.seats.set_key(str(needs.seats))
        self.colour.set_keys(frozenset(filter(None, [needs.colour])))
        self.when.set_key("" if needs.within_days is None else str(needs.within_days))
