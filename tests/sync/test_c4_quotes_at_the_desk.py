"""C4 and the price sheet: a quote given out at one desk becomes the contract at another, line by line the same."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdf

from app.gateways.deals import DealsFromReplica
from app.presenters.deal_desk_entries import STANDING
from app.presenters.deal_desk_quotes import filled
from app.presenters.deal_desk_rows import DeskBuyer, DeskLine
from app.presenters.deal_desk_state import DeskState
from app.services import contracts, papers, quotes
from tests.shop import Till, new_vin, person, settle


def on_the_desk(deals: DealsFromReplica, vin: str) -> DeskState:
    """A new customer, a car, and a line of every nature."""
    lines = (
        DeskLine("f", "Film", 180_000), DeskLine("m", "Mats", 50_000, nature="gift"),
        replace(STANDING[0], amount=684_000), replace(STANDING[1], amount=50_000, nature="mandatory"),
    )  # fmt: skip
    buyer = DeskBuyer(**person())
    return DeskState(deals.facts(), buyer, car=deals.car(vin), discount=100_000, lines=lines, plan="bank")


def price_lines(pdf: bytes) -> list[str]:
    """The open price sheet of a paper: from its head to what is payable."""
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).splitlines()
    start = max(at for at, line in enumerate(text) if "收款方" in line)
    end = next(at for at, line in enumerate(text) if at > start and "应付" in line)
    return [line.strip() for line in text[start : end + 1]]


def test_the_contract_at_another_desk_says_what_the_quote_said_line_by_line(
    counter: Till, booth: Till
) -> None:
    vin = counter.receive(new_vin())[0]
    here, there = DealsFromReplica(counter.wang), DealsFromReplica(booth.wang)
    state = on_the_desk(here, vin)
    given = here.quotes.give(state, state.facts.today)
    assert (given.version, given.payable) == (1, state.sheet.payable)
    settle(counter, booth)
    assert there.quotes.listed("", given.customer_id) == (given,)
    found = there.quotes.take(given.no)
    taken = replace(filled(DeskState(there.facts(), lines=STANDING), found), deal=found.deal)
    assert taken.sheet == state.sheet
    assert taken.chosen.plan == state.chosen.plan
    drawn = there.draw(taken)
    assert drawn.deal_no == given.deal
    with booth.wang.reading() as session:
        contract = contracts.find(session, drawn.no)
        sheet, quote = (
            price_lines(papers.printable(session, contract)),
            price_lines(quotes.paper(session, given.no)),
        )
    assert sheet == quote
    assert len(sheet) > 8
    for said in ("Film", "自选", "赠送 本店 ¥0.00", "可退", "必缴"):
        assert any(said in line for line in sheet), (said, sheet)
