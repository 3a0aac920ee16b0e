"""A manager's yes at the counter is to one deal, and to no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.clock import SystemClock
from app.domain import gift as gift_list
from app.domain.deposits import DepositFate
from app.domain.money import format_amount
from app.errors import UserError
from app.gateways.approvals import ApprovalsOfTerminal
from app.gateways.deals import DealsFromReplica
from app.ids import vehicle_id
from app.models.deal import Contract
from app.services import (
    approving,
    cancelling,
    contracts,
    linting,
    price_sheets,
    quotes,
    redrawing,
    reversals,
    submitting,
)
from server import administration, decisions
from tests.shop import LIST_PRICE, PASSWORD, Shop, Till, new_vin, person, settle

PRICE = LIST_PRICE * 9 // 10


def asked(till: Till, no: str) -> dict[str, object]:
    """What a manager is asked about a contract."""
    with till.wang.reading() as session:
        contract = contracts.find(session, no)
        return approving.asked(session, contract, price_sheets.price_sheet(session, contract))


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


def test_what_a_manager_reads_and_what_they_said_is_told_from_the_rows(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    film = contracts.Line("Film", 250_000)
    order = contracts.Order(person("周明慧"), LIST_PRICE, vin, lines=(film, gift(30_000)), terms="Mats")
    no = contracts.draft(counter.wang.unit_of_work(), order)[1]
    submitting.submit(counter.wang.unit_of_work(), no=no)
    manager = ApprovalsOfTerminal(counter.as_("sun"))
    (asked_for,) = [each for each in manager.waiting() if each.no == no]
    shown = dict(asked_for.facts)
    assert (shown["Add-ons"], shown["Gifts"]) == ("¥2,500.00", "−¥300.00")
    assert shown["We take"] == f"¥{format_amount(LIST_PRICE + 220_000)}"
    manager.answer(asked_for, yes=False, note="No mats")
    submitting.submit(counter.wang.unit_of_work(), no=no)
    manager.answer(asked_for, yes=True, note="")
    said = [dict(each.facts) for each in manager.answered() if each.no == no]
    assert [(each["Answer"], each["Why"]) for each in said] == [("Approved", "—"), ("Sent back", "No mats")]
    assert all(each["Answered by"] and each["Asked by"] and each["When"] and each["Asked"] for each in said)


def test_why_a_seller_asks_is_read_at_the_managers_terminal(counter: Till, booth: Till) -> None:
    (vin,) = counter.receive(new_vin())
    order = contracts.Order(person("周明慧"), LIST_PRICE - 900_000, vin)
    no = contracts.draft(counter.wang.unit_of_work(), order)[1]
    submitting.submit(counter.wang.unit_of_work(), no=no, why="竞品比价 · 隔壁展厅 114,800")
    assert counter.sync().parked == 0
    settle(booth)
    (asked_for,) = [each for each in ApprovalsOfTerminal(booth.as_("sun")).waiting() if each.no == no]
    assert dict(asked_for.facts)["Why"] == "Matches a competitor's price · 隔壁展厅 114,800"


def test_yeses_to_prices_and_to_money_that_goes_back_are_told_too(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    counter.as_("sun")
    counter.wang.lease([vehicle_id(vin)])
    signing = counter.wang.signing(
        contracts.Deposit(2_000_000, "cash"), ("sun", PASSWORD), ("other", "fleet")
    )
    sold = contracts.sell(
        counter.wang.unit_of_work(), contracts.Order(person(), PRICE, vin), signing
    )  # fmt: skip
    answered = ApprovalsOfTerminal(counter.as_("sun")).answered()
    (yes,) = [each for each in answered if each.no == sold.contract_no]
    assert (yes.kind, yes.amount, dict(yes.facts)["Why"].endswith("fleet")) == ("discount", PRICE, True)
    payment_id = counter.query("SELECT id FROM payment WHERE receipt_no = :no", no=sold.receipt_no)[0][0]
    wished = reversals.Wish(sold.receipt_no or "", "changed their mind", amount=2_000_000)
    reversals.ask(counter.as_("qian").unit_of_work(), wished)
    ((wish,),) = counter.query("SELECT id FROM reversal WHERE payment_id = :id", id=payment_id)
    reversals.decide(
        counter.as_("sun").unit_of_work(), reversal_id=wish, approved=False, note="Contract binds"
    )
    (no,) = [each for each in ApprovalsOfTerminal(counter.as_("sun")).answered() if each.key == wish]
    said = dict(no.facts)
    assert (said["Answer"], said["Why"], said["Reason"]) == (
        "Sent back",
        "Contract binds",
        "changed their mind",
    )


def test_two_desks_that_ask_for_the_same_money_ask_once_and_after_a_no_anew(
    counter: Till, booth: Till
) -> None:
    """A contract is cancelled at both before either hears of the other."""
    (vin,) = counter.receive(new_vin())
    counter.wang.lease([vehicle_id(vin)])
    sold = counter.sell(vin)
    settle(counter, booth)
    for till in (counter, booth):
        cancelling.cancel(
            till.wang.unit_of_work(), no=sold.contract_no, reason="withdrew", fate=DepositFate.RETURNED
        )
    assert [till.sync().parked for till in (counter, booth, counter)] == [0, 0, 0]
    of_deal = (
        "SELECT r.id, r.state FROM reversal r JOIN payment p ON p.id = r.payment_id "
        "WHERE p.receipt_no = :no ORDER BY r.asked_at"
    )
    for till in (counter, booth):
        ((wish, state),) = till.query(of_deal, no=sold.receipt_no)
        assert state == "asked"
    reversals.decide(counter.as_("sun").unit_of_work(), reversal_id=wish, approved=False, note="not yet")
    again = reversals.ask(counter.wang.unit_of_work(), reversals.Wish(sold.receipt_no or "", "all the same"))
    assert again != wish
    assert counter.sync().parked == 0
    assert [state for _, state in counter.query(of_deal, no=sold.receipt_no)] == ["declined", "asked"]


@pytest.fixture
def listed(shop: Shop, counter: Till) -> Iterator[Till]:
    """A counter that has heard of a list of gifts, which others here have not."""
    what = '[{"label": "Ceramic coat", "worth": "8000", "counts": "5000", "cost": "2000"}]'
    at_the_centre = administration.unit_of_work(shop.database, SystemClock())
    decisions.decide(at_the_centre, name="gifts", value=what)
    counter.sync()
    yield counter
    decisions.decide(at_the_centre, name="gifts", value="[]")
    counter.sync()


def test_a_gift_of_the_dealership_s_list_counts_as_listed_at_the_desk(listed: Till) -> None:
    (vin,) = listed.receive(new_vin())
    coat = contracts.Line("ceramic Coat", 1, nature="gift")
    order = contracts.Order(person(), LIST_PRICE, vin, lines=(coat,))
    with pytest.raises(UserError) as refused:
        contracts.sell(listed.wang.unit_of_work(), order, listed.wang.signing(None))
    assert refused.value.code == "discount_needs_approval"
    assert refused.value.values["gifts"] == "5,000.00"
    with pytest.raises(UserError):
        quotes.give(listed.wang.unit_of_work(), order, valid_until=listed.wang.clock.today())
    facts = DealsFromReplica(listed.wang).facts()
    assert facts.gifts.listed == (gift_list.Listed("Ceramic coat", 800_000, 500_000),)
    _, no = contracts.draft(listed.wang.unit_of_work(), order)
    submitting.submit(listed.wang.unit_of_work(), no=no)
    manager = ApprovalsOfTerminal(listed.as_("sun"))
    (asked_for,) = [each for each in manager.waiting() if each.no == no]
    shown = dict(asked_for.facts)
    assert (shown["Gifts"], shown["We take"]) == ("−¥5,000.00", f"¥{format_amount(LIST_PRICE - 500_000)}")
    manager.answer(asked_for, yes=True, note="")
    with listed.wang.reading() as session:
        contract_id = contracts.find(session, no).id
    contracts.sign(listed.wang.unit_of_work(), contract_id=contract_id, signing=listed.wang.signing(None))
    assert listed.sync().parked == 0


def test_a_gift_that_the_list_does_not_name_is_signed_with_a_yes_that_names_it(listed: Till) -> None:
    (vin,) = listed.receive(new_vin())
    bar = contracts.Line("Gold bar", 1, nature="gift")
    order = contracts.Order(person(), LIST_PRICE, vin, lines=(bar,))
    uow = listed.wang.unit_of_work()
    with pytest.raises(UserError, match="Not on the list of gifts: Gold bar") as refused:
        contracts.sell(uow, order, listed.wang.signing(None))
    assert (refused.value.code, refused.value.field) == ("gift_needs_approval", "gift")
    with pytest.raises(UserError, match="Gold bar"):
        quotes.give(uow, order, valid_until=listed.wang.clock.today())
    _, no = contracts.draft(uow, order)
    with listed.wang.reading() as session:
        found, _ = linting.findings(session, contracts.find(session, no), ["sales"])
        of_managers, _ = linting.findings(session, contracts.find(session, no), ["manager"])
    assert [each.code for each in found if each.level == "block"] == ["gift_unapproved"]
    assert "gift_unapproved" not in {each.code for each in of_managers}
    listed.as_("sun")
    consent = listed.wang.approval("sun", PASSWORD)(asked(listed, no))
    assert consent.said["gifts"] == "goldbar"
    with listed.wang.reading() as session:
        drawn = contracts.find(session, no).id
    other = replace(order, lines=(contracts.Line("Gold watch", 1, nature="gift"),))
    redrawing.redraw(uow, contract_id=drawn, order=other)
    with pytest.raises(UserError, match="Gold watch"):
        sign(listed, no, consent)
    redrawing.redraw(uow, contract_id=drawn, order=order)
    sign(listed, no, consent)
    assert listed.sync().parked == 0


def test_a_yes_to_a_gift_loses_nothing_where_the_price_is_above_the_list(listed: Till) -> None:
    (vin,) = listed.receive(new_vin())
    bar = contracts.Line("Gold bar", 1, nature="gift")
    order = contracts.Order(person(), LIST_PRICE + 100_000, vin, lines=(bar,))
    listed.as_("sun")
    contracts.sell(listed.wang.unit_of_work(), order, listed.wang.signing(None, ("sun", PASSWORD)))
    assert listed.sync().parked == 0


def test_a_manager_who_answers_reads_which_gifts_the_list_does_not_name(listed: Till) -> None:
    (vin,) = listed.receive(new_vin())
    lines = tuple(contracts.Line(each, 1, nature="gift") for each in ("Ceramic coat", "Gold bar"))
    _, no = contracts.draft(
        listed.wang.unit_of_work(), contracts.Order(person(), LIST_PRICE, vin, lines=lines)
    )
    submitting.submit(listed.wang.unit_of_work(), no=no)
    manager = ApprovalsOfTerminal(listed.as_("sun"))
    (asked_for,) = [each for each in manager.waiting() if each.no == no]
    assert dict(asked_for.facts)["Not on the list of gifts"] == "Gold bar"
    manager.answer(asked_for, yes=True, note="")
    with listed.wang.reading() as session:
        contract_id = contracts.find(session, no).id
    contracts.sign(listed.wang.unit_of_work(), contract_id=contract_id, signing=listed.wang.signing(None))
    assert listed.sync().parked == 0


def test_a_manager_sees_how_far_a_price_is_from_both_floors_and_what_such_cars_went_for(
    counter: Till,
) -> None:
    *sold, asked_for = counter.receive(new_vin(), new_vin(), new_vin())
    counter.wang.lease([vehicle_id(vin) for vin in sold])
    for vin, off in zip(sold, (200_000, 300_000), strict=True):
        order = contracts.Order(person(), LIST_PRICE - off, vin)
        contracts.sell(counter.wang.unit_of_work(), order, counter.wang.signing(None))
    no = counter.draft(asked_for, price=PRICE)
    submitting.submit(counter.wang.unit_of_work(), no=no, why="aged")
    (request,) = ApprovalsOfTerminal(counter.as_("sun")).waiting()
    assert request.title == "Discount ¥11,700.00"
    assert [(each.value, each.note, each.tone) for each in request.figures] == [
        ("¥11,700.00", "¥8,190.00 more than wang may give", "bad"),
        ("¥105,300.00", "¥2,340.00 below your floor of ¥107,640.00", "bad"),
        ("¥2,500.00", "mean of 2 sales without gifts, the most ¥3,000.00", ""),
    ]
    submitting.send_back(counter.as_("sun").unit_of_work(), no=no, reason="too much")
    submitting.submit(counter.wang.unit_of_work(), no=no)
    (again,) = ApprovalsOfTerminal(counter.as_("sun")).waiting()
    assert dict(again.facts)["Answered before"].startswith("Sent back · ")
    assert dict(again.facts)["Answered before"].endswith(" · too much")


def test_gifts_count_in_each_figure_that_a_manager_sees(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    order = contracts.Order(person(), LIST_PRICE - 100_000, vin, lines=(gift(500_000),))
    no = contracts.draft(counter.wang.unit_of_work(), order)[1]
    submitting.submit(counter.wang.unit_of_work(), no=no)
    (request,) = ApprovalsOfTerminal(counter.as_("sun")).waiting()
    assert request.title == "Discount ¥6,000.00"
    assert [(each.value, each.note, each.tone) for each in request.figures] == [
        ("¥6,000.00", "¥2,490.00 more than wang may give · ¥5,000.00 of it gifts", "bad"),
        ("¥111,000.00", "¥3,360.00 above your floor of ¥107,640.00", "ok"),
        ("—", "none was sold", ""),
    ]
