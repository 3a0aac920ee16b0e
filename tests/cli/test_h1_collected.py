"""H1: what is collected for others is kept apart, in the ledger and on the receipt, and goes back first."""

from __future__ import annotations

from app.services import contracts
from tests.cli.conftest import Cli
from tests.cli.test_amending import set_aside
from tests.shop import LIST_PRICE, new_vin, person

INSURANCE = 684_000


def test_insurance_money_is_the_insurers_in_ledger_and_receipt(cli: Cli) -> None:
    vin = cli.till.receive(new_vin())[0]
    cli("stock", "lease", vin)
    line = contracts.Line("insurance", INSURANCE, "insurance", "insurer", "optional")
    sold = cli.till.sell(vin, person(), price=LIST_PRICE, deposit=None, lines=(line,))
    deal = sold.deal_no
    first = cli("pay", deal, "--amount", "116000", "--method", "card").json
    assert collected(cli, deal) == [0]
    rest = cli("pay", deal, "--amount", "7840", "--method", "cash").json
    assert rest["balance"] == "0.00"
    assert collected(cli, deal) == [0, INSURANCE]
    assert ledger(cli, deal) == {
        "cash:card": 11_600_000, "cash:cash": 784_000, "customer:payment": -LIST_PRICE, "others:collected": -INSURANCE,
    }  # fmt: skip
    paper = cli.till.query("SELECT document FROM payment WHERE receipt_no = :no", no=rest["receipt"])
    assert f'"collected":{INSURANCE}' in paper[0][0]
    cli("refund", rest["receipt"], "--amount", "5000", "--reason", "不买保险", user="qian")
    assert ledger(cli, deal)["others:collected"] == 500_000 - INSURANCE
    assert first["receipt"]
    cli.till.sync()
    assert set_aside(cli) == []


def collected(cli: Cli, deal: str) -> list[int]:
    rows = cli.till.query(
        "SELECT p.collected FROM payment p JOIN deal d ON d.id = p.deal_id WHERE d.no = :no ORDER BY p.id",
        no=deal,
    )
    return [amount for (amount,) in rows]


def ledger(cli: Cli, deal: str) -> dict[str, int]:
    rows = cli.till.query(
        "SELECT account, sum(e.amount) FROM ledger_entry e JOIN deal d ON d.id = e.deal_id WHERE d.no = :no "
        "GROUP BY account",
        no=deal,
    )
    return dict(rows)
