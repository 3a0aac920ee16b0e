"""What is written down of a used car at the side: the car itself, a damage, an offer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from app.domain.trade_in import Mark
from app.i18n import tr
from app.presenters.trade_in import CarFacts, OfferItem
from app.views.side_form import SideForm
from app.views.widgets.money_edit import MoneyEdit
from app.views.widgets.vin_edit import VinEdit


class CarForm(SideForm):
    """What the papers and the dashboard say."""

    saved = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Used car"), "car-arrow-left")
        self.plate, self.vin, self.brand, self.series = (
            QLineEdit(),
            VinEdit(tr("VIN")),
            QLineEdit(),
            QLineEdit(),
        )
        self.first, self.km, self.owner, self.owners = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.payoff, self.payoff_to = MoneyEdit(), QLineEdit()
        self.market, self.accidents = MoneyEdit(), QLineEdit()
        self.plate.setPlaceholderText("浙A·7K2M5")
        self.first.setPlaceholderText("2019-06-18")
        self.add_field("plate", tr("Plate"), self.plate)
        self.add_field("km", tr("Kilometres"), self.km)
        self.add_field("vin", tr("VIN"), self.vin, wide=True)
        self.add_field("brand", tr("Brand"), self.brand)
        self.add_field("series", tr("Series"), self.series)
        self.add_field("first_registered_on", tr("First registered"), self.first)
        self.add_field("owners", tr("Owners so far"), self.owners)
        self.add_field("owner", tr("Registered owner"), self.owner, wide=True)
        self.add_field("payoff", tr("Still owed on it (¥)"), self.payoff, optional=True)
        self.add_field("payoff_to", tr("Owed to"), self.payoff_to, optional=True)
        self.add_field("market", tr("Market price (¥)"), self.market, wide=True)
        self.add_field("accidents", tr("Accidents, flood, fire"), self.accidents, wide=True, optional=True)

    def begin(self, facts: CarFacts | None, owner: str) -> None:
        """A further car, or this one."""
        self.clear_errors()
        self.plate.setText(facts.plate if facts else "")
        self.vin.setText(facts.vin if facts else "")
        self.brand.setText(facts.brand if facts else "")
        self.series.setText(facts.series if facts else "")
        self.first.setText(facts.first_registered_on.isoformat() if facts else "")
        self.km.setText(str(facts.km) if facts else "")
        self.owner.setText(facts.owner if facts else owner)
        self.owners.setText(str(facts.owners) if facts else "1")
        self.payoff.set_amount(facts.payoff if facts and facts.payoff else None)
        self.payoff_to.setText(facts.payoff_to if facts else "")
        self.market.set_amount(facts.market if facts and facts.market else None)
        self.accidents.setText(facts.accidents if facts else "")
        self.focus_first()

    def _save(self) -> None:
        self.clear_errors()
        if not (self.payoff.take() and self.market.take()):
            return
        for name, edit in (("km", self.km), ("owners", self.owners)):
            if not edit.text().strip().isdecimal():
                self.wrong(name, tr("This is a number without a comma"))
                return
        first, right = self.day("first_registered_on", self.first, needed=True)
        if not right or first is None:
            return
        facts = CarFacts(
            self.plate.text(), self.vin.text(), self.brand.text(), self.series.text(), first, int(self.km.text()),
            self.owner.text().strip(), int(self.owners.text()), self.payoff.amount() or 0,
            self.payoff_to.text().strip(), self.market.amount() or 0, self.accidents.text().strip(),
        )  # fmt: skip
        self.saved.emit(facts)


class MarkForm(SideForm):
    """Something that is wrong with the car."""

    saved = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Damage"), "car-wrench")
        self.area, self.finding, self.evidence = QLineEdit(), QLineEdit(), QLineEdit()
        self.deduction = MoneyEdit()
        self.add_field("area", tr("Where"), self.area, wide=True)
        self.add_field("finding", tr("Finding"), self.finding, wide=True)
        self.add_field("evidence", tr("Shown by"), self.evidence, wide=True, optional=True)
        self.add_field("deduction", tr("Takes off (¥)"), self.deduction, wide=True)

    def begin(self) -> None:
        """An empty one."""
        self.clear_errors()
        for edit in (self.area, self.finding, self.evidence):
            edit.clear()
        self.deduction.set_amount(None)
        self.focus_first()

    def _save(self) -> None:
        self.clear_errors()
        if not self.deduction.take():
            return
        for name, edit in (("area", self.area), ("finding", self.finding)):
            if not edit.text().strip():
                self.wrong(name, tr("This is needed"))
                return
        given = (self.area.text().strip(), self.finding.text().strip(), self.deduction.amount() or 0)
        self.saved.emit(Mark(*given, self.evidence.text().strip()))


class OfferForm(SideForm):
    """What somebody would pay."""

    saved = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Offer"), "gavel")
        self.bidder, self.amount, self.until, self.note = QLineEdit(), MoneyEdit(), QLineEdit(), QLineEdit()
        self.until.setPlaceholderText("2026-11-29")
        self.add_field("bidder", tr("Who"), self.bidder, wide=True)
        self.add_field("amount", tr("Offer (¥)"), self.amount)
        self.add_field("valid_until", tr("Valid until"), self.until, optional=True)
        self.add_field("note", tr("Note"), self.note, wide=True, optional=True)

    def begin(self) -> None:
        """An empty one."""
        self.clear_errors()
        for edit in (self.bidder, self.until, self.note):
            edit.clear()
        self.amount.set_amount(None)
        self.focus_first()

    def _save(self) -> None:
        self.clear_errors()
        until, right = self.day("valid_until", self.until, needed=False)
        if not right or not self.amount.take():
            return
        self.saved.emit(
            OfferItem(
                "", self.bidder.text().strip(), self.amount.amount() or 0, until, self.note.text().strip()
            )
        )
