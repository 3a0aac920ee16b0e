"""A 定金 that a cancellation keeps, between the desk, the centre and the manager who is asked."""

from __future__ import annotations

from functools import partial

import pytest

from app.domain.deposits import DepositFate
from app.errors import PermissionDenied
from app.gateways.set_aside import AsideOfTerminal
from app.ids import vehicle_id
from app.queries import approvals
from app.services import cancelling, conflicts, keeping, payments
from app.services.contracts import Sold
from tests.shop import PASSWORD, Till, new_vin, settle

keep = partial(cancelling.cancel, reason="不买了", fate=DepositFate.KEPT)


@pytest.fixture
def sold(counter: Till, booth: Till) -> Sold:
    """A contract with a deposit, which both desks know."""
    (vin,) = counter.receive(new_vin())
    settle(counter)
    counter.wang.lease([vehicle_id(vin)])
    made = counter.sell(vin)
    counter.as_("sun")
    settle(counter, booth)
    return made


def decided(till: Till, sold: Sold) -> tuple[str, str | None, str]:
    """The contract's state, what becomes of its deposit, and who approved that."""
    ((state, fate),) = till.query(
        "SELECT state, deposit_fate FROM contract WHERE no = :n", n=sold.contract_no
    )
    with till.wang.reading() as session:
        return state, fate, approvals.kept_by(session, sold.deal_no)


def accept(till: Till) -> None:
    """A manager lets the op count that was set aside."""
    ((case,),) = till.query("SELECT id FROM sync_case WHERE kind = 'op' AND state = 'open'")
    conflicts.resolve(till.as_("sun").unit_of_work(), case_id=case, choices={"op": "accept"}, mine="first")


def test_a_deposit_is_kept_for_everybody_by_a_managers_yes_at_the_desk(
    counter: Till, booth: Till, sold: Sold
) -> None:
    yes = counter.wang.approval("sun", PASSWORD)
    keep(counter.wang.unit_of_work(), no=sold.contract_no, approve=yes)
    assert counter.sync().parked == 0
    settle(counter, booth)
    name = counter.as_("sun").unlocked.user.display
    assert decided(booth, sold) == ("cancelled", "kept", name)


def test_a_deposit_that_grew_elsewhere_is_not_kept_by_a_yes_to_less(
    counter: Till, booth: Till, sold: Sold
) -> None:
    more = [payments.Part(100_000, "card")]
    payments.take_parts(booth.wang.unit_of_work(), deal_no=sold.deal_no, parts=more, put_down=True)
    booth.sync()
    yes = counter.wang.approval("sun", PASSWORD)
    keep(counter.wang.unit_of_work(), no=sold.contract_no, approve=yes)
    assert counter.sync().parked == 1
    settle(booth)
    assert decided(booth, sold) == ("signed", None, "")
    accept(booth)
    settle(booth, counter)
    assert decided(counter, sold)[:2] == ("cancelled", "kept")


def test_who_lets_a_deposit_be_kept_afterwards_is_named_as_who_approved_it(
    counter: Till, booth: Till, sold: Sold, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(keeping, "settle", lambda *_, **__: None)  # a program that asks nobody
        keep(counter.wang.unit_of_work(), no=sold.contract_no)
    assert counter.sync().parked == 1
    settle(booth)
    accept(booth)
    settle(booth, counter)
    assert decided(counter, sold) == ("cancelled", "kept", counter.as_("sun").unlocked.user.display)


def test_the_manager_who_sold_the_car_does_not_let_its_deposit_be_kept_afterwards(
    counter: Till, booth: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter)
    counter.as_("sun").lease([vehicle_id(vin)])
    sold = counter.sell(vin, user="sun")
    with monkeypatch.context() as older:
        older.setattr(keeping, "settle", lambda *_, **__: None)  # a program that asks nobody
        keep(counter.wang.unit_of_work(), no=sold.contract_no)
    settle(counter, booth)
    with pytest.raises(PermissionDenied, match="self_approval"):
        accept(booth)
    ((case_id,),) = booth.query("SELECT id FROM sync_case WHERE kind = 'op' AND state = 'open'")
    case = AsideOfTerminal(booth.as_("sun")).case(case_id)
    assert case is not None
    assert (case.may_decide, case.decisions) == (True, ("retry", "discard"))
    assert case.refusal.startswith("You sold this car: another manager says")
    conflicts.resolve(
        booth.as_("sun").unit_of_work(), case_id=case_id, choices={"op": "discard"}, mine="first"
    )
    settle(booth, counter)
    assert decided(counter, sold) == ("signed", None, "")


def test_the_manager_who_sold_the_car_does_not_approve_keeping_its_deposit(counter: Till) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter)
    counter.as_("sun").lease([vehicle_id(vin)])
    sold = counter.sell(vin, user="sun")
    yes = counter.wang.approval("sun", PASSWORD)
    with pytest.raises(PermissionDenied) as refused:
        keep(counter.wang.unit_of_work(), no=sold.contract_no, approve=yes)
    assert refused.value.code == "self_approval"
    assert decided(counter, sold) == ("signed", None, "")
