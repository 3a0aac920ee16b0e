"""The catalogue with its stock, compared with counting car by car."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.queries import catalogue
from tests.unit.queries.rows import MODELS, NOW, id_of

AT = catalogue.Place(id_of(1), id_of(5), NOW, date(2026, 11, 22))
_CARS = """
SELECT s.status, v.colour, s.arrived_on, s.branch_id FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id
WHERE s.active = 1 AND v.model_id = :model"""


def test_every_trim_has_its_stock(session: Session) -> None:
    trims = catalogue.list_trims(session, AT)
    assert len(trims) == len(MODELS)
    for trim in trims:
        cars = session.execute(text(_CARS), {"model": trim.id}).all()
        for_sale = [car for car in cars if car.status == "in_stock"]
        assert trim.stock.here == len(for_sale)
        assert trim.stock.in_transit == sum(car.status == "in_transit" for car in cars)
        assert trim.stock.colours == (("白", trim.stock.here + trim.stock.in_transit),)
        arrived = min(car.arrived_on for car in for_sale if car.arrived_on)
        assert trim.stock.oldest == date.fromisoformat(arrived)


def test_cars_of_another_branch_are_elsewhere(session: Session) -> None:
    away = catalogue.Place(id_of(77), id_of(5), NOW, AT.today)
    here = {trim.id: trim.stock.here for trim in catalogue.list_trims(session, AT)}
    for trim in catalogue.list_trims(session, away):
        assert (trim.stock.here, trim.stock.elsewhere) == (0, here[trim.id])


def test_leases_count_while_they_last_and_only_those_of_this_terminal(session: Session) -> None:
    other = catalogue.Place(id_of(1), id_of(6), NOW, AT.today)
    later = catalogue.Place(id_of(1), id_of(5), "2025-12-01T00:00:00.000000Z", AT.today)
    held = [sum(trim.stock.held for trim in catalogue.list_trims(session, at)) for at in (AT, other, later)]
    on_offer = text(
        "SELECT count(*) FROM lease l JOIN stock_stay s ON s.vehicle_id = l.id AND s.active = 1 "
        "AND s.status IN ('in_stock', 'in_transit') WHERE coalesce(l.\"until\", :now) >= :now"
    )
    assert held[0] == session.execute(on_offer, {"now": NOW}).scalar_one() > 0
    assert held[1] == 0
    assert held[2] == session.execute(on_offer, {"now": later.now}).scalar_one()


def test_a_search_finds_by_latin_chinese_initials_and_code(session: Session) -> None:
    brands = {trim.id: trim.brand for trim in catalogue.list_trims(session, AT)}

    def found(typed: str) -> set[str]:
        return {brands[each] for each in catalogue.find_trims(session, typed)}

    assert found("byd") == found("比亚迪") == found("汉") == found("BYD-1") == {"BYD"}
    assert found("dz") == found("lav") == {"Volkswagen"}
    assert found("plus") == {"BYD", "NIO", "Volkswagen"}
    assert found("zzz") == found("!") == set()
