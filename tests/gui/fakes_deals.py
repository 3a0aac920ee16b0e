"""The deal of the mockups, in memory and in two languages, for the desk's tests and screenshots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from app.domain import energy
from app.domain.bundle import Bundle, Item
from app.domain.catalogue import Extra
from app.domain.contract_document import Seller
from app.domain.gift import Gifts, Given, Listed
from app.errors import ServerUnreachable, SignInFailed, UserError
from app.i18n import N_
from app.presenters.deal_desk_rows import (
    Approved,
    DeskBuyer,
    DeskCar,
    DeskFacts,
    DeskLine,
    DeskQuote,
    Drawn,
    KnownBuyer,
    Loaded,
)
from app.presenters.deal_desk_state import DeskState
from app.presenters.sent import Sent
from tests.gui.story import MATS, TODAY, ZHOU


class FakeQuotes:
    """Quotes of the fake desk: version 1 ran out long ago."""

    def __init__(self, deals: FakeDeals) -> None:
        self._deals = deals
        model = deals.cars[0].model
        self.given = [
            DeskQuote(
                "Q-HZ02-26-00418", 1, "D-HZ02-26-00991", "c0", model, 27_042_000, date(2026, 11, 18), True
            )
        ]
        self.printed: list[str] = []

    def listed(self, deal: str, customer_id: str) -> tuple[DeskQuote, ...]:
        return tuple(each for each in reversed(self.given) if deal or each.customer_id == customer_id)

    def give(self, state: DeskState, valid_until: date) -> DeskQuote:
        n = len(self.given) + 1
        made = DeskQuote(
            f"Q-HZ02-26-{430 + n:05d}", n, state.deal_no or "D-HZ02-26-01187", "c0", self.given[0].model,
            state.sheet.payable, valid_until,
        )  # fmt: skip
        self.given.append(made)
        return made

    def take(self, no: str) -> Loaded:
        deal = next(each.deal for each in self.given if each.no == no)
        return Loaded(
            self._deals.buyers[0], self._deals.cars[0], 700_000, (), None, None, "", "", "en", None, deal=deal
        )

    def print(self, no: str) -> Sent:
        self.printed.append(no)
        return Sent(self._deals._("滨江打印机", "Binjiang printer"))


class FakeDeals:
    """A gateway that needs no replica. `online` decides whether free cars can be leased."""

    def __init__(self, language: str = "en", *, online: bool = False) -> None:
        self.zh, self.online = language == "zh_CN", online
        self.kept: dict[str, Any] = {}
        self.drawn_states: list[DeskState] = []
        self.leased: list[str] = []
        self.no, self.used = ZHOU.no, tuple[DeskLine, ...]()
        """The number of what is drawn next, and the used cars that are on it by then."""
        self.printed: list[DeskState] = []
        self.uncertain: set[str] = set()
        """Contracts for the second car, by their numbers: certain only once it is leased."""
        self.buyers = [
            DeskBuyer("c0", self._(*ZHOU.buyer.name), ZHOU.buyer.phone, "id_card", ZHOU.buyer.id_number, ""),
            DeskBuyer(
                "c1",
                self._("许若琳", "Xu Ruolin"),
                "13900000217",
                "id_card",
                "330106198808123318",
                self._("滨江区滨盛路 1508 号", "1508 Binsheng Road"),
            ),
        ]
        self.cars = [
            self._car("LCY7E4AB8T1004127", 0, "A-07", "mine"), self._car("LCY7E4AB8T1004158", 1, "B-01", "free"),
            self._car("LCY7E4AB3T1004133", 0, "B2", "other", self._("2 号展台", "Booth 2")),
        ]  # fmt: skip

        paints = (("曜夜蓝", "Night blue", 0), ("云母白", "Mica white", 0), ("赤霞红", "Sunset red", 300_000))
        self.models = [
            DeskCar(
                id="m-x7", vin="", model=self.cars[0].model, model_year=2026, energy=energy.shipped()["erev"], list_price=26_880_000,
                lease="later", model_code="x7", colours=tuple(Extra(self._(zh, en), more) for zh, en, more in paints),
            )
        ]  # fmt: skip
        self.quotes = FakeQuotes(self)

    def _(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def _car(self, vin: str, paint: int, place: str, lease: str, by: str = "") -> DeskCar:
        return DeskCar(
            id=vin, vin=vin, model=self._("澄远 X7 四驱旗舰", "Chengyuan X7 AWD Flagship"), model_year=2026,
            energy=energy.shipped()["erev"], colour=(self._("曜夜蓝", "Night blue"), self._("云母白", "Mica white"))[paint],
            interior=self._("云灰", "Cloud grey"), location=self._(f"滨江展厅 {place}", f"Binjiang hall {place}"),
            branch=self._("滨江展厅", "Binjiang"), stock_no="X7-2611-034", list_price=26_880_000,
            arrived_on=date(2026, 11, 1), lease=lease, lease_by=by, lease_kind="day" if lease == "mine" else "",
            model_code="x7",
        )  # fmt: skip

    def warm_up(self) -> None:
        """Nothing is loaded late here."""

    def facts(self) -> DeskFacts:
        return DeskFacts(
            seller=Seller(self._("杭州澄远汽车销售服务有限公司", "Hangzhou Chengyuan Motors"), agent=self._("陈思远", "Chen Siyuan")),
            place=self._("杭州市滨江区", "Binjiang, Hangzhou"), limit_bp=450,
            approvers=(("wang", self._("王雅婷", "Wang Yating")),), today=TODAY,
            bundles=(
                Bundle(self._("冬季套装", "Winter set"), (
                    Item(self._("冬季轮胎", "Winter tyres"), 598_000),
                    Item(self._("后备箱垫", "Boot mat"), 39_900, "gift"),
                )),
            ),
            gifts=Gifts((Listed(self._("全车贴膜", "Paint film"), 380_000, 240_000),)),
            frequent=tuple(
                DeskLine(f"frequent:{n}", self._(*names), amount)
                for n, (names, amount) in enumerate(
                    (MATS, (("贴膜", "Window film"), 180_000))
                )
            ),
        )  # fmt: skip

    def find_customers(self, text: str) -> tuple[DeskBuyer, ...]:
        return tuple(b for b in self.buyers if text.lower() in f"{b.name} {b.phone} {b.id_number}".lower())

    def customer(self, customer_id: str) -> DeskBuyer:
        return next(b for b in self.buyers if b.id == customer_id)

    def customer_of(self, no: str) -> DeskBuyer:
        return replace(self.drawn_states[-1].buyer or DeskBuyer(), id="c9")

    def known(self, phone: str, id_number: str) -> KnownBuyer | None:
        for by, number in (("id_number", id_number), ("phone", phone)):
            for each in self.buyers:
                if number and getattr(each, by) == number:
                    return KnownBuyer(each.id, each.name, by)
        return None

    def find_cars(self, text: str) -> tuple[DeskCar, ...]:
        found = tuple(c for c in self.cars if text.lower() in f"{c.vin} {c.model} {c.colour}".lower())
        return (*found, *(m for m in self.models if text and text.lower() in m.model.lower()))

    def ordered(self, model_code: str, colour: str) -> DeskCar:
        return next(m for m in self.models if m.model_code == model_code).painted(colour)

    def car(self, vin: str) -> DeskCar:
        return next(c for c in self.cars if c.vin == vin)

    def lease(self, car_id: str) -> None:
        if self.online:
            self.leased.append(car_id)
            self.cars = [
                replace(c, lease="mine") if c.id == car_id and c.lease == "free" else c for c in self.cars
            ]

    def draw(self, state: DeskState) -> Drawn:
        if state.buyer and state.buyer.name == "unreachable":
            raise ServerUnreachable("unreachable", N_("The centre does not answer."))
        self.drawn_states.append(state)
        later = state.car is not None and state.car.comes_later
        car = self.car(state.car.vin) if state.car and not later else None
        version = state.drawn.version + 1 if state.drawn else 1
        certain = later or (car is not None and car.lease == "mine")
        return Drawn("k1", self.no, f"D-{self.no}", version, certain=certain, trade_ins=self.used)

    def drawn(self, no: str) -> Drawn:
        return Drawn("k1", no, f"D-{no}", certain=no not in self.uncertain or self.cars[1].lease == "mine")

    def load(self, no: str) -> Loaded:
        if no == "none":
            raise UserError("contract_unknown", N_("There is no contract {no}."), no=no)
        return Loaded(self.buyers[1], self.cars[1], 800_000, (), None, None, "", "", "zh_CN", self.drawn(no))

    def approve(self, drawn: Drawn, who: tuple[str, str], why: tuple[str, str]) -> Approved:
        if who[1] != "showroom":
            raise SignInFailed(
                "wrong_password", N_("The password is wrong. Type it again."), field="password"
            )
        state, by = self.drawn_states[-1], self._("王雅婷", "Wang Yating")
        return approved(state, drawn, by)

    def submit(self, no: str, why: str) -> Drawn:
        return replace(self.drawn(no), state="submitted")

    def print_schedule(self, state: DeskState) -> Sent:
        self.printed.append(state)
        return Sent(self._("滨江打印机", "Binjiang printer"))

    def read_kept(self) -> dict[str, Any]:
        return self.kept

    def keep(self, unfinished: dict[str, Any]) -> None:
        self.kept = unfinished


def approved(state: DeskState, drawn: Drawn, by: str) -> Approved:
    """Somebody's yes to what is on the desk."""
    assert state.car is not None
    return Approved(
        state.price, drawn.contract_id, by, {"approver_id": by}, state.facts.gifts.takings(state.sheet), state.car.id,
        state.car.list_price, gifts=Given(state.sheet, state.facts.gifts).named,
    )  # fmt: skip
