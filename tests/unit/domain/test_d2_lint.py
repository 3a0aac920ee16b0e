from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain import contract_template, lint
from app.domain.contract_document import ContractDocument, DepositTerms, PaymentPlan, PaymentStep
from app.domain.deposits import DepositKind
from app.domain.identity import IdKind
from tests.unit.contract_samples import full_contract, provisional_order

TEMPLATES = Path(__file__).parents[3] / "resources" / "templates"
TEMPLATE = contract_template.parse(
    json.loads((TEMPLATES / "contract-en-2026-11.json").read_text(encoding="utf-8"))
)


def findings(document: ContractDocument, **circumstances: Any) -> list[lint.Finding]:
    return lint.lint(document, **{"template": TEMPLATE, "limit_bp": 350, **circumstances})


def blocking(document: ContractDocument, **circumstances: Any) -> list[tuple[str, str, str]]:
    return [(f.code, f.clause, f.field) for f in lint.blocks(findings(document, **circumstances))]


@pytest.mark.parametrize("document", [full_contract(), provisional_order()])
def test_a_right_contract_passes_every_check(document: ContractDocument) -> None:
    found = findings(document)
    assert [finding.level for finding in found] == ["ok"] * len(lint.CHECKS)
    assert all(finding.message for finding in found)


def person(**changes: Any) -> ContractDocument:
    return full_contract(buyer=replace(full_contract().buyer, **changes))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (person(id_number=""), ("field_missing", "buyer", "buyer.id_number")),
        (person(name=""), ("field_missing", "buyer", "buyer.name")),
        (person(id_number="110105194912310021"), ("id_number_check", "buyer", "buyer.id_number")),
        (person(id_kind=IdKind.BUSINESS_LICENCE), ("credit_code_check", "buyer", "buyer.id_number")),
        (
            full_contract(seller=replace(full_contract().seller, credit_code="91350100M000100Y44")),
            ("credit_code_check", "seller", "seller.credit_code"),
        ),
        (
            full_contract(car=replace(full_contract().car, vin="LATPAB071W100530O")),
            ("vin_letters", "vehicle", "car.vin"),
        ),
        (
            full_contract(deposit=DepositTerms(DepositKind.DEPOSIT, 2_328_181)),
            ("deposit_above_cap", "deposit", "deposit.amount"),
        ),
        (
            provisional_order(deposit=DepositTerms(DepositKind.DEPOSIT, 2_000_000)),
            ("deposit_kind", "deposit", "deposit.kind"),
        ),
        (
            full_contract(car=replace(full_contract().car, vin=""), delivery_on=None),
            ("promise_missing", "delivery", "delivery_date"),
        ),
        (full_contract(annexes=("options",)), ("annex_missing", "annexes", "annexes")),
        (full_contract(drawn_on=date(2020, 1, 1)), ("template_date", "template", "template")),
        (
            full_contract(plan=PaymentPlan("instalments", (PaymentStep("x", 1),))),
            ("plan_sum", "payment", "plan.steps"),
        ),
        (
            full_contract(plan=PaymentPlan("loan", loan=99_000_000)),
            ("loan_too_large", "payment", "plan.loan"),
        ),
        (
            full_contract(sheet=replace(full_contract().sheet, list_price=12_002_000)),
            ("discount_unapproved", "price", "sheet.price"),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_each_fault_stops_the_print_and_names_its_clause(
    document: ContractDocument, expected: tuple[str, str, str]
) -> None:
    assert expected in blocking(document)


def test_amounts_that_cannot_be_written_in_capitals_stop_the_print() -> None:
    dear = full_contract(sheet=replace(full_contract().sheet, list_price=10**10, price=10**10))
    assert ("capitals", "price", "sheet.price") in blocking(dear)
    negative = full_contract(sheet=replace(full_contract().sheet, price=100_000, list_price=100_000))
    assert ("capitals", "price", "payable") in blocking(negative)


def test_only_an_order_without_a_car_needs_a_promised_day() -> None:
    assert not blocking(full_contract(delivery_on=None))
    ordered = full_contract(car=replace(full_contract().car, vin=""))
    assert not blocking(ordered)
    (found,) = lint.blocks(findings(replace(ordered, delivery_on=None)))
    assert lint.clause_name(found, TEMPLATE) == "Delivery and inspection"


def test_a_document_that_names_no_annexes_gets_those_it_needs() -> None:
    assert not blocking(full_contract(annexes=()))


def test_an_annex_that_a_clause_names_and_the_paper_lacks_is_looked_at_where_it_is_printed() -> None:
    def spoiled(when: str) -> contract_template.Template:
        added = contract_template.Paragraph("See Annex 4 and the annex “Extras”.", when)
        clauses = tuple(
            replace(each, paragraphs=(*each.paragraphs, added)) if each.key == "delivery" else each
            for each in TEMPLATE.clauses
        )
        return replace(TEMPLATE, clauses=clauses)

    def looked_at(when: str) -> list[tuple[str, object]]:
        found = findings(full_contract(), template=spoiled(when))
        return [(each.clause, each.values["annex"]) for each in found if each.code == "annex_unknown"]

    assert looked_at("always") == [("delivery", "4"), ("delivery", "Extras")]
    assert looked_at("provisional") == []
    assert not blocking(full_contract(), template=spoiled("always"))


def test_an_approved_discount_and_a_wider_limit_both_pass() -> None:
    document = full_contract(sheet=replace(full_contract().sheet, list_price=12_500_000))
    assert blocking(document)
    assert not blocking(document, approved=True)
    assert not blocking(document, limit_bp=800)


def test_a_gift_counts_as_money_off() -> None:
    sheet = replace(full_contract().sheet, list_price=12_002_000)
    given = full_contract(sheet=sheet)
    assert [found.values["floor"] for found in lint.blocks(findings(given))] == ["116,418.30"]
    plain = replace(sheet, lines=tuple(line for line in sheet.lines if line.kind != "gift"))
    assert not blocking(full_contract(sheet=plain))


@pytest.mark.parametrize(
    ("document", "circumstances", "code"),
    [
        (full_contract(car=replace(full_contract().car, vin="LATPAB072W1005301")), {}, "vin_check_digit"),
        (full_contract(car=replace(full_contract().car, vin="")), {}, "vin_later"),
        (full_contract(), {"missing_glyphs": "𠮷"}, "glyphs_missing"),
    ],
)
def test_what_only_needs_a_look_does_not_stop_the_sale(
    document: ContractDocument, circumstances: dict[str, Any], code: str
) -> None:
    assert not blocking(document, **circumstances)
    assert [f.code for f in findings(document, **circumstances) if f.level == "warn"] == [code]


def test_a_finding_speaks_with_its_figures() -> None:
    document = full_contract(deposit=DepositTerms(DepositKind.DEPOSIT, 2_328_181))
    messages = [finding.message for finding in lint.blocks(findings(document))]
    assert messages == ["Deposit is above 20 %. The most is ¥23,281.80."]
