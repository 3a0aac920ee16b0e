"""The mockups' used car."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.trade_in import PLACES, Mark
from app.presenters.trade_in import CarFacts, DealOfCars, OfferItem, UsedCar, Who


class FakeTradeIns:
    """One car in memory; what is asked changes it."""

    def __init__(self, language: str = "en") -> None:
        self.zh = language == "zh_CN"
        self.cars: tuple[UsedCar, ...] = (self._car(),)
        self.signed = self.over = False
        self.asked: list[tuple[str, object]] = []

    def _say(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def _car(self) -> UsedCar:
        say = self._say
        facts = CarFacts(
            "浙A7K2M5", "LSVAB2A46E0002816", say("大众", "Volkswagen"), say("朗逸", "Lavida"), date(2019, 6, 18), 86_400,
            say("周明慧", "Zhou Minghui"), 1, 0, "", 7_460_000, "",
        )  # fmt: skip
        marks = (
            Mark(say("前保险杠", "Front bumper"), say("左角刮伤，需补漆", "Scratched at the left"), 80_000, say("照片 左侧", "Photo left")),
            Mark(say("右后门", "Rear right door"), say("凹陷 3 cm，钣金", "Dent of 3 cm"), 120_000, say("照片 右侧", "Photo right")),
            Mark(say("轮胎 4 条", "4 tyres"), say("花纹 2.1 mm，应更换", "2.1 mm left, to be replaced"), 240_000, say("照片 轮胎", "Photo tyres")),
            Mark(say("里程", "Mileage"), say("高于同龄 14,400 km", "14,400 km above its age"), 220_000, say("仪表照片", "Photo dashboard")),
        )  # fmt: skip
        offers = (
            OfferItem("o1", say("澄远二手车部", "Our used cars"), 6_800_000, date(2026, 11, 29)),
            OfferItem("o2", say("杭州顺安车行", "Shun'an Motors"), 6_650_000, date(2026, 11, 25)),
            OfferItem("o3", say("线上竞价 · 8 家", "Online auction, 8 bids"), 6_720_000, None, say("扣平台费后", "fees taken off")),
        )  # fmt: skip
        photos = {place: f"photo-{place}" for place in PLACES if place != "underbody"}
        return UsedCar(
            "t1", facts, "appraising", 6_800_000, "o1", date(2026, 11, 29), appraiser=say("沈悦", "Shen Yue"),
            makers=("u-he",), marks=marks, offers=offers, photos=photos,
        )  # fmt: skip

    def deal(self, no: str) -> DealOfCars:
        name = self._say("周明慧", "Zhou Minghui")
        managers = (("wang", self._say("王雅婷", "Wang Yating")),)
        return DealOfCars(no, name, "HZ02-26-01187", self.signed, self.over, managers, self.cars)

    def become(self, **values: object) -> None:
        *rest, car = self.cars
        self.cars = (*rest, replace(car, **values))  # type: ignore[arg-type]

    def add(self, deal_no: str, facts: CarFacts) -> str:
        self.cars = (*self.cars, UsedCar(f"t{len(self.cars) + 1}", facts))
        return self.cars[-1].id

    def revise(self, car: UsedCar) -> None:
        self.cars = tuple(car if each.id == car.id else each for each in self.cars)

    def offer(self, car_id: str, offer: OfferItem) -> None:
        self.become(offers=(*self.cars[-1].offers, replace(offer, id=f"o{len(self.cars[-1].offers) + 1}")))

    def photograph(self, car_id: str, place: str, path: str) -> None:
        self.become(photos={**self.cars[-1].photos, place: path})

    def submit(self, car_id: str, value: int, offer_id: str, who: Who | None) -> None:
        self.asked.append(("submit", who))
        self.become(state="approved" if who else "submitted", value=value, offer_id=offer_id)

    def decide(self, car_id: str, *, approved: bool, note: str) -> None:
        self.become(state="approved" if approved else "declined", note=note)

    def accept(self, car_id: str, who: Who | None) -> None:
        self.become(state="accepted", credited=6_800_000)

    def take_off(self, car_id: str) -> None:
        self.become(state="approved", credited=0)

    def take(self, car_id: str) -> None:
        self.become(state="taken")

    def pay_out(self, car_id: str, method: str) -> None:
        self.become(left=0)

    def pay_off(self, car_id: str, method: str, reference: str) -> None:
        self.asked.append(("pay_off", reference))
        self.become(paid_off=True)

    def keep(self, car_id: str, reason: str) -> None:
        self.become(state="kept", payout=6_800_000, left=6_800_000, note=reason)

    def give_back(self, car_id: str, reason: str) -> None:
        self.cars = self.cars[:-1]
