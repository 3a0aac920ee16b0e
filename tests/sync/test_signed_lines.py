"""Two real terminals: one has a draft signed while the other, without a network, puts something onto it."""

from __future__ import annotations

import pytest

from app.gateways.merging import MergeOfTerminal
from app.presenters.base import run_now
from app.presenters.merge import MergePresenter
from app.queries import cases
from app.services import amending, conflicts, contracts, papers, price_sheets, redrawing
from tests.shop import Till, new_vin, person, settle

LIST_PRICE = 11_700_000
FILM, MATS = contracts.Line("Film", 250_000), contracts.Line("Mats", 30_000)


def drawn(counter: Till, booth: Till) -> tuple[str, str, str]:
    """A draft with a film on it, on both screens: contract, number and car."""
    (vin,) = counter.receive(new_vin())
    settle(counter)
    order = contracts.Order(person("周明慧"), LIST_PRICE, vin, lines=(FILM,))
    no = contracts.draft(counter.wang.unit_of_work(), order)[1]
    settle(counter, booth)
    ((contract,),) = counter.query("SELECT id FROM contract WHERE no = :no", no=no)
    return contract, no, vin


def redraw(till: Till, contract: str, vin: str, *lines: contracts.Line) -> None:
    ((customer,),) = till.query("SELECT customer_id FROM contract WHERE id = :c", c=contract)
    order = contracts.Order(customer, LIST_PRICE, vin, lines=lines)
    redrawing.redraw(till.wang.unit_of_work(), contract_id=contract, order=order)


def sign(till: Till, contract: str, vin: str) -> None:
    ((car,),) = till.query("SELECT id FROM vehicle WHERE vin = :vin", vin=vin)
    till.wang.lease([car])
    contracts.sign(till.wang.unit_of_work(), contract_id=contract, signing=till.wang.signing(None))


def payable(till: Till, no: str) -> int:
    with till.wang.reading() as session:
        contract = contracts.find(session, no)
        signature = papers.signature_in_force(session, contract)
        assert signature is not None
        shown = papers.document(session, contract).sheet
        assert shown.lines == papers.ContractDocument.from_dict(signature.document).sheet.lines
        return price_sheets.price_sheet(session, contract).payable


@pytest.mark.parametrize("signed_first", [False, True], ids=["line first", "signature first"])
def test_a_signed_contract_has_the_lines_of_its_paper_at_every_desk(
    counter: Till, booth: Till, signed_first: bool
) -> None:
    contract, no, vin = drawn(counter, booth)
    sign(counter, contract, vin)
    redraw(booth, contract, vin, MATS)  # and no film
    settle(*((counter, booth) if signed_first else (booth, counter)), counter, booth)
    assert payable(counter, no) == LIST_PRICE + FILM.amount
    if not signed_first:  # what was set aside still shows at its own desk until somebody has decided
        assert payable(booth, no) == LIST_PRICE + FILM.amount
        assert counter.digest() == booth.digest()
    with counter.wang.reading() as session:
        (case,) = [
            row for row in cases.list_cases(session, counter.wang.identity.id) if row.contract_id == contract
        ]
    if signed_first:
        assert "Mats ¥300.00" in case.summary
        assert "without Film" in case.summary
        return
    dialog = MergeOfTerminal(counter.wang)
    shown = dialog.case(case.id)
    assert shown is not None
    told = {
        (each.name, each.mine, each.theirs)
        for group in shown.groups
        for each in group.fields
    }  # fmt: skip
    assert told == {
        ("label", "Film", "—"), ("amount", "2,500.00", "—"), ("label", "—", "Mats"), ("amount", "—", "300.00"),
    }  # fmt: skip
    assert "Booth" in shown.theirs_by
    presenter = MergePresenter(run_now, dialog, case.id)
    presenter.load()  # nothing is left to choose
    presenter.save()
    assert presenter.state.done
    change = amending.Change({}, add=(MATS,))  # the customer wants them all the same
    amending.amend(counter.wang.unit_of_work(), no=no, change=change, signing=counter.wang.signing(None))
    settle(counter, booth)
    assert payable(booth, no) == LIST_PRICE + FILM.amount + MATS.amount


def test_nobody_takes_the_unsigned_side_of_a_signed_contracts_line(counter: Till, booth: Till) -> None:
    contract, no, vin = drawn(counter, booth)
    sign(counter, contract, vin)
    redraw(booth, contract, vin, FILM, MATS)
    settle(booth, counter)
    with counter.as_("sun").reading() as session:
        (case,) = [
            row for row in cases.list_cases(session, counter.wang.identity.id) if row.contract_id == contract
        ]
    choices = dict.fromkeys(case.groups, "theirs")
    with pytest.raises(conflicts.UserError, match=no):
        conflicts.resolve(counter.as_("sun").unit_of_work(), case_id=case.id, choices=choices, mine=case.mine)
