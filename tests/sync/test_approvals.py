"""A manager's yes at the counter is to one deal, and to no other."""

from __future__ import annotations

import pytest

from app.domain.money import format_amount
from app.errors import UserError
from app.ids import vehicle_id
from app.models.deal import Contract
from app.services import approving, contracts, price_sheets, redrawing
from tests.shop import LIST_PRICE, PASSWORD, Till, new_vin, person

PRICE = LIST_PRICE * 9 // 10


def asked(till: Till, no: str) -> dict[str, object]:
    """What a manager is asked about a contract."""
    with till.wang.reading() as session:
        contract = contracts.find(session, no)
        return approving.asked(contract, price_sheets.price_sheet(session, contract))


def sign(till: Till, no: str, consent: approving.Consent) -> contracts.Sold:
    """Sign a contract with a yes that was given before."""
    signing = contracts.Signing(approve=lambda _: consent)
    with till.wang.reading() as session:
        contract_id = contracts.find(session, no).id
    return contracts.sign(till.wang.unit_of_work(), contract_id=contract_id, signing=signing)


@pytest.mark.parametrize("change", ["price", "vin"])
def test_a_yes_to_one_deal_does_not_sign_another(counter: Till, change: str) -> None:
    first, second = counter.receive(new_vin(), new_vin())
    no = counter.draft(first, price=PRICE)
    counter.as_("sun")
    consent = counter.wang.approval("sun", PASSWORD)(asked(counter, no))
    changed = {"price": "105000.00"} if change == "price" else {"vin": second}
    contracts.edit(counter.wang.unit_of_work(), no=no, values=changed)
    with pytest.raises(UserError) as refused:
        sign(counter, no, consent)
    assert refused.value.code == "discount_needs_approval"
    with counter.wang.reading() as session:
        assert session.query(Contract).filter_by(no=no).one().state == "draft"


def test_a_yes_holds_while_only_other_things_change(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    no = counter.draft(vin, price=PRICE)
    counter.as_("sun")
    consent = counter.wang.approval("sun", PASSWORD)(asked(counter, no))
    contracts.edit(counter.wang.unit_of_work(), no=no, values={"delivery_date": "2036-12-24"})
    sign(counter, no, consent)
    assert counter.sync().parked == 0
    assert counter.query("SELECT version, price, list_price FROM approval") == [(1, PRICE, LIST_PRICE)]


def gift(worth: int) -> contracts.Line:
    return contracts.Line("Dashcam", worth, nature="gift")


def test_gifts_and_money_off_share_the_limit_at_the_desk(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    limit = LIST_PRICE * 3 // 100
    order = contracts.Order(person(), LIST_PRICE - limit, vin, lines=(gift(1),))
    with pytest.raises(UserError) as refused:
        contracts.sell(counter.wang.unit_of_work(), order, counter.wang.signing(None))
    assert refused.value.code == "discount_needs_approval"
    assert refused.value.values["floor"] == format_amount(LIST_PRICE - limit + 1)
    counter.wang.lease([vehicle_id(vin)])
    fine = contracts.Order(person(), LIST_PRICE - limit + 1, vin, lines=(gift(1),))
    contracts.sell(counter.wang.unit_of_work(), fine, counter.wang.signing(None))
    assert counter.sync().parked == 0


def test_a_yes_given_at_the_desk_ends_with_a_gift_that_comes_later(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    no = counter.draft(vin, price=PRICE)
    counter.as_("sun")
    consent = counter.wang.approval("sun", PASSWORD)(asked(counter, no))
    ((contract_id,),) = counter.query("SELECT id FROM contract WHERE no = :no", no=no)
    ((customer,),) = counter.query("SELECT customer_id FROM contract WHERE no = :no", no=no)
    with_gift = contracts.Order(customer, PRICE, vin, lines=(gift(1),))
    redrawing.redraw(counter.wang.unit_of_work(), contract_id=contract_id, order=with_gift)
    with pytest.raises(UserError, match="gift"):
        sign(counter, no, consent)
    again = counter.wang.approval("sun", PASSWORD)(asked(counter, no))
    sign(counter, no, again)
    assert counter.sync().parked == 0
