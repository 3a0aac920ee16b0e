"""The tables of a contract: parties, car, prices, payments, and the open price sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents import wording
from app.documents.layout import Cell
from app.domain import money, options
from app.domain.contract_document import ContractDocument
from app.domain.contract_template import Template
from app.domain.options import Option
from app.domain.pricing import TRADE_IN, Nature, PriceLine

Rows = list[list[Cell]]
Table = tuple[Sequence[float], Rows]
PAIRS = (16, 30, 17, 30)  # label, value, label, value: shares of the width


def yuan(fen: int) -> str:
    """`¥116,409.02`, `−¥20,000.00`."""
    return f"−¥{money.format_amount(-fen)}" if fen < 0 else f"¥{money.format_amount(fen)}"


@dataclass(frozen=True, slots=True)
class Tables:
    """What stands in a contract's tables, in the words of its template."""

    document: ContractDocument
    template: Template

    def block(self, name: str) -> Table | None:
        """The table that a clause asks for; none if there is nothing to put in it."""
        if name == "vehicle":
            return PAIRS, self.vehicle()
        if name == "prices":
            return PAIRS, self.prices()
        if name == "trade_ins" and self.document.trade_ins:
            return PAIRS, self.trade_ins()
        if name == "steps" and self.document.plan.steps:
            return (46, 24, 24), self.steps()
        return None

    def parties(self) -> Rows:
        """Seller and buyer."""
        seller, buyer = self.document.seller, self.document.buyer
        paper = self.template.label(f"id_kind.{buyer.id_kind}")
        return [
            self._wide("seller", seller.name),
            self._pair("credit_code", seller.credit_code, "agent", seller.agent),
            self._pair("seller_address", seller.address, "phone", seller.phone),
            self._pair("buyer", buyer.name, "phone", buyer.phone),
            self._pair("id_kind", paper, "id_number", buyer.id_number),
            self._wide("address", buyer.address),
        ]

    def vehicle(self) -> Rows:
        """The car, or the configuration that a car is allocated to later."""
        label, car = self.template.label, self.document.car
        year = wording.put(label("model_year"), year=car.model_year) if car.model_year else ""
        model = " ".join(part for part in (car.brand, car.model, car.trim, year) if part)
        colours = " / ".join(part for part in (car.colour, car.interior) if part)
        own = self.template.labels.get(f"energy.{car.energy}")
        energy = own or car.energy_name or car.energy
        return [
            self._pair("brand_model", model, "energy", energy),
            self._pair("vin", car.vin or label("vin_later"), "certificate_no", car.certificate_no),
            self._pair("colours", colours, "engine_no", car.engine_no),
        ]

    def prices(self) -> Rows:
        """The totals, each in figures and the two that bind also in words."""
        sheet = self.document.sheet
        rows = []
        if sheet.discount > 0:
            rows.append(self._pair("list_price", yuan(sheet.list_price), "discount", yuan(sheet.discount)))
        rows += [self._wide("price", yuan(sheet.price)), self._words(sheet.price)]
        if sheet.own_lines or sheet.collected:
            rows.append(self._pair("add_ons", yuan(sheet.own_lines), "collected", yuan(sheet.collected)))
        if sheet.trade_in:
            rows.append(self._wide("trade_in", yuan(-sheet.trade_in)))
        if sheet.payable != sheet.price:
            rows += [self._wide("payable", yuan(sheet.payable)), self._words(sheet.payable)]
        return rows

    def trade_ins(self) -> Rows:
        """The used cars that pay for part of the new one, one below the other."""
        label, rows = self.template.label, Rows()
        for used in self.document.trade_ins:
            owed = (
                " ".join(filter(None, (yuan(used.payoff), used.payoff_to))) if used.payoff else label("none")
            )
            rows += [
                self._pair("plate", used.plate, "used_vin", used.vin),
                self._pair("used_car", used.car, "km", f"{used.km:,} km"),
                self._pair(
                    "first_registered", wording.day(used.first_registered_on, self.template),
                    "transfer_by", label(f"transfer_by.{used.transfer_by}"),
                ),
                self._pair("mortgage", owed, "accidents", used.accidents or label("none_known")),
                self._pair("used_value", yuan(used.value), "credited", yuan(used.credited)),
            ]  # fmt: skip
            if used.payout:
                rows.append(self._wide("payout", yuan(used.payout)))
        return rows

    def steps(self) -> Rows:
        """The payments of a plan."""
        rows = [self._head("step", "due", "amount")]
        for step in self.document.plan.steps:
            due = wording.day(step.due_on, self.template) if step.due_on else ""
            rows.append([Cell(step.what), Cell(due), Cell(yuan(step.amount), right=True)])
        return rows

    def price_sheet(self) -> Table:
        """Every charge with its nature and payee, then the totals."""
        label, sheet, deposit = self.template.label, self.document.sheet, self.document.deposit
        rows = [self._head("item", "nature", "payee", "amount")]
        own = label("payee.own")
        rows.append(self._charge(label("car"), "", own, yuan(sheet.price - options.total(sheet.options))))
        rows += [self._option(option, own) for option in sheet.options]
        rows += [self._line(line) for line in sheet.lines]
        totals = [("on_the_road", sheet.on_the_road), ("payable", sheet.payable)]
        if deposit:
            totals += [(deposit.kind.value, deposit.amount), ("balance", self.document.balance)]
        for name, fen in totals:
            rows.append([Cell(label(name), span=3, label=True), Cell(yuan(fen), right=True, bold=True)])
        return (40, 12, 24, 24), rows

    def _option(self, option: Option, payee: str) -> list[Cell]:
        """Part of the car; without an amount where the car's own price has it."""
        named = self.template.label("named")
        value = option.named(self.template.language)
        item = wording.put(named, name=self.template.label("annex.options"), value=value)
        return self._charge(item, "", payee, yuan(option.amount) if option.amount else "—")

    def _line(self, line: PriceLine) -> list[Cell]:
        label = self.template.label
        amount = yuan(-line.amount if line.kind == TRADE_IN else line.amount)
        if line.nature is Nature.GIFT:
            amount = wording.put(label("gift_value"), amount=money.format_amount(line.amount))
        nature = label("nature.trade_in" if line.kind == TRADE_IN else f"nature.{line.nature}")
        return self._charge(
            wording.line_label(line, self.template), nature, wording.line_payee(line, self.template), amount
        )

    def _charge(self, item: str, nature: str, payee: str, amount: str) -> list[Cell]:
        return [Cell(item), Cell(nature), Cell(payee), Cell(amount, right=True)]

    def _head(self, *names: str) -> list[Cell]:
        return [Cell(self.template.label(name), label=True, right=name == "amount") for name in names]

    def _pair(self, name: str, value: str, name2: str, value2: str) -> list[Cell]:
        label = self.template.label
        return [Cell(label(name), label=True), Cell(value), Cell(label(name2), label=True), Cell(value2)]

    def _wide(self, name: str, value: str) -> list[Cell]:
        return [Cell(self.template.label(name), label=True), Cell(value, span=3)]

    def _words(self, fen: int) -> list[Cell]:
        return self._wide("words", wording.words(fen, self.template))
