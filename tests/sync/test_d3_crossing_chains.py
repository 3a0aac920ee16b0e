"""D3: two matters whose chains cross, and one person for each role: no order of answers locks the contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.approval_chain import Step
from app.errors import PermissionDenied
from app.gateways.approvals import ApprovalsOfTerminal
from app.models.deal import Contract
from app.services import approving, chains, contracts, submitting
from server import decisions
from tests.shop import LIST_PRICE, Shop, Till, new_vin, person

LINKS = (
    '{"discount": [{"by": "manager"}, {"by": "finance"}], "terms": [{"by": "finance"}, {"by": "manager"}]}'
)


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A terminal at which the one manager and the one of finance have signed in."""
    shop = Shop(tmp_path_factory.mktemp("shop") / "shop").start()
    decisions.decide(shop.uow, name="approval.terms", value="true")
    decisions.decide(shop.uow, name="approval.chain", value=LINKS)
    till = Till(tmp_path_factory.mktemp("counter") / "data")
    till.enrol(shop.url, shop.code(shop.branch()), "Counter")
    for user in ("liu", "sun", "qian"):
        till.as_(user)
    yield till
    till.close()
    shop.close()


def asked(till: Till) -> str:
    """A contract that needs a yes to its price and to its terms, and was put before both."""
    (vin,) = till.receive(new_vin())
    order = contracts.Order(person(), LIST_PRICE * 9 // 10, vin, terms="送脚垫")
    _, no = contracts.draft(till.wang.unit_of_work(), order)
    submitting.submit(till.wang.unit_of_work(), no=no)
    return no


def approve(till: Till, who: str, no: str) -> bool:
    return submitting.approve(till.as_(who).unit_of_work(), no=no)


def state(till: Till, no: str) -> str:
    with till.wang.reading() as session:
        return session.query(Contract).filter_by(no=no).one().state


def steps(till: Till, no: str) -> tuple[Step, ...]:
    with till.wang.reading() as session:
        contract = contracts.find(session, no)
        return chains.steps(session, contract, approving.come_so_far(session, contract))


@pytest.mark.parametrize("order", [("sun", "qian"), ("qian", "sun")], ids=str)
def test_d3_crossing_chains_are_answered_in_either_order(till: Till, order: tuple[str, str]) -> None:
    no, (first, second) = asked(till), order
    assert not approve(till, first, no)
    with pytest.raises(PermissionDenied, match="link_of_another"):
        approve(till, first, no)
    assert not approve(till, second, no)
    with pytest.raises(PermissionDenied, match="link_of_another"):
        approve(till, second, no)
    assert [step.at is None for step in steps(till, no)].count(True) == 1
    assert approve(till, first, no)  # the link of the other matter that their first yes came too soon for
    with till.wang.reading() as session:
        contract_id = contracts.find(session, no).id
    contracts.sign(till.wang.unit_of_work(), contract_id=contract_id, signing=till.wang.signing(None))
    assert steps(till, no) == ()  # what is agreed waits for no link
    assert till.sync().parked == 0
    assert state(till, no) == "approved"  # an order: the car is not held here


@pytest.mark.parametrize("who", ["sun", "qian"])
def test_d3_whoever_is_asked_sends_it_back_also_after_a_yes(till: Till, who: str) -> None:
    no = asked(till)
    approve(till, who, no)
    page = ApprovalsOfTerminal(till.as_(who))
    (shown,) = [each for each in page.waiting() if each.no == no]
    assert (shown.turn, shown.returns) == (False, True)
    page.answer(shown, yes=False, note="by mistake")
    assert state(till, no) == "draft"
    submitting.submit(till.wang.unit_of_work(), no=no)
    assert not approve(till, who, no)  # what was said before the no counts no more
    assert till.sync().parked == 0


def test_d3_a_link_shows_the_words_of_the_yes_that_answers_it(till: Till) -> None:
    """Not those of a later yes to another price."""
    no, wang = asked(till), till.wang.unit_of_work()
    submitting.approve(till.as_("sun").unit_of_work(), no=no, reason="to this price")
    submitting.take_back(wang, no=no)
    contracts.edit(wang, no=no, values={"price": "100000"})
    submitting.submit(wang, no=no)
    submitting.approve(till.as_("sun").unit_of_work(), no=no, reason="to another one, this once")
    submitting.take_back(wang, no=no)
    contracts.edit(wang, no=no, values={"price": f"{LIST_PRICE * 9 // 1000}"})
    first = steps(till, no)[0]
    assert (first.matter, first.role, first.note) == ("discount", "manager", "to this price")


def test_d3_whom_no_link_asks_sends_nothing_back(till: Till) -> None:
    no = asked(till)
    with pytest.raises(PermissionDenied):
        submitting.send_back(till.wang.unit_of_work(), no=no, reason="mine")
    assert state(till, no) == "submitted"
