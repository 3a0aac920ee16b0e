"""D3: an amendment is judged at the centre as at the desk, by what it needs: not by what other matters would ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.errors import UserError
from app.ids import vehicle_id
from app.models.deal import Contract
from app.services import amending, contracts
from server import decisions
from tests.shop import LIST_PRICE, Shop, Till, new_vin


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop where terms ask one manager, and a plan asks finance, too."""
    shop = Shop(tmp_path_factory.mktemp("shop") / "shop").start()
    for name in ("approval.terms", "approval.plan"):
        decisions.decide(shop.uow, name=name, value="true")
    lay_down(shop, "plan")
    yield shop
    shop.close()


def lay_down(shop: Shop, matter: str) -> None:
    """This matter asks a manager, then finance; each other one a manager alone."""
    links = f'{{"{matter}": [{{"by": "manager"}}, {{"by": "finance"}}]}}'
    decisions.decide(shop.uow, name="approval.chain", value=links)


@pytest.fixture(scope="module")
def till(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A terminal at which a manager has signed in."""
    till = Till(tmp_path_factory.mktemp("counter") / "data")
    till.enrol(shop.url, shop.code(shop.branch()), "Counter")
    for user in ("liu", "sun"):
        till.as_(user)
    yield till
    till.close()


def signed(till: Till) -> str:
    (vin,) = till.receive(new_vin())
    till.sync()
    till.wang.lease([vehicle_id(vin)])
    no = till.draft(vin)
    with till.wang.reading() as session:
        contract_id = contracts.find(session, no).id
    contracts.sign(till.wang.unit_of_work(), contract_id=contract_id, signing=till.wang.signing(None))
    assert till.sync().parked == 0
    return no


def amend(till: Till, no: str, **values: str) -> None:
    manager = till.as_("sun")
    change = amending.Change(values=values)
    amending.amend(manager.unit_of_work(), no=no, change=change, signing=manager.signing(None))


def terms(till: Till, no: str) -> str | None:
    with till.wang.reading() as session:
        return session.query(Contract).filter_by(no=no).one().terms


def test_d3_a_manager_amends_terms_where_only_a_plan_asks_several(till: Till) -> None:
    no = signed(till)
    amend(till, no, terms="送脚垫")
    assert till.sync().parked == 0
    till.sync()
    assert terms(till, no) == "送脚垫"


def test_d3_what_a_manager_signs_where_by_now_several_are_asked_waits_at_the_centre(
    shop: Shop, till: Till
) -> None:
    """The counter has not heard of it: both go by what the amendment needs, each by its own setting."""
    no = signed(till)
    lay_down(shop, "terms")
    amend(till, no, terms="送脚垫")
    assert till.sync().parked == 1
    till.sync()
    other = signed(till)
    with pytest.raises(UserError) as refused:
        amend(till, other, terms="送脚垫")
    assert refused.value.code == "approval_needed"
    assert terms(till, other) is None
    lay_down(shop, "plan")
    till.sync()


def test_d3_where_only_finance_is_asked_no_word_names_a_manager(shop: Shop, till: Till) -> None:
    no = signed(till)
    links = '{"terms": [{"by": "finance"}], "discount": [{"by": "finance"}]}'
    decisions.decide(shop.uow, name="approval.chain", value=links)
    till.sync()
    with pytest.raises(UserError) as refused:
        amend(till, no, terms="送脚垫")
    assert "needs the approval of: Finance. An amendment waits for nobody" in refused.value.message
    low = till.draft(till.receive(new_vin())[0], price=LIST_PRICE * 9 // 10)
    with till.wang.reading() as session:
        contract_id = contracts.find(session, low).id
    with pytest.raises(UserError) as alone:
        contracts.sign(till.wang.unit_of_work(), contract_id=contract_id, signing=till.wang.signing(None))
    assert alone.value.code == "discount_needs_approval"
    assert "needs the approval of: Finance" in alone.value.message
    lay_down(shop, "plan")
    till.sync()
