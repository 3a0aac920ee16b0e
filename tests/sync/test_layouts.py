"""Papers keep the layout that they were signed with: a later look, or an older program, takes no paper for a false one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from app.documents import layouts
from app.documents.layouts import Layout
from app.domain.slip import COLUMNS
from app.errors import UserError
from app.gateways.devices import DevicesOfTerminal
from app.ids import vehicle_id
from app.presenters.devices import RollPrinter
from app.services import contracts, papers, receipts
from tests import receipt_printers
from tests.shop import Till, new_vin, settle

NOW = layouts.newest()
TODAYS = layouts.layout_of(NOW)
PLANTED = NOW + 1


class Given(NamedTuple):
    """The papers of a sale as the customer took them home."""

    no: str
    contract: bytes
    receipt_no: str
    receipt: bytes


def restyled(draw: layouts.Draw) -> layouts.Draw:
    """A drawing that looks otherwise: it is marked as a copy of a high number."""
    return lambda made, **asked: draw(made, **{**asked, "copy_no": asked.get("copy_no", 0) + 70})


def restyled_contract(made: Any, **asked: Any) -> bytes:
    """The contract with a word across it that today's layout does not have there."""
    return TODAYS.contract(made, **{**asked, "watermark": "copy"})


@pytest.fixture
def further_layout(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A program that has a further layout, and the means to take it away again."""
    look = Layout(
        restyled_contract, restyled(TODAYS.addendum), restyled(TODAYS.receipt), restyled(TODAYS.handover)
    )
    with monkeypatch.context() as planted:
        planted.setitem(layouts.LAYOUTS, PLANTED, lambda: look)
        yield planted


def sold(till: Till) -> Given:
    (vin,) = till.receive(new_vin())
    settle(till)
    till.wang.lease([vehicle_id(vin)])
    no = till.draft(vin)
    ((contract_id,),) = till.query("SELECT id FROM contract WHERE no = :no", no=no)
    signing = till.wang.signing(contracts.Deposit(500_000, "cash"))
    contracts.sign(till.wang.unit_of_work(), contract_id=contract_id, signing=signing)
    ((receipt_no,),) = till.query(
        "SELECT receipt_no FROM payment JOIN contract USING (deal_id) WHERE contract.no = :no", no=no
    )
    with till.wang.reading() as session:
        contract = papers.printable(session, contracts.find(session, no))
        return Given(no, contract, receipt_no, receipts.paper(session, receipt_no))


def layout_signed(till: Till, no: str) -> int:
    with till.wang.reading() as session:
        signature = papers.latest_signature(session, contracts.find(session, no).id)
        assert signature is not None
        return int(signature.document.get("layout", 1))


def verdicts(till: Till, given: Given) -> tuple[bool, bool]:
    with till.wang.reading() as session:
        return papers.verify(session, given.contract).valid, receipts.verify(session, given.receipt).valid


def test_papers_of_a_layout_still_verify_when_there_is_a_further_one(
    counter: Till, request: pytest.FixtureRequest
) -> None:
    old = sold(counter)
    request.getfixturevalue("further_layout")
    new = sold(counter)
    assert [layout_signed(counter, each.no) for each in (old, new)] == [NOW, PLANTED]
    assert verdicts(counter, old) == verdicts(counter, new) == (True, True)
    with counter.wang.reading() as session:
        assert papers.printable(session, contracts.find(session, old.no)) == old.contract
        assert receipts.paper(session, old.receipt_no) == old.receipt


def test_the_other_layouts_drawing_of_the_same_words_is_not_the_paper(
    counter: Till, further_layout: pytest.MonkeyPatch
) -> None:
    new = sold(counter)
    with counter.wang.reading() as session:
        signature = papers.latest_signature(session, contracts.find(session, new.no).id)
        assert signature is not None
        made = papers.ContractDocument.from_dict(signature.document)
        forged = TODAYS.contract(made, template=papers.words(session, made))
        assert forged != new.contract
        assert not papers.verify(session, forged).valid


def test_an_older_program_knows_a_newer_paper_by_code_and_by_its_pinned_hash_and_says_to_update(
    counter: Till, further_layout: pytest.MonkeyPatch
) -> None:
    new = sold(counter)
    further_layout.delitem(layouts.LAYOUTS, PLANTED)
    with counter.wang.reading() as session:
        contract = contracts.find(session, new.no)
        code = str(papers.find_code(new.contract))
        assert papers.verify(session, code).valid
        assert not papers.verify(session, code).by_hash
        assert papers.verify(session, new.contract) == replace(papers.verify(session, code), by_hash=True)
        assert receipts.verify(session, str(papers.find_code(new.receipt))).valid
        for refused in (
            lambda: papers.verify(session, new.contract + b" "),
            lambda: papers.printable(session, contract),
            lambda: receipts.verify(session, new.receipt),
            lambda: receipts.paper(session, new.receipt_no),
        ):
            with pytest.raises(UserError) as caught:
                refused()
            assert caught.value.code == "layout_newer"


def test_an_older_program_prints_no_newer_receipt_on_a_roll_or_a_form_either(
    counter: Till, further_layout: pytest.MonkeyPatch
) -> None:
    new = sold(counter)
    further_layout.delitem(layouts.LAYOUTS, PLANTED)
    devices = DevicesOfTerminal(counter.wang)
    with receipt_printers.running() as printer:
        for width in COLUMNS:
            devices.keep(RollPrinter(printer.address, width), "", "")
            with pytest.raises(UserError) as caught:
                devices.print_receipt(new.receipt_no)
            assert caught.value.code == "layout_newer"
        devices.keep(RollPrinter(), "", "")
    assert not printer.jobs
    assert not counter.query("SELECT * FROM print_log WHERE subject = :no", no=new.receipt_no)
