"""F1, typed: what a loan costs a month, and its schedule on paper."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf

from tests.cli.conftest import Cli


def test_a_loan_is_quoted_with_every_month_to_the_fen(cli: Cli) -> None:
    said = cli(
        "loan", "quote", "--price", "213,315.58", "--down", "63,315.58", "--months", 36, "--rate", "2.99"
    ).json
    assert (said["loan"], said["monthly"], said["last"]) == ("150000.00", "4361.52", "4361.53")
    assert (said["interest"], said["total"], said["down"]) == ("7014.73", "157014.73", "63315.58")
    assert len(said["schedule"]) == 36
    assert said["schedule"][-1]["left"] == "0.00"


def test_the_down_payment_follows_from_a_monthly_amount(cli: Cli) -> None:
    said = cli("loan", "quote", "--price", "20w", "--monthly", "5000", "--months", 24, "--rate", "4.5",
               "--repay", "subsidised", "--payer", "dealer").json  # fmt: skip
    assert (said["loan"], said["down"], said["monthly"]) == ("120000.00", "80000.00", "5000.00")
    assert (said["interest"], said["subsidy"], said["payer"]) == ("0.00", "5705.68", "dealer")


def test_a_schedule_prints_in_the_language_of_documents(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "schedule.pdf"
    cli("loan", "quote", "--loan", "20w", "--balloon", "8w", "--repay", "balloon", "--months", 24, "--rate", "4.8",
        "--out", file, "--document-lang", "zh_CN")  # fmt: skip
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages)
    for said in (
        "贷款还款计划表",
        "¥5,573.83",
        "¥85,573.70",
        "¥213,771.79",
        "等额本息（含尾款）",
        "测试汽车有限公司",
    ):
        assert said in text


def test_what_is_no_loan_is_refused_with_its_field(cli: Cli) -> None:
    assert cli("loan", "quote", "--months", 24, "--rate", "4.5", ends=2).error["field"] == "loan"
    assert (
        cli("loan", "quote", "--loan", "20w", "--months", 24, "--rate", "dear", ends=3).error["field"]
        == "rate"
    )
    refused = cli("loan", "quote", "--loan", "20w", "--balloon", "30w", "--repay", "balloon", "--months", 24,
                  "--rate", "4", ends=3)  # fmt: skip
    assert refused.error["code"] == "balloon_invalid"


def test_an_administrator_says_the_plans_and_the_desk_knows_them(cli: Cli) -> None:
    terms = "plan=bank; from=2099-12-01; lender=ICBC; months=48; rate=3.25; share=60"
    assert cli("loan", "plans", "--add", terms, user="wang", ends=3).json["error"]["code"] == "not_allowed"
    said = cli("loan", "plans", "--add", terms, user="admin").json["plans"]
    assert [(each["lender"], each["months"], each["rate_bp"]) for each in said] == [("ICBC", 48, 325)]
    begun = terms.replace("2099", "2020")
    assert cli("loan", "plans", "--add", begun, user="admin", ends=3).json["error"]["code"] == "plan_begun"
    cli("loan", "plans", "--add", "plan=bank; from=2099-12-01", user="admin", ends=2)
    cli("loan", "plans", "--add", terms.replace("3.25", "dear"), user="admin", ends=3)
    assert cli("loan", "plans", "--take-out", "bank=2099-12-01", user="admin").json["plans"] == []
