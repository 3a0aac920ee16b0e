"""订金 becomes 定金 when the customer signs the final paper, and not before; never above a fifth of the price."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.documents.slip import slip_of
from app.domain.slip import FORM
from app.errors import UserError
from app.queries import desk, money
from app.services import catalogue, contracts, payments, receipts
from app.services.contracts import Deposit, Sold
from app.services.reversals import Wish
from tests.shop import LIST_PRICE, Shop, Till, new_vin, settle
from tests.unit.documents import reading

MOST = LIST_PRICE // 5


def ordered(till: Till, deposit: int) -> Sold:
    """A provisional order with its money, which the server has confirmed since."""
    (vin,) = till.receive(new_vin())
    sold = till.sell(vin, price=LIST_PRICE, deposit=deposit)
    assert not sold.confirmed
    settle(till)
    return sold


def signed(till: Till, sold: Sold, deposit: int | None = None) -> Sold:
    """The final paper, signed."""
    at = till.wang
    signing = at.signing(Deposit(deposit, "cash") if deposit else None)
    return contracts.sign(at.unit_of_work(), contract_id=sold.contract_id, signing=signing)


def ledger(till: Till) -> dict[str, int]:
    """What the ledger says, by account."""
    rows = till.query("SELECT account, sum(amount) FROM ledger_entry GROUP BY account")
    return {account: total for account, total in rows if total}


def test_a_prepayment_becomes_a_deposit_with_the_signature(new_till: Callable[..., Till]) -> None:
    till = new_till()
    sold = ordered(till, 500_000)
    assert ledger(till) == {"cash:cash": 500_000, "customer:prepayment": -500_000}
    final = signed(till, sold)
    assert final.confirmed
    assert ledger(till) == {"cash:cash": 500_000, "customer:deposit": -500_000}
    kinds = till.query("SELECT kind, amount FROM payment ORDER BY receipt_no")
    assert kinds == [("prepayment", 500_000), ("conversion", -500_000), ("deposit", 500_000)]
    with till.wang.reading() as session:
        paper = receipts.document(session, final.receipt_no or "")
        terms = contracts.papers.document(session, contracts.find(session, sold.contract_no)).deposit
        paper_of_desk, _ = desk.receipts_of(session, sold.deal_no)
    assert (paper.kind, paper.reference, paper.paid) == ("deposit", sold.receipt_no, 500_000)
    assert paper.continues == sold.receipt_no
    assert paper_of_desk == (f"{sold.receipt_no} → {paper.no}",)
    assert terms is not None
    assert (terms.kind, terms.amount) == ("deposit", 500_000)
    assert till.sync().parked == 0
    assert till.query("SELECT count(*) FROM payment")[0] == (3,)
    with pytest.raises(UserError, match="refund_above_paid"):
        till.as_("sun").refund(Wish(sold.receipt_no or "", "退订", 1))


def test_a_copy_says_what_became_of_the_money_and_its_receipt_names_the_car_that_it_was_for(
    new_till: Callable[..., Till],
) -> None:
    till = new_till()
    sold = ordered(till, 500_000)
    at, first = till.wang, sold.receipt_no or ""
    with at.reading() as session:
        original, copy = (receipts.paper(session, first, copy_no=times) for times in (0, 1))
        (row,) = money.list_receipts(session)
    assert "此后" not in reading.text_of(copy)
    (other,) = till.receive(new_vin())
    contracts.edit(at.unit_of_work(), no=sold.contract_no, values={"vin": other})
    settle(till)
    back = till.as_("sun").refund(Wish(first, "多收", 100_000))
    final = signed(till, sold)
    with at.reading() as session:
        assert receipts.paper(session, first) == original, "what was printed prints the same"
        chinese, english = (
            "".join(reading.text_of(receipts.paper(session, first, language=each, copy_no=2)).split())
            for each in ("zh_CN", "en")
        )
        rows = {each.no: each for each in money.list_receipts(session)}
        on = receipts.find(session, final.receipt_no or "").paid_on
        slip = slip_of(
            receipts.document(session, first), width=FORM, copy_no=1,
            since=receipts.since(session, receipts.find(session, first)),
        )  # fmt: skip
    moved = (
        f"其中¥4,000.00已于{on.year}年{on.month}月{on.day}日"
        f"转为合同{sold.contract_no}的定金，见收据{final.receipt_no}。"
    )
    assert moved in chinese
    assert "订金（可退还的预付款）" in chinese, "its own words stay"
    assert f"becamethedeposit(定金)ofcontract{sold.contract_no}" in english
    assert f"其中¥1,000.00已于{on.year}年{on.month}月{on.day}日退还，见凭证{back.receipt_no}。" in chinese
    assert moved in "".join("".join(line.text for line in slip.lines).split())
    assert (rows[first].vin, rows[first].model) == (row.vin, row.model)
    assert rows[final.receipt_no or ""].vin == other
    with at.reading() as session:
        for vin in (row.vin, row.vin[-6:].lower(), other):
            found = {each.no for each in money.list_receipts(session, vin)}
            assert first in found, "by the car that it shows, and by the contract's today"
            assert len(found) == money.count_receipts(session, vin)


def test_money_that_names_an_earlier_receipt_is_money_all_the_same(new_till: Callable[..., Till]) -> None:
    """Whoever takes more with the signature may write the first receipt's number as its reference."""
    till = new_till()
    sold = ordered(till, 300_000)
    at, first = till.wang, sold.receipt_no or ""
    contracts.sign(
        at.unit_of_work(), contract_id=sold.contract_id, signing=at.signing(Deposit(200_000, "cash", first))
    )
    with at.reading() as session:
        receipts_of_deal, paid = desk.receipts_of(session, sold.deal_no)
        rows = {row.no: row for row in money.list_receipts(session)}
    (continued,) = (no for no in receipts_of_deal if "→" in no)
    (taken,) = (no for no in receipts_of_deal if "→" not in no)
    assert (rows[taken].amount, rows[taken].continues, paid) == (200_000, "", 500_000)
    assert rows[continued.removeprefix(f"{first} → ")].continues == first


def test_what_is_above_a_fifth_of_the_price_stays_a_prepayment(new_till: Callable[..., Till]) -> None:
    till = new_till()
    sold = ordered(till, MOST)
    contracts.edit(till.wang.unit_of_work(), no=sold.contract_no, values={"price": "114000.00"})
    with pytest.raises(UserError, match="deposit_above_cap"):
        signed(till, sold, deposit=1)
    signed(till, sold)
    assert ledger(till) == {
        "cash:cash": MOST, "customer:deposit": -11_400_000 // 5, "customer:prepayment": 11_400_000 // 5 - MOST,
    }  # fmt: skip
    assert till.sync().parked == 0


def test_a_receipt_names_the_car_in_its_own_language_as_the_contract_does(
    shop: Shop, new_till: Callable[..., Till], tmp_path: Path
) -> None:
    file = tmp_path / "bilingual.csv"
    file.write_text(
        "code,brand,series,trim,energy,list_price,brand_zh,trim_zh\n"
        "LAFA-2025,Leapmotor,Lafa 5,Base,bev,106900.00,零跑,标准版\n",
        encoding="utf-8",
    )
    catalogue.import_catalogue(shop.uow, file)
    till = new_till()
    named = []
    for language in ("zh_CN", "en"):
        sold = till.sell(None, model="LAFA-2025", price=10_690_000, language=language)
        with till.wang.reading() as session:
            named.append(receipts.document(session, sold.receipt_no or "").car)
    assert named == ["零跑 Lafa 5 标准版", "Leapmotor Lafa 5 Base"]


def test_a_receipt_counts_what_a_desk_took_whose_clock_is_ahead(counter: Till) -> None:
    """The ids of payments are in the order of the clocks of their desks."""
    no = counter.draft(*counter.receive(new_vin()))
    [(deal,)] = counter.query(
        "SELECT d.no FROM deal d JOIN contract c ON c.deal_id = d.id WHERE c.no = :n", n=no
    )
    first = payments.take(counter.wang.unit_of_work(), deal_no=deal, amount=1_000_000, method="cash")
    counter.execute("DELETE FROM ledger_entry WHERE payment_id = ?", first.id)
    counter.execute("UPDATE payment SET id = ? WHERE id = ?", "7" + first.id[1:], first.id)
    parts = [payments.Part(300_000, "cash"), payments.Part(200_000, "card")]
    taken = payments.take_parts(counter.wang.unit_of_work(), deal_no=deal, parts=parts)
    with counter.wang.reading() as session:
        said = [receipts.document(session, each.receipt_no) for each in taken]
    assert [each.paid for each in said] == [1_300_000, 1_500_000]
    assert {each.payable - each.balance - each.paid for each in said} == {0}
