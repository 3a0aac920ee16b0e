"""An amendment to the mockups' contract, worked out without a terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.amendment import Amendment
from app.domain.contract_document import UsedCarTerms
from app.domain.money import format_amount, parse_amount
from app.domain.pricing import TRADE_IN, PriceLine
from app.presenters.amending import Given, Rehearsed, Signed, SignedLine, UsedCarItem, Wanted
from app.presenters.deal_desk_rows import Approved
from tests.gui import story

USED = UsedCarTerms(
    "浙B66D18", "LVGBE40K58G012216", "丰田 凯美瑞", date(2021, 6, 18), 46_400, 15_000_000,
    credited=12_112_000, payoff=2_000_000, payoff_to="平安银行", payout=888_000,
)  # fmt: skip
"""Worth more than is owed, and a lender waits for its part."""


class FakeAmending:
    """Nothing is written."""

    def __init__(self, language: str = "en") -> None:
        self.zh = language == "zh_CN"
        self.made = story.contract(story.YE, language)

    def signed(self, no: str) -> Signed:
        made = self.made
        values = {
            "price": format_amount(made.sheet.price), "delivery_date": str(made.delivery_on),
            "delivery_place": made.delivery_place, "terms": made.terms, "buyer.phone": made.buyer.phone,
            "buyer.address": made.buyer.address,
        }  # fmt: skip
        lines = tuple(
            SignedLine(str(at), line.label, line.amount)
            for at, line in enumerate(made.sheet.lines)
            if line.kind == "add_on"
        )
        return Signed(
            no,
            f"{no}-B1",
            made.buyer.name,
            1,
            values,
            lines,
            (UsedCarItem("u1", "浙B·66D18", USED.value),),
            (("wang", "王雅婷" if self.zh else "Wang Yating"),),
        )

    def rehearse(self, no: str, wanted: Wanted) -> Rehearsed:
        before, given = self.made, wanted.values
        lines = [line for at, line in enumerate(before.sheet.lines) if str(at) not in wanted.remove]
        lines += [PriceLine("add_on", name, amount) for name, amount in wanted.add]
        price = parse_amount(given["price"], field="price") if "price" in given else before.sheet.price
        day = date.fromisoformat(given["delivery_date"]) if "delivery_date" in given else before.delivery_on
        after = replace(
            before, version=2, delivery_on=day, terms=given.get("terms", before.terms),
            delivery_place=given.get("delivery_place", before.delivery_place),
            sheet=replace(before.sheet, price=price, lines=tuple(lines)),
        )  # fmt: skip
        lowest = before.sheet.list_price * 97 // 100
        cars = (USED,) if wanted.cars else ()
        lines += [PriceLine(TRADE_IN, car.plate, car.credited) for car in cars]
        after = replace(after, trade_ins=cars)
        asked = sum(car.payout for car in cars) if not wanted.payouts else 0
        return Rehearsed(Amendment(1, before, after), lowest if price < lowest else None, cars, asked)

    def approve(self, no: str, wanted: Wanted, who: tuple[str, str], why: tuple[str, str] | None) -> Given:
        price = Approved(parse_amount(wanted.values["price"]), "k1", who[0]) if why else None
        return Given(who[0], wanted.cars, price)
