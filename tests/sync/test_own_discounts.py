"""Nobody approves their own: what the server would set aside is refused at the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import PermissionDenied
from app.gateways.deals import DealsFromReplica
from app.presenters.deal_desk_rows import Approved
from app.services import contracts, submitting
from tests.shop import MODEL, PASSWORD, PROMISED_ON, Till, person


def test_a_manager_does_not_approve_the_contract_that_they_drew(counter: Till) -> None:
    order = contracts.Order(customer=person(), price=11_000_000, model=MODEL, delivery_date=PROMISED_ON)
    _, no = contracts.draft(counter.as_("sun").unit_of_work(), order)
    contract_id = counter.query("SELECT id FROM contract WHERE no = :no", no=no)[0][0]
    signing = counter.wang.signing(None, ("sun", PASSWORD))
    with pytest.raises(PermissionDenied) as refused:
        contracts.sign(counter.wang.unit_of_work(), contract_id=contract_id, signing=signing)
    assert refused.value.code == "self_approval"
    own = replace(counter.as_("sun").signing(None), boot=counter.wang.boot)
    assert contracts.sign(counter.as_("sun").unit_of_work(), contract_id=contract_id, signing=own).confirmed


def test_d3_the_desk_shows_no_yes_of_a_manager_who_drew_or_asked(counter: Till) -> None:
    desk, why = DealsFromReplica(counter.wang), ("aged", "")
    order = contracts.Order(customer=person(), price=11_000_000, model=MODEL, delivery_date=PROMISED_ON)
    _, own = contracts.draft(counter.as_("sun").unit_of_work(), order)
    with pytest.raises(PermissionDenied, match="self_approval"):
        desk.approve(desk.drawn(own), ("sun", PASSWORD), why)
    _, no = contracts.draft(counter.wang.unit_of_work(), replace(order, customer=person()))
    submitting.submit(counter.as_("sun").unit_of_work(), no=no)
    with pytest.raises(PermissionDenied, match="self_approval"):
        desk.approve(desk.drawn(no), ("sun", PASSWORD), why)
    submitting.take_back(counter.wang.unit_of_work(), no=no)
    assert isinstance(desk.approve(desk.drawn(no), ("sun", PASSWORD), why), Approved)
