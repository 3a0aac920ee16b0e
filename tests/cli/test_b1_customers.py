"""Files of persons and companies: papers, somebody who is on file already, consent, whole numbers for a reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.test_selling import as_json, sale, stocked
from tests.shop import person

COMPANY = {"kind": "company", "id_kind": "licence", "name": "滨江租车有限公司", "phone": "0571-88001234"}


def add(cli: Cli, **more: Any) -> dict[str, Any]:
    return cli("customer", "add", as_json({**person(), **more})).json


def test_a_company_has_a_credit_code_with_its_check_digit(cli: Cli) -> None:
    wrong = as_json({**COMPANY, "id_number": "91350100M000100Y44"})
    refused = cli("customer", "add", wrong, ends=3).error
    assert (refused["code"], refused["field"]) == ("credit_code_check", "id_number")
    made = cli("customer", "add", as_json({**COMPANY, "id_number": "91350100M000100Y43"})).json
    assert made["id_number"].endswith("0Y43")


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "company", "id_number": "91152201078377449P"}, {"id_number": "91152201078382010M"},
        {"id_kind": "licence", "id_number": "91152201078375008B"},
    ],
)  # fmt: skip
def test_a_company_is_known_by_its_credit_code(cli: Cli, told: dict[str, str]) -> None:
    made = cli("customer", "add", as_json({"name": "滨江租车有限公司", **told})).json
    rows = cli.till.query("SELECT kind, id_kind FROM customer WHERE id = :id", id=made["id"])
    assert rows == [("company", "licence")]


def test_a_person_is_not_taken_for_a_company(cli: Cli) -> None:
    given = as_json({**person(), "kind": "person", "id_number": "91350100M000100Y43"})
    assert cli("customer", "add", given, ends=3).error["code"] == "id_number_form"


@pytest.mark.parametrize(("kind", "number"), [("passport", "E12345678"), ("residence", "830000199201300022")])
def test_other_papers_are_taken_for_what_they_are(cli: Cli, kind: str, number: str) -> None:
    assert add(cli, id_kind=kind, id_number=number)["id_number"].endswith(number[-4:])


def test_somebody_with_the_same_telephone_is_named(cli: Cli) -> None:
    first = add(cli)
    assert first["similar"] is None
    assert add(cli, phone=first["phone"])["similar"] == first["id"]


def test_consent_is_given_and_withdrawn_and_both_are_kept(cli: Cli) -> None:
    made = add(cli)["id"]
    for _ in range(2):
        (agreed,) = cli("customer", "consent", made, "marketing", "--way", "pad").json["consents"]
    assert (agreed["purpose"], agreed["way"], agreed["withdrawn_at"]) == ("marketing", "pad", None)
    (agreed,) = cli("customer", "consent", made, "marketing", "--withdraw", user="zhao").json["consents"]
    assert agreed["withdrawn_at"]
    refused = cli("customer", "consent", made, "marketing", "--withdraw", ends=3).error
    assert refused["code"] == "consent_none"
    assert len(cli("customer", "consent", made, "marketing").json["consents"]) == 2


def test_a_whole_number_is_shown_for_a_reason_that_is_kept(cli: Cli) -> None:
    given = person()
    made = cli("customer", "add", as_json(given)).json["id"]
    reveal = ("customer", "reveal", made, "--reason")
    assert cli(*reveal, "other", ends=3).error["code"] == "reveal_reason"
    assert cli(*reveal, "loan", user="liu", ends=3).error["code"] == "not_allowed"
    assert cli(*reveal, "loan").json["number"] == given["id_number"]
    looks = cli.till.query("SELECT field, reason FROM reveal WHERE customer_id = :id", id=made)
    assert looks == [("id_number", "loan")]


def test_a_buyer_whose_number_somebody_else_has_is_taken_with_a_word(cli: Cli) -> None:
    known = person()
    its = cli("customer", "add", as_json(known)).json["id"]
    word = f"{known['name']} is on file with this number. If that is the buyer, write --customer {its}"
    assert word in sale(cli, customer={**known, "name": "另有其人", "phone": "021-6000"}).err
    draft = ("contract", "draft", "--vin", stocked(cli), "--price", "116000", "--customer")
    assert word in cli(*draft, as_json({**person(), "phone": f"+86 {known['phone']}"})).err
    offer = ("quote", "give", "--vin", stocked(cli), "--price", "116000", "--customer")
    assert word in cli(*offer, as_json({"name": "另有其人", "phone": known["phone"]})).err
    assert word not in cli(*offer, as_json(known)).err, "the same person once more"
    assert word not in cli(*offer, its).err


def test_nobody_was_born_tomorrow(cli: Cli) -> None:
    number = "11010521990101001"  # in 2199
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    number += "10X98765432"[
        sum(int(each) * weight for each, weight in zip(number, weights, strict=True)) % 11
    ]
    given = {"name": "未来", "phone": "13811112222"}
    refused = cli("customer", "add", as_json({**given, "id_number": number}), ends=3).error
    assert (refused["code"], refused["field"]) == ("id_number_date", "id_number")
    made = cli("customer", "add", as_json(given)).json["id"]
    assert (
        cli("customer", "edit", made, "--set", f"id_number={number}", ends=3).error["code"]
        == "id_number_date"
    )


def test_two_files_of_one_person_are_made_one_and_two_again(cli: Cli) -> None:
    kept, other = add(cli), add(cli)
    assert kept["merged"] == []
    merged = cli("customer", "merge", other["id"], "--into", kept["id"]).json
    assert (merged["id"], merged["merged"]) == (kept["id"], [other["id"]])
    assert cli("customer", "show", other["id"]).json["id"] == kept["id"]
    assert cli("customer", "merge", kept["id"], "--into", other["id"], ends=3).error["code"] == "same_person"
    found = cli("customer", "list", other["name"]).json["customers"]
    assert [each["id"] for each in found] == [kept["id"]]
    assert cli("customer", "merge", kept["id"], "--into", "nobody", ends=3).error["code"] == "not_found"
    assert cli("customer", "unmerge", other["id"], user="liu", ends=3).error["code"] == "not_allowed"
    assert cli("customer", "unmerge", other["id"]).json["id"] == other["id"]
    assert cli("customer", "unmerge", other["id"], ends=3).error["code"] == "not_merged"


def test_two_who_look_like_one_are_told_apart_and_that_is_taken_back(cli: Cli) -> None:
    one = add(cli)
    text = json.dumps({"name": "李小妹", "phone": one["phone"]})
    other = cli("customer", "add", text, "--accept-warnings").json
    assert other["similar"] == one["id"]
    apart = ("customer", "apart", other["id"], "--other", one["id"])
    assert cli(*apart, user="liu", ends=3).error["code"] == "not_allowed"
    assert cli(*apart).json["similar"] is None
    assert cli("customer", "show", one["id"]).json["similar"] is None
    assert cli(*apart, "--withdraw").json["similar"] == one["id"]
    assert cli(*apart, "--withdraw", ends=3).error["code"] == "not_told_apart"


def test_of_two_files_the_later_word_on_consent_counts(cli: Cli) -> None:
    kept, other = add(cli)["id"], add(cli)["id"]
    cli("customer", "consent", kept, "share")
    cli("customer", "consent", other, "share")
    cli("customer", "consent", other, "share", "--withdraw")
    said = cli("customer", "merge", other, "--into", kept).json["consents"]
    assert [each["holds"] for each in said] == [False, False]
    said = cli("customer", "consent", other, "share").json["consents"]
    assert [each["holds"] for each in said] == [True, False, False]
