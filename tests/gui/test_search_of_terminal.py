"""Search everywhere over a real terminal: whatever people have in hand leads to what they may see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.contract_document import VerificationCode
from app.domain.permissions import Role
from app.gateways.deals import DealsFromReplica
from app.gateways.search import SearchFromReplica
from app.presenters.deal_desk_rows import DeskBuyer
from app.presenters.deal_desk_state import DeskState
from app.services import contracts, leads
from app.services.contracts import Deposit, Order, Sold
from app.views import navigation
from app.workplace import Workplace
from tests.gui.workshop import CARS, LIST_PRICE, open_workshop

BUYER = {"name": "周明慧", "phone": "13800006620", "id_number": "11010519491231002X"}
ALL = {"customer", "deal", "contract", "receipt"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workplace, Sold]]:
    """A terminal at which one car was sold."""
    at = open_workshop(tmp_path_factory.mktemp("search"))
    order = Order(BUYER, price=LIST_PRICE, vin=CARS[0])
    yield at, contracts.sell(at.unit_of_work(), order, at.signing(Deposit(1_000_000, "cash", "POS-778899")))
    at.close()


def found(at: Workplace, text: str) -> dict[str, str]:
    return {hit.kind: hit.id for hit in SearchFromReplica(at).search(text, limit=5)}


@pytest.mark.parametrize("text", ["明慧", "zmh", "周明慧"])
def test_a_name_finds_the_person_and_all_that_is_theirs(shop: tuple[Workplace, Sold], text: str) -> None:
    at, sold = shop
    hits = found(at, text)
    assert set(hits) == ALL
    assert (hits["deal"], hits["contract"], hits["receipt"]) == (
        sold.deal_no,
        sold.contract_no,
        sold.receipt_no,
    )


def test_a_telephone_finds_the_deal_and_a_vin_the_car_too(shop: tuple[Workplace, Sold]) -> None:
    at, sold = shop
    assert found(at, "6620")["deal"] == sold.deal_no
    assert found(at, "6620")["contract"] == sold.contract_no
    assert found(at, sold.contract_no[2:-1])["contract"] == sold.contract_no, "a part of its number"
    hits = found(at, CARS[0][-6:])
    assert set(hits) >= {"deal", "contract", "receipt"}
    assert hits["receipt"] == sold.receipt_no


def test_a_reference_a_number_and_a_papers_code_find_their_receipt(shop: tuple[Workplace, Sold]) -> None:
    at, sold = shop
    code = VerificationCode(sold.receipt_no or "", 1, "0" * 16)
    for text in ("778899", sold.receipt_no or "", str(code)):
        assert found(at, text)["receipt"] == sold.receipt_no


def test_a_stock_keeper_finds_cars_and_nothing_of_customers(
    shop: tuple[Workplace, Sold], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, sold = shop
    for role, kinds in (
        (Role.STOCK, {"vehicle"}),
        (Role.ADMIN, set()),
        (Role.FINANCE, ALL - {"customer"} | {"vehicle"}),
    ):
        actor = at.actor.__class__(at.actor.user_id, at.actor.name, frozenset({role}), at.actor.branch_id)
        with monkeypatch.context() as patch:
            patch.setattr(type(at), "actor", actor)
            hits = {kind for text in ("周明慧", CARS[1], sold.receipt_no or "") for kind in found(at, text)}
        assert hits == kinds, role


def test_a_name_finds_their_open_lead_and_no_lost_one(shop: tuple[Workplace, Sold]) -> None:
    at, _ = shop
    uow = at.unit_of_work
    who = {"name": "骆宾王", "phone": "13800007755"}
    wanted = leads.NewLead(who, "walk_in", interest="C5 长续航")
    lead = leads.add(uow(), wanted)
    (hit,) = (each for each in SearchFromReplica(at).search("骆宾王", limit=5) if each.kind == "lead")
    assert (hit.id, hit.title) == (lead, "骆宾王")
    assert "C5 长续航" in hit.detail
    leads.lose(uow(), lead_id=lead, reason="price")
    assert "lead" not in found(at, "骆宾王")


def test_a_hit_leads_to_a_page_that_its_finder_may_open(shop: tuple[Workplace, Sold]) -> None:
    at, sold = shop
    (deal,) = (hit for hit in SearchFromReplica(at).search("zmh", limit=5) if hit.kind == "deal")
    assert navigation.leads_to(deal, frozenset({Role.SALES})) == ("deal", {"contract": sold.contract_no})
    assert navigation.leads_to(deal, frozenset({Role.FINANCE})) == ("money", {"find": sold.deal_no})


def test_a_deal_that_was_only_quoted_leads_to_its_customer(shop: tuple[Workplace, Sold]) -> None:
    at, _ = shop
    desk = DealsFromReplica(at)
    buyer = DeskBuyer(name="孟浩然", phone="13800006651")
    state = DeskState(desk.facts(), buyer, car=desk.car(CARS[1]))
    quote = desk.quotes.give(state, state.facts.today)
    (deal,) = (hit for hit in SearchFromReplica(at).search("孟浩然", limit=5) if hit.kind == "deal")
    assert deal.contract_no == ""
    assert navigation.leads_to(deal, frozenset({Role.SALES})) == ("customer_page", quote.customer_id)
    assert navigation.leads_to(deal, frozenset({Role.FINANCE})) == ("money", {"find": deal.id})
