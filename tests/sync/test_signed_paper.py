"""The signed paper of a contract is printed again as it was signed."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from app.domain.contract_document import ContractDocument, verification_code
from app.domain.contract_template import Template
from app.errors import UserError
from app.ids import vehicle_id
from app.services import contracts, papers
from tests.shop import Till, new_vin, settle


def test_a_merge_after_the_signature_does_not_change_the_signed_paper(counter: Till, booth: Till) -> None:
    (vin,) = counter.receive(new_vin())
    settle(counter, booth)
    no = counter.draft(vin)
    settle(counter, booth)
    booth.wang.lease([vehicle_id(vin)])
    contracts.edit(counter.wang.unit_of_work(), no=no, values={"delivery_place": "Elsewhere"})
    ((contract_id,),) = booth.query("SELECT id FROM contract WHERE no = :no", no=no)
    wang = booth.wang
    contracts.sign(
        wang.unit_of_work(), contract_id=contract_id, signing=wang.signing(contracts.Deposit(500_000, "cash"))
    )
    settle(counter, booth)
    with wang.reading() as session:
        contract = contracts.find(session, no)
        assert contract.version != contract.signed_version
        assert papers.verify(session, papers.printable(session, contract)).valid


def pinned_as(counter: Till, price: int | None) -> tuple[str, bytes]:
    """A contract whose desk pinned the hash of a file of its own: with another price, or only packed otherwise."""
    (vin,) = counter.receive(new_vin())
    settle(counter)
    no, files = counter.draft(vin), list[bytes]()
    ((contract_id,),) = counter.query("SELECT id FROM contract WHERE no = :no", no=no)

    def render(made: ContractDocument, words: Template) -> str:
        shown = replace(made, sheet=replace(made.sheet, price=price)) if price else made
        drawn, codes = papers.original(shown, words), [str(verification_code(each)) for each in (shown, made)]
        files.append(drawn.replace(codes[0].encode(), codes[1].encode()) + b"% packed otherwise\n")
        return hashlib.sha256(files[0]).hexdigest()

    signing = replace(counter.wang.signing(contracts.Deposit(500_000, "cash")), render=render)
    contracts.sign(counter.wang.unit_of_work(), contract_id=contract_id, signing=signing)
    return no, files[0]


def test_a_file_is_the_signed_paper_if_it_shows_it_and_not_because_its_hash_was_pinned(counter: Till) -> None:
    for price, valid in ((None, True), (1_000_000, False)):
        no, file = pinned_as(counter, price)
        with counter.wang.reading() as session:
            assert papers.verify(session, file).valid is valid
            signature = papers.latest_signature(session, contracts.find(session, no).id)
            assert signature is not None
            assert signature.pdf_hash == hashlib.sha256(file).hexdigest()


def unsure(till: Till, no: str) -> contracts.Sold:
    """The customer signs here, where nobody can promise anything: the sign-in has run out."""
    ((contract_id,),) = till.query("SELECT id FROM contract WHERE no = :no", no=no)
    signing = replace(till.wang.signing(None), may_confirm=False)
    return contracts.sign(till.wang.unit_of_work(), contract_id=contract_id, signing=signing)


def test_what_is_ordered_is_signed_for_certain_next_and_not_ordered_twice(counter: Till) -> None:
    no = counter.draft(*counter.receive(new_vin()))
    assert not unsure(counter, no).confirmed
    with pytest.raises(UserError, match=no) as waits:
        unsure(counter, no)
    settle(counter)  # the car is free: the centre gives it to the order
    with pytest.raises(UserError, match=no) as has_its_car:
        unsure(counter, no)
    assert [each.value.code for each in (waits, has_its_car)] == ["ordered_already", "ticket_expired"]
