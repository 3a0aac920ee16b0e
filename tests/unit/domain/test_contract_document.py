from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.domain import contract_document
from app.domain.contract_document import Buyer, Car, ContractDocument, DepositTerms
from app.domain.deposits import DepositKind
from app.domain.states import ContractState
from tests.unit.contract_samples import full_contract, provisional_order


@pytest.mark.parametrize(
    "document", [full_contract(), provisional_order(), full_contract(deposit=None, delivery_on=None)]
)
def test_a_document_survives_json(document: ContractDocument) -> None:
    stored = json.dumps(document.to_dict(), ensure_ascii=False)
    assert ContractDocument.from_dict(json.loads(stored)) == document


def test_what_a_newer_version_adds_does_not_keep_us_from_reading() -> None:
    data = full_contract().to_dict() | {"seat_warmers": True}
    assert ContractDocument.from_dict(data) == full_contract()


def test_empty_fields_are_left_out_so_that_a_new_field_changes_no_old_digest() -> None:
    assert "provisional" not in full_contract().to_dict()
    assert "terms" not in full_contract().to_dict()


def test_the_digest_is_this_very_one() -> None:
    # Pinned: a change here would make every contract signed so far look altered.
    plain = ContractDocument(
        no="A01-26-00001",
        version=1,
        state=ContractState.SIGNED,
        drawn_on=full_contract().drawn_on,
        seller=full_contract().seller,
        buyer=Buyer("王明"),
        car=Car("澄远", "X7"),
        sheet=full_contract().sheet,
    )
    assert (
        contract_document.document_digest(plain)
        == "cf999e5a467670dc9c291c88bbd2913de02f17592ff56936564b7f159e219465"
    )
    assert contract_document.document_digest(plain.to_dict()) == contract_document.document_digest(plain)


def test_signing_changes_the_state_and_not_the_paper() -> None:
    before, after = full_contract(), full_contract(state=ContractState.SIGNED)
    assert contract_document.document_digest(before) == contract_document.document_digest(after)


@pytest.mark.parametrize(
    "change",
    [
        {"no": "MAIN01-26-00002"},
        {"version": 2},
        {"provisional": True},
        {"terms": "附送保养一次"},
        {"buyer": replace(full_contract().buyer, phone="13800006621")},
        {"car": replace(full_contract().car, vin="LATPAB071W1005302")},
        {"sheet": replace(full_contract().sheet, price=11_640_901)},
        {"deposit": DepositTerms(DepositKind.PREPAYMENT, 2_000_000, full_contract().drawn_on)},
    ],
)
def test_every_change_of_what_was_agreed_changes_the_code(change: dict[str, object]) -> None:
    old, new = (
        contract_document.verification_code(document)
        for document in (full_contract(), full_contract(**change))
    )
    assert old != new
    assert old.check != new.check


def test_composed_and_decomposed_letters_are_one_document() -> None:
    one, other = full_contract(place="Café"), full_contract(place="Cafe\u0301")
    assert contract_document.document_digest(one) == contract_document.document_digest(other)


def test_the_code_is_read_back_from_text_and_from_bytes() -> None:
    code = contract_document.verification_code(full_contract())
    assert str(code).startswith("SR1:MAIN01-26-00001:1:")
    assert contract_document.find_code(f"x {code} y") == code
    assert contract_document.find_code(b"%PDF-1.4 (" + str(code).encode() + b")\xff\xfe") == code
    assert code.groups.replace(" ", "") == code.check
    assert [len(group) for group in code.groups.split(" ")] == [4, 4, 4, 4]


@pytest.mark.parametrize(
    "text",
    ["", "SR1:MAIN01-26-00001:1:ABC", "SR2:MAIN01-26-00001:1:0123456789ABCDEF", "SR1:A:1:0123456789ABCDEF0"],
)
def test_other_codes_are_not_ours(text: str) -> None:
    assert contract_document.find_code(text) is None


def test_field_values_reach_declared_fields_and_nothing_else() -> None:
    assert contract_document.field_value(full_contract(), "buyer.name") == "周明慧"
    for path in ("buyer.__class__", "to_dict", "payable.real", "sheet.discount", "buyer.name.upper"):
        with pytest.raises(KeyError):
            contract_document.field_value(full_contract(), path)
