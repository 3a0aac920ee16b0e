from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain import contract_template
from app.domain.contract_document import ContractDocument
from app.errors import UserError
from tests.unit.contract_samples import full_contract, provisional_order

TEMPLATES = Path(__file__).parents[3] / "resources" / "templates"


def stored(language: str = "en") -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        (TEMPLATES / f"contract-{language}-2026-11.json").read_text(encoding="utf-8")
    )
    return data


def test_both_languages_have_the_same_articles_and_labels() -> None:
    chinese, english = stored("zh_CN"), stored("en")
    assert set(chinese["labels"]) == set(english["labels"])
    shape = [
        [
            (
                c["key"],
                c.get("when"),
                c.get("block"),
                [isinstance(p, str) or (p.get("when"), p.get("tick")) for p in c["text"]],
            )
            for c in data["clauses"]
        ]
        for data in (chinese, english)
    ]
    assert shape[0] == shape[1]


@pytest.mark.parametrize(
    "bad", ["{price.__class__}", "{0}", "{}", "{secret}", "{price!r}", "{price:>9}", "left {", "right }"]
)
def test_an_unknown_placeholder_is_an_error_that_names_its_clause(bad: str) -> None:
    data = stored()
    data["clauses"][1]["text"].append(f"Pay {bad} now.")
    with pytest.raises(UserError) as refusal:
        contract_template.parse(data)
    assert refusal.value.code == "template_placeholder"
    assert "“Price”" in refusal.value.message


@pytest.mark.parametrize(("key", "code"), [("when", "template_condition"), ("block", "template_block")])
def test_unknown_conditions_and_tables_are_errors_too(key: str, code: str) -> None:
    data = stored()
    data["clauses"][3][key] = "moonlight"
    with pytest.raises(UserError) as refusal:
        contract_template.parse(data)
    assert refusal.value.code == code


def test_a_value_is_never_read_as_a_placeholder() -> None:
    text = contract_template.fill(
        "{buyer_name} pays {price}", {"buyer_name": "{price}", "price": "1.00"}, clause="x"
    )
    assert text == "{price} pays 1.00"


def test_a_value_that_is_not_given_is_an_error_not_a_gap() -> None:
    with pytest.raises(UserError):
        contract_template.fill("{vin}", {}, clause="x")


def test_a_template_is_in_force_from_day_to_day() -> None:
    template = replace(
        contract_template.parse(stored()), valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)
    )
    assert [template.in_force(date(2026, *day)) for day in ((1, 1), (6, 30), (7, 1))] == [True, True, False]
    assert not template.in_force(date(2025, 12, 31))


def test_every_condition_can_hold() -> None:
    documents = [
        full_contract(terms="x"),
        provisional_order(),
        full_contract(plan=ContractDocument.__dataclass_fields__["plan"].default),
        full_contract(car=replace(full_contract().car, vin="")),
    ]
    assert frozenset().union(*map(contract_template.conditions, documents)) == contract_template.CONDITIONS


def test_annexes_are_needed_for_what_the_clauses_point_to() -> None:
    assert contract_template.needed_annexes(full_contract()) == ("prices", "options")
    assert contract_template.needed_annexes(provisional_order()) == ("options",)


def test_missing_fields_are_found_by_path() -> None:
    document = full_contract(buyer=replace(full_contract().buyer, id_number=""))
    assert contract_template.missing_fields(document, ["buyer.name", "buyer.id_number"]) == [
        "buyer.id_number"
    ]
