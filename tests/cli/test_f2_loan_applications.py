"""F2 and F3: a loan is applied for, the lender answers, the contract follows, and its money fits what it granted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.loan import PAPERS, LoanState
from tests.cli.conftest import Cli
from tests.cli.test_amending import set_aside
from tests.cli.test_selling import as_json, left_behind, stocked
from tests.shop import PASSWORD, person

NEEDED = [
    kind for kind, paper in PAPERS.items() if paper.before is LoanState.SUBMITTED and kind != "contract"
]
LATER = [kind for kind, paper in PAPERS.items() if paper.before is LoanState.RELEASED]
Deal = tuple[str, str]


@pytest.fixture
def sold(cli: Cli) -> Deal:
    """A signed contract with a deposit: the deal's number and its own."""
    vin = stocked(cli)
    cli("stock", "lease", vin)
    words = ("--vin", vin, "--customer", as_json(person()), "--price", "116000", "--deposit", "10000")
    made = cli("sell", *words, "--method", "card").json
    cli("contract", "amend", made["contract"], *plan())
    return made["deal"], made["contract"]


def plan(amount: str = "80000") -> tuple[str, ...]:
    given = {"loan": amount, "loan.lender": "浙江承安银行", "loan.months": "36", "loan.rate": "2.99"}
    return tuple(word for name, value in given.items() for word in ("--set", f"{name}={value}"))


@pytest.fixture
def applied(cli: Cli, sold: Deal) -> str:
    terms = ("--lender", "浙江承安银行", "--amount", "80000", "--months", "36", "--rate", "2.99")
    return str(cli("loan", "apply", sold[0], *terms).json["id"])


def submitted(cli: Cli, applied: str) -> None:
    for kind in NEEDED:
        cli("loan", "paper", applied, kind, "there")
    assert cli("loan", "state", applied, "submitted").json["state"] == "submitted"


def test_from_the_application_to_the_money_that_fits_it(
    cli: Cli, booth: Cli, sold: Deal, applied: str
) -> None:
    deal, contract = sold
    before = left_behind(cli)
    early = cli("loan", "state", applied, "submitted", ends=3).error
    assert early["code"] == "papers_missing"
    again = ("--lender", "x", "--amount", "1", "--months", "12", "--rate", "3")
    assert cli("loan", "apply", deal, *again, ends=3).error["code"] == "loan_open"
    assert left_behind(cli) == before
    assert cli("loan", "paper", applied, "statements", "returned", ends=3).error["code"] == "reason_missing"
    cli("loan", "paper", applied, "statements", "returned", "--note", "只有 4 个月")
    submitted(cli, applied)
    given = (
        "--no",
        "CA-261122-0387",
        "--condition",
        "补齐最近 6 个月流水@2026-12-24",
        "--condition",
        "保单第一受益人",
    )
    answered = cli("loan", "state", applied, "conditions", *given).json
    assert [each["text"] for each in answered["conditions"]] == ["补齐最近 6 个月流水", "保单第一受益人"]
    assert (answered["granted"], answered["contract_differs"]) == ("80000.00", [])
    cli("loan", "met", applied, "1")
    assert cli("loan", "state", applied, "approved").json["receivable"] == "80000.00"
    unknown = cli("loan", "list", "NOSUCH", ends=3).error
    assert (unknown["code"], unknown["field"]) == ("deal_unknown", "deal")
    owed = cli("loan", "list", "--owed").json
    assert applied in [row["id"] for row in owed["loans"]]
    money = ("loan", "released", applied, "--amount", "80000", "--reference", "TR-1")
    assert cli(*money, ends=3).error["code"] == "not_allowed"
    assert cli(*money, user="qian", ends=3).error["code"] == "papers_missing"
    for kind in LATER:
        cli("loan", "paper", applied, kind, "there")
    less = ("loan", "released", applied, "--amount", "79000", "--reference", "TR-1")
    assert cli(*less, user="qian", ends=3).error["code"] == "loan_amount_differs"
    done = cli(*money, user="qian").json
    assert (done["state"], done["disbursed"], done["receivable"]) == ("released", "80000.00", "0.00")
    assert [event["state"] for event in done["events"]] == [
        "draft", "submitted", "conditions", "approved", "released",
    ]  # fmt: skip
    rows = cli.till.query(
        "SELECT account, e.amount FROM ledger_entry e JOIN payment p ON p.id = e.payment_id WHERE p.about_id = :id",
        id=applied,
    )
    assert sorted(rows) == [("cash:transfer", 8_000_000), ("lender:loan", -8_000_000)]
    paid = cli("pay", deal, "--amount", "26000", "--method", "card").json
    assert paid["balance"] == "0.00"
    gate = {item["item"]: item["light"] for item in cli("delivery", "show", contract, ends=6).json["gate"]}
    assert (gate["loan"], gate["money"]) == ("green", "green")
    cli.till.sync()
    booth.till.sync()
    assert set_aside(cli) == []
    assert booth("loan", "show", contract).json["state"] == "released"


def paid_out(cli: Cli, sold: Deal, applied: str) -> str:
    """The lender's money is here; its receipt."""
    submitted(cli, applied)
    cli("loan", "state", applied, "approved")
    for kind in LATER:
        cli("loan", "paper", applied, kind, "there")
    cli("loan", "released", applied, "--amount", "80000", "--reference", "TR-1", user="qian")
    ((no,),) = cli.till.query("SELECT receipt_no FROM payment WHERE about_id = :id", id=applied)
    return str(no)


def test_a_lenders_money_that_was_voided_is_not_here(cli: Cli, sold: Deal, applied: str) -> None:
    no = paid_out(cli, sold, applied)
    void = ("void", no, "--reason", "记错了", "--approver", "sun")
    cli(*void, user="qian", environ={"SHOWROOM_APPROVER_PASSWORD": PASSWORD})
    assert cli("loan", "show", applied).json["disbursed"] == "0.00"
    gate = {item["item"]: item["light"] for item in cli("delivery", "show", sold[1], ends=6).json["gate"]}
    assert gate["loan"] == "red"


def test_a_lenders_money_goes_back_with_the_rest_when_the_contract_ends(
    cli: Cli, sold: Deal, applied: str
) -> None:
    no = paid_out(cli, sold, applied)
    cli("contract", "cancel", sold[1], "--reason", "客户不买了", "--deposit", "returned", ends=6)
    asked = "SELECT r.amount FROM reversal r JOIN payment p ON p.id = r.payment_id WHERE p.receipt_no = :no"
    assert cli.till.query(asked, no=no) == [(8_000_000,)]


def test_the_contract_follows_what_the_lender_grants(cli: Cli, sold: Deal, applied: str) -> None:
    submitted(cli, applied)
    less = cli("loan", "state", applied, "approved", "--amount", "70000").json
    assert (less["granted"], less["contract_differs"]) == ("70000.00", ["loan"])
    for kind in LATER:
        cli("loan", "paper", applied, kind, "there")
    money = ("loan", "released", applied, "--amount", "70000", "--reference", "TR-2")
    assert cli(*money, user="qian", ends=3).error["code"] == "contract_differs"
    cli("contract", "amend", sold[1], *plan("70000"))
    assert cli("loan", "show", applied).json["contract_differs"] == []
    assert cli(*money, user="qian").json["state"] == "released"


def test_a_declined_loan_gives_the_deposit_back(cli: Cli, sold: Deal, applied: str) -> None:
    submitted(cli, applied)
    declined = cli("loan", "state", applied, "declined", "--note", "征信").json
    assert (declined["state"], declined["deposit"]) == ("declined", "returned")
    cancel = ("contract", "cancel", sold[1], "--reason", "贷款未获批准")
    assert cli(*cancel, "--deposit", "kept", ends=3).error["code"] == "loan_declined"
    cli(*cancel, "--deposit", "returned", ends=6)
    cli.till.sync()
    assert set_aside(cli) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": "200000"}, "loan_amount"), ({"months": "121"}, "months_invalid"), ({"rate": "40"}, "rate_invalid"),
        ({"lender": " "}, "lender_missing"),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused(
    cli: Cli, place: Callable[[str], Cli], sold: Deal, wrong: dict[str, str], code: str
) -> None:
    terms = {"lender": "浙江承安银行", "amount": "80000", "months": "36", "rate": "2.99"} | wrong
    words = [word for name, value in terms.items() for word in (f"--{name}", value)]
    assert cli("loan", "apply", sold[0], *words, ends=3).error["code"] == code
