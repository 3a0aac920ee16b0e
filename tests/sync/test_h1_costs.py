"""H1: every charge of a deal has what it costs, or what of it is passed on; the back office alone knows it."""

from __future__ import annotations

from app.ids import vehicle_id
from app.services import amending, contracts, gates, quotes
from tests.cli.conftest import Cli
from tests.cli.test_selling import as_json
from tests.shop import LIST_PRICE, Till, new_vin, person
from tests.sync.test_c3_margin import costs, places

__all__ = ["places"]  # the fixture
LINES = (
    contracts.Line("Mats", 80_000, cost=30_000),
    contracts.Line("Five years", 300_000, "warranty", cost=120_000),
    contracts.Line("First service", 60_000, "service", cost=70_000),  # at a loss
    contracts.Line("insurance", 684_000, "insurance", "insurer", cost=650_000),
    contracts.Line("Number", 20_000, payee="Registry", cost=20_000),
    contracts.Line("Film", 180_000, nature="gift", cost=90_000),
    contracts.Line("Umbrella", 5_000),
)
SUMS = {"add_on": 30_000, "warranty": 120_000, "service": 70_000, "passed_on": 670_000, "gift": 90_000}


def test_what_charges_cost_goes_from_the_quote_to_the_contract_and_no_counter_ever_has_it(
    places: tuple[Till, Till],
) -> None:
    counter, office = places
    (vin,) = counter.receive(new_vin())
    counter.sync()
    uow, today = counter.wang.unit_of_work, counter.wang.clock.today()
    first = quotes.give(uow(), contracts.Order(person(), LIST_PRICE, vin, lines=LINES), valid_until=today)
    with counter.wang.reading() as session:
        _, no = quotes.convert(uow(), session, no=first)
    with counter.wang.reading() as session:
        drawn = contracts.find(session, no)
    assert counter.sync().parked == 0
    assert costs(office, no) == SUMS
    assert counter.query("SELECT count(*) FROM deal_cost") == [(0,)]
    counter.wang.lease([vehicle_id(vin)])
    contracts.sign(uow(), contract_id=drawn.id, signing=counter.wang.signing(None))
    with counter.wang.reading() as session:
        fitted = gates.facts(session, contracts.find(session, no), today).fittings
    assert {each.label for each in fitted} == {"Mats", "Film", "Umbrella"}, (
        "nobody fits a warranty or a number"
    )
    more = amending.Change(add=(contracts.Line("Camera", 50_000, cost=21_000),))
    amending.amend(uow(), no=no, change=more, signing=counter.wang.signing(None))
    assert counter.sync().parked == 0
    assert costs(office, no) == {**SUMS, "add_on": 51_000}


def test_typed_costs_are_shown_to_who_may_see_them_and_to_nobody_else(places: tuple[Till, Till]) -> None:
    counter, office = places
    (vin,) = counter.receive(new_vin())
    counter.sync()
    at = ("--vin", vin, "--customer", as_json(person()), "--price", "117000")
    charges = (
        "--add-on", "脚垫=800/300", "--warranty", "延保=3000/1200", "--service", "首保=600/700",
        "--collected", "insurance=insurer=6840/6500", "--gift", "膜=1800/900",
    )  # fmt: skip
    desk, back = Cli(counter), Cli(office)
    no = desk("contract", "draft", *at, *charges).json["contract"]
    shown = desk("contract", "show", no).json
    assert shown["costs"] == {}
    assert "1200" not in str(shown)
    counter.sync()
    office.as_("sun").sync()
    told = {
        "add_on": "300.00", "warranty": "1200.00", "service": "700.00", "passed_on": "6500.00", "gift": "900.00",
    }  # fmt: skip
    assert back("contract", "show", no, user="sun").json["costs"] == told
    assert desk("contract", "draft", *at, "--add-on", "A=1/-1", ends=3).error["field"] == "add_on"
