"""F6: add-ons, gifts and amounts for others. What is often sold is picked; the rest is typed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain import options
from app.domain.bundle import Bundle
from app.domain.gift import Gifts
from app.domain.money import format_amount
from app.domain.options import Option
from app.domain.pricing import OWN, Nature
from app.errors import UserError
from app.i18n import in_a_row, tr
from app.presenters import deal_desk_words
from app.presenters.deal_desk import DealDeskPresenter
from app.presenters.deal_desk_entries import STANDING
from app.presenters.deal_desk_rows import DeskLine
from app.presenters.deal_desk_state import DeskState
from app.views import theme
from app.views.deals.chain import EnterChain
from app.views.deals.side_panel import SidePanel
from app.views.widgets.buttons import Button, link
from app.views.widgets.choice import Choice
from app.views.widgets.field import Field
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.text import label, row
from app.views.widgets.tick_box import TickBox
from app.views.widgets.tip import tip

_STANDING = {line.kind: line for line in STANDING}


class AddOnPanel(SidePanel):
    """Name, Enter, amount, Enter, and who gets it, Enter: the next one. What it costs us may be said, too."""

    def __init__(self, presenter: DealDeskPresenter) -> None:
        super().__init__(presenter, tr("Add-ons"), icon="puzzle-outline", commit=tr("Add"))
        self.name, self.amount = QLineEdit(), MoneyEdit(tr("Amount (¥)"))
        kinds = [
            ("add_on", tr("Add-on")), ("warranty", tr("Warranty")), ("service", tr("Service")), ("gift", tr("Gift")),
            ("other", tr("For others")), *((line.kind, deal_desk_words.label(line)) for line in STANDING),
        ]  # fmt: skip
        self.kind = Choice(tr("Kind"), kinds)
        self.payee = QLineEdit()
        self.add_field("label", Field(tr("Item"), self.name))
        self.add_field("amount", Field(tr("Amount (¥)"), self.amount))
        self.add_field("kind", Field(tr("Kind"), self.kind))
        self.cost = MoneyEdit(tr("What it costs us (¥)"))
        self.add_field("payee", Field(tr("Payee"), self.payee))
        self.add_field("cost", Field(tr("What it costs us (¥)"), self.cost))
        self.kind.chosen.connect(self._show_fields)
        self._show_fields(self.kind.key())
        self._frequent_title = label(tr("Often sold"), "hint")
        self._frequent, self._present = QVBoxLayout(), QVBoxLayout()
        self._given_title, self._given = label(tr("Gifts"), "hint"), QVBoxLayout()
        self.tax = TickBox(tr("We collect the purchase tax"))
        self.tax.toggled.connect(presenter.collect_tax)
        for part in (self._frequent, self._given, self._present):
            part.setSpacing(0)
        self._bundles_title, self._bundles = label(tr("Bundles"), "hint"), QVBoxLayout()
        self._bundles.setSpacing(0)
        self._options_title, self._options = label(tr("Options of the model"), "hint"), QVBoxLayout()
        self._options.setSpacing(0)
        self.inside.addWidget(self._options_title)
        self.inside.addLayout(self._options)
        self._dropped = label("", "caption", tone="warn", wrap=True)
        self.inside.addWidget(self._dropped)
        self.inside.addWidget(self._bundles_title)
        self.inside.addLayout(self._bundles)
        self.inside.addWidget(self._frequent_title)
        self.inside.addLayout(self._frequent)
        self.inside.addWidget(self._given_title)
        self.inside.addLayout(self._given)
        self._present_title = label(tr("In this deal"), "hint")
        self.inside.addWidget(self._present_title)
        self.inside.addLayout(self._present)
        self.inside.addWidget(self.tax)
        self.inside.addStretch(1)
        self._chain = EnterChain(
            [self.name, self.amount, self.payee, self.cost], then=self.go, passes=self._may_pass
        )
        self._listed: object = None
        self._offered: tuple[Option, ...] = ()
        self.options: dict[str, TickBox] = {}

    def show_state(self, state: DeskState) -> None:
        """What can be picked, and what is in the deal already."""
        blocked = self.tax.blockSignals(True)
        self.tax.setChecked(state.collects_tax)
        self.tax.blockSignals(blocked)
        self._show_options(state)
        listed = (state.facts.frequent, state.facts.bundles, state.facts.gifts, state.lines)
        if listed == self._listed:
            return
        self._listed = listed
        names = {line.label for line in state.lines}
        frequent = [line for line in state.facts.frequent if line.label not in names][:5]
        given = _gifts(state.facts.gifts, but=names | {line.label for line in frequent})[:5]
        missing = [each for each in state.facts.bundles if not {item.label for item in each.items} <= names]
        self._bundles_title.setVisible(bool(missing))
        _refill(self._bundles, [self._bundle_link(each) for each in missing])
        self._frequent_title.setVisible(bool(frequent))
        _refill(self._frequent, [self._pick_link(line) for line in frequent])
        self._given_title.setVisible(bool(given))
        _refill(self._given, [self._pick_link(line) for line in given])
        own = [line for line in state.lines if line.kind in OWN]
        self._present_title.setVisible(bool(own))
        _refill(self._present, [self._drop_link(line) for line in own])

    def _show_options(self, state: DeskState) -> None:
        """What the model may be ordered with; a car in stock has what it has."""
        car = state.car
        offered = car.offered if car is not None else ()
        if offered != self._offered:
            self._offered = offered
            self.options = {option.code: self._option(option) for option in offered}
            while (item := self._options.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            for tick in self.options.values():
                self._options.addWidget(tick)
        self._options_title.setVisible(bool(offered))
        dropped = options.names(car.dropped) if car is not None else ""
        self._dropped.setVisible(bool(dropped))
        gone = tr(
            "{options}: no longer in the catalogue at this price. It stays unless you change the options."
        )
        self._dropped.setText(gone.format(options=dropped))
        chosen = {option.code for option in car.options} if car is not None else set()
        for code, tick in self.options.items():
            blocked = tick.blockSignals(True)
            tick.setChecked(code in chosen)
            tick.blockSignals(blocked)

    def _option(self, option: Option) -> TickBox:
        more = f" + {format_amount(option.amount)}" if option.amount else ""
        tick = TickBox(f"{option.called}{more}")
        tick.toggled.connect(lambda on: self.presenter.tick_option(option.code, on))
        return tick

    def _show_fields(self, kind: str) -> None:
        self.fields["label"].setVisible(kind not in _STANDING)
        self.fields["payee"].setVisible(kind == "other")
        collected = kind == "other" or kind in _STANDING
        self.fields["cost"].set_name(tr("What we pass on (¥)") if collected else tr("What it costs us (¥)"))

    def _pick_link(self, line: DeskLine) -> Button:
        words = f"{deal_desk_words.label(line)} · {format_amount(line.amount)}"
        return self._pick(words, lambda: self.presenter.add_line(line), icon="plus")

    def _bundle_link(self, bundle: Bundle) -> Button:
        words = f"{bundle.name} · {format_amount(bundle.price)}"
        made = self._pick(words, lambda: self.presenter.add_bundle(bundle), icon="plus")
        made.setToolTip(tip(in_a_row(item.label for item in bundle.items)))
        return made

    def _drop_link(self, line: DeskLine) -> Button:
        words = f"{deal_desk_words.label(line)} · {format_amount(line.amount)}"
        made = self._pick(words, lambda: self.presenter.remove_line(line.key), icon="close")
        made.setAccessibleName(tr("Take out {what}").format(what=words))
        return made

    def _pick(self, words: str, do: Callable[[], object], *, icon: str) -> Button:
        """A link that goes when it has done its work; the keys go on with the next item's name."""

        def done() -> None:
            do()
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

        return link(words, done, icon=icon)

    def _may_pass(self, field: QWidget) -> bool:
        """What a gift costs is asked for; of anything else whoever knows it goes there by Tab."""
        return field is self.cost and self.kind.key() != "gift"

    def half_done(self) -> bool:
        """Whether something was typed that is not in the deal yet."""
        return bool(self.name.text().strip() or self.amount.text().strip())

    def begin(self) -> None:
        """Start with the name."""
        self.clear_errors()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        self._empty()
        self.kind.set_key("add_on")
        self.clear_errors()

    def _empty(self) -> None:
        self.name.clear()
        self.payee.clear()
        self.amount.set_amount(None)
        self.cost.set_amount(None)

    def go(self) -> None:
        """Add it, and begin the next one."""
        self.clear_errors()
        for edit in (self.amount, self.cost):
            if not edit.take():
                edit.setFocus()
                return
        kind = self.kind.key()
        payee = self.payee.text().strip() if kind == "other" else ""
        if kind == "other" and not payee:
            self.fields["payee"].set_missing()
            self.payee.setFocus()
            return
        if kind != "gift" and not self.amount.amount():
            self.fields["amount"].set_error(
                tr("Give its amount. What costs nothing is a gift: choose that kind.")
            )
            self.amount.setFocus()
            return
        line = _STANDING.get(kind) or DeskLine(
            "", self.name.text(), 0, kind if kind in ("warranty", "service") else "add_on", payee,
            "gift" if kind == "gift" else "optional",
        )  # fmt: skip
        try:
            self.presenter.add_line(replace(line, amount=self.amount.amount() or 0, cost=self.cost.amount()))
        except UserError as error:
            self.show_error(error)
            return
        self._empty()
        if kind in _STANDING:
            self.kind.set_key("add_on")
            self._show_fields("add_on")
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)


def _gifts(gifts: Gifts, *, but: Collection[str]) -> list[DeskLine]:
    """What the dealership gives, as lines to be picked."""
    missing = (each for each in gifts.listed if each.label not in but)
    return [DeskLine("", each.label, each.worth, nature=Nature.GIFT) for each in missing]


def _refill(inside: QVBoxLayout, links: list[Button]) -> None:
    while (item := inside.takeAt(0)) is not None:
        layout = item.layout()
        if layout is not None:
            while (inner := layout.takeAt(0)) is not None:
                if (widget := inner.widget()) is not None:
                    widget.deleteLater()
    for made in links:
        inside.addLayout(row(made, None))
    inside.setContentsMargins(0, 0, 0, theme.px(4) if links else 0)
