"""What people do about loans and add-ons: apply, tick papers off, note what the lender says, book its money."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, datetime
from random import Random
from typing import TYPE_CHECKING

from app.domain.loan import LoanState, PaperState, Terms
from app.errors import UserError
from app.ids import vehicle_id
from app.services import amending, contracts, loans, redrawing
from server.formerly import LONGEST_AWAY
from tests.shop import PROMISED_ON
from tests.simulation.actions import NOTHING, SELLERS, acknowledged, action, fence, free_cars, person, took
from tests.simulation.model import Write
from tests.simulation.paperwork import draft, signed_now
from tests.simulation.shop import MODELS, PASSWORD, WANTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

    Step = Callable[["World", "Terminal", Random, str], str]

MANAGER = ("sun", PASSWORD)
DEALS = (
    "SELECT d.no FROM deal d JOIN contract c ON c.deal_id = d.id AND c.state <> 'cancelled' "
    "WHERE d.branch_id = ? ORDER BY d.no"
)
GOING_ON = (
    "SELECT id, state FROM loan_application WHERE branch_id = ? "
    "AND state IN ('draft', 'submitted', 'conditions', 'approved') ORDER BY id"
)
TERMS = (
    "SELECT c.no, c.state, c.provisional, l.lender, coalesce(l.granted, l.amount), "
    "coalesce(l.granted_months, l.months), coalesce(l.granted_rate_bp, l.rate_bp) FROM loan_application l "
    "JOIN contract c ON c.deal_id = l.deal_id AND c.state <> 'cancelled' WHERE l.id = ?"
)
SIGNED = "SELECT no, id FROM contract WHERE branch_id = ? AND state IN ('signed', 'amended') AND provisional = 0 ORDER BY no"
LINES = (
    "SELECT id FROM contract_line WHERE contract_id = ? AND removed = 0 AND trade_in_id IS NULL ORDER BY id"
)
DRAFTS = (
    "SELECT c.id, c.customer_id, c.price, v.vin, m.code, c.colour, c.terms, c.plan, c.delivery_date, c.delivery_place, "
    "c.language, c.options FROM contract c JOIN model m ON m.id = c.model_id LEFT JOIN vehicle v ON v.id = c.vehicle_id "
    "WHERE c.branch_id = ? AND c.state = 'draft' ORDER BY c.no"
)
PRICE = "SELECT price FROM contract WHERE no = ?"
WITHOUT_CAR = (
    "SELECT no FROM contract WHERE branch_id = ? AND state = 'draft' AND vehicle_id IS NULL ORDER BY no"
)
LINES_OF = (
    "SELECT label, amount, kind, payee, nature, rule FROM contract_line WHERE contract_id = ? AND removed = 0 "
    "AND trade_in_id IS NULL ORDER BY id"
)
MISSING = "SELECT kind FROM loan_paper WHERE application_id = ? AND state <> 'there' ORDER BY kind"
GIFTS = (2_000, 30_000, 400_000)
"""What gifts are worth; with the last the seller of the cheaper car asks a manager."""


@action
def loan(world: World, terminal: Terminal, pick: Random) -> str:
    """Somebody applies for a loan, or one goes a step further."""
    known = terminal.look(GOING_ON, terminal.branch_id)
    if not known or pick.random() < 0.25:
        return _applied(world, terminal, pick)
    row, state = pick.choice(known)
    return pick.choice(_STEPS[state])(world, terminal, pick, row)


def _applied(world: World, terminal: Terminal, pick: Random) -> str:
    deals = terminal.look(DEALS, terminal.branch_id)
    if not deals:
        return NOTHING
    terms = Terms("工商银行", 5_000_000 + world.unique(), 36, 299)
    seller = terminal.at_work(pick.choice(SELLERS))
    row = loans.apply(seller.unit_of_work(), deal_no=pick.choice(deals)[0], terms=terms)
    acknowledged(world, terminal)
    if pick.random() < 0.5:
        _followed(world, terminal, pick, row)
    if pick.random() < 0.6:
        for kind in WANTED:
            loans.tick(seller.unit_of_work(), application_id=row, kind=kind, state=PaperState.THERE)
            acknowledged(world, terminal)
        return _submitted(world, terminal, pick, row)
    return "applied"


def _ticked(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """A paper is there; now and then one was not good enough."""
    ((kind, state),) = pick.choices(
        terminal.look("SELECT kind, state FROM loan_paper WHERE application_id = ? ORDER BY kind", row)
    )
    good = state != "there" or pick.random() < 0.7
    clerk = terminal.as_(pick.choice((*SELLERS, "qian")))
    loans.tick(
        clerk.unit_of_work(), application_id=row, kind=kind, note="看不清",
        state=PaperState.THERE if good else PaperState.RETURNED,
    )  # fmt: skip
    acknowledged(world, terminal)
    return "ticked"


def _submitted(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    loans.submit(terminal.as_(pick.choice((*SELLERS, "qian"))).unit_of_work(), application_id=row)
    acknowledged(world, terminal)
    return "submitted"


def _answered(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """The lender's yes, to what was asked or to less, its conditions, or its no."""
    state = pick.choice((LoanState.APPROVED, LoanState.APPROVED, LoanState.CONDITIONS, LoanState.DECLINED))
    less = Terms("工商银行", 4_000_000 + world.unique(), 24, 359) if pick.random() < 0.3 else None
    open_ = ({"text": "补充流水", "met": False},) if state is LoanState.CONDITIONS else ()
    said = loans.Answer(state, less, conditions=open_, note="已答复")
    loans.answer(terminal.as_(pick.choice((*SELLERS, "qian"))).unit_of_work(), application_id=row, said=said)
    acknowledged(world, terminal)
    return str(state)


def _met(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    loans.meet(terminal.as_("qian").unit_of_work(), application_id=row, number=1)
    acknowledged(world, terminal)
    return "met"


def _refused(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """A lender changes its mind."""
    said = loans.Answer(LoanState.DECLINED, note="撤回")
    loans.answer(terminal.as_("qian").unit_of_work(), application_id=row, said=said)
    acknowledged(world, terminal)
    return "declined"


def _withdrawn(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    loans.withdraw(terminal.as_(pick.choice(SELLERS)).unit_of_work(), application_id=row, reason="全款")
    acknowledged(world, terminal)
    return "withdrawn"


def _followed(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """The contract says what the lender grants, or was asked."""
    found = terminal.look(TERMS, row)
    if not found:
        return NOTHING
    no, state, provisional, lender, amount, months, rate = found[0]
    values = {
        "loan": f"{amount / 100:.2f}", "loan.lender": lender, "loan.months": str(months), "loan.rate": f"{rate / 100:.2f}",
    }  # fmt: skip
    seller = terminal.at_work(pick.choice(SELLERS))
    if state in ("signed", "amended") and not provisional:
        signing = seller.signing(None, MANAGER)
        amending.amend(seller.unit_of_work(), no=no, change=amending.Change(values), signing=signing)
    else:
        contracts.edit(seller.unit_of_work(), no=no, values=values)
    acknowledged(world, terminal)
    return "followed"


def _released(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """The lender's money is there, once it has all papers and the contract says what it grants."""
    for (kind,) in terminal.look(MISSING, row):
        uow = terminal.as_("qian").unit_of_work()
        loans.tick(uow, application_id=row, kind=kind, state=PaperState.THERE)
        acknowledged(world, terminal)
    if pick.random() < 0.7:
        with suppress(UserError):  # it says so already, or cannot
            _followed(world, terminal, pick, row)
    ((granted,),) = terminal.look("SELECT granted FROM loan_application WHERE id = ?", row)
    paid = loans.release(
        terminal.as_("qian").unit_of_work(),
        application_id=row,
        amount=granted,
        reference=f"L{world.unique()}",
    )
    acknowledged(
        world, terminal, numbers=(paid.receipt_no,), receipt=paid.receipt_no, amount=granted, kind="loan"
    )
    return "released"


_NEAR = ("draft", "conditions", "submitted", "approved")
_STEPS: dict[str, tuple[Step, ...]] = {
    "draft": (_ticked, _ticked, _submitted, _submitted, _followed, _withdrawn),
    "submitted": (_answered, _answered, _answered, _ticked, _withdrawn),
    "conditions": (_met, _met, _ticked, _submitted, _answered),
    "approved": (_ticked, _followed, _followed, _released, _released, _released, _refused),
}


@action
def lender_pays(world: World, terminal: Terminal, pick: Random) -> str:
    """A loan is brought as near to the lender's money as it gets in one visit: the papers, the lender's yes, a
    signature, a contract that says what is granted."""
    with suppress(UserError):  # somebody else's work stands in the way: the next step says so
        while (found := _nearest(terminal)) is None or found[1] != "approved":
            if found is None:
                if not terminal.look(DEALS, terminal.branch_id) or pick.random() < 0.3:
                    draft(world, terminal, pick)
                _applied(world, terminal, pick)
            else:
                _brought_on(world, terminal, pick, *found)
            if pick.random() < 0.1:
                return "on_its_way"
    found = _nearest(terminal)
    if found is None or found[1] != "approved":
        return NOTHING
    for no, state, provisional, *_ in terminal.look(TERMS, found[0]):
        if state not in ("signed", "amended") or provisional:
            signed_now(world, terminal, pick, no)
    return _released(world, terminal, pick, found[0])


def _nearest(terminal: Terminal) -> tuple[str, str] | None:
    """The application that has come the furthest here, and how far."""
    known = [(str(row), str(state)) for row, state in terminal.look(GOING_ON, terminal.branch_id)]
    return max(known, key=lambda each: _NEAR.index(each[1]), default=None)


def _brought_on(world: World, terminal: Terminal, pick: Random, row: str, state: str) -> str:
    """One step nearer to the money."""
    if state == "submitted":
        return _answered(world, terminal, pick, row)
    if state == "conditions":
        with suppress(UserError):  # it is met
            _met(world, terminal, pick, row)
        return _submitted(world, terminal, pick, row)
    for (kind,) in terminal.look(MISSING, row):
        loans.tick(terminal.as_("qian").unit_of_work(), application_id=row, kind=kind, state=PaperState.THERE)
        acknowledged(world, terminal)
    return _submitted(world, terminal, pick, row)


@action
def sell_with_gift(world: World, terminal: Terminal, pick: Random) -> str:
    """A sale with something given away, and something collected for somebody else. A desk pulls as soon as somebody
    has signed in; one that has pulled nothing for so long that a manager would have to look waits for that."""
    if not _has_heard(world, terminal):
        return NOTHING
    cars = free_cars(terminal)
    vin = pick.choice(cars) if cars and pick.random() < 0.7 else None
    seller = terminal.at_work(pick.choice(SELLERS))
    model = pick.choice(list(MODELS))
    price = _listed(terminal, vin, model) - world.unique()
    order = contracts.Order(
        person(world), price, vin=vin, model=None if vin else model,
        lines=(_gift(world, pick), contracts.Line("交强险", 95_000, "insurance", payee="人保", nature="mandatory")),
        delivery_date=None if vin else PROMISED_ON,
    )  # fmt: skip
    fenced_until = fence(terminal, vehicle_id(vin) if vin else None)
    sold = contracts.sell(seller.unit_of_work(), order, seller.signing(None, MANAGER))
    took(world, terminal, sold, order, None, fenced_until)
    return "confirmed" if sold.confirmed else "provisional"


def _has_heard(world: World, terminal: Terminal) -> bool:
    said = terminal.look("SELECT value FROM state WHERE name = 'server_time'")
    return bool(said) and world.time.now - datetime.fromisoformat(json.loads(said[0][0])) < LONGEST_AWAY


def _listed(terminal: Terminal, vin: str | None, model: str) -> int:
    sql = "SELECT s.list_price FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id WHERE v.vin = ? AND s.active = 1"
    return int(terminal.look(sql, vin)[0][0]) if vin else MODELS[model]


def _gift(world: World, pick: Random) -> contracts.Line:
    worth = pick.choice(GIFTS) + world.unique()
    return contracts.Line("行车记录仪", worth, "gift", nature="gift", cost=worth // 2)


@action
def add_ons(world: World, terminal: Terminal, pick: Random) -> str:
    """An amendment brings an add-on or a gift, or takes one off; a gift only at a desk that may have heard of what is
    given."""
    signed = terminal.look(SIGNED, terminal.branch_id)
    if not signed:
        return NOTHING
    no, contract = pick.choice(signed)
    seller = terminal.at_work(pick.choice(SELLERS))
    there = [line for (line,) in terminal.look(LINES, contract)]
    if there and pick.random() < 0.4:
        said, change = "off", amending.Change({}, remove=(pick.choice(there),))
    elif pick.random() < 0.5:
        if not _has_heard(world, terminal):
            return NOTHING
        said, change = "gift", amending.Change({}, add=(_gift(world, pick),))
    else:
        said, change = "on", amending.Change({}, add=(contracts.Line("贴膜", 150_000 + world.unique()),))
    amending.amend(seller.unit_of_work(), no=no, change=change, signing=seller.signing(None, MANAGER))
    acknowledged(world, terminal)
    return said


@action
def draft_add_ons(world: World, terminal: Terminal, pick: Random) -> str:
    """A draft gets an add-on or a gift, or loses one, often where others are about to have it signed."""
    drafts = terminal.look(DRAFTS, terminal.branch_id)
    if not drafts:
        return NOTHING
    contract, customer, price, vin, model, colour, terms, plan, day, place, language, chosen = pick.choice(
        drafts
    )
    lines = [contracts.Line(*line) for line in terminal.look(LINES_OF, contract)]
    if lines and pick.random() < 0.4:
        said = "off"
        lines.remove(pick.choice(lines))
    else:
        said = "on"
        lines.append(pick.choice((_gift(world, pick), contracts.Line("贴膜", 150_000 + world.unique()))))
    order = contracts.Order(
        customer, price, vin=vin, model=model, colour=colour, lines=tuple(lines), terms=terms, language=language,
        plan=json.loads(plan) if plan else None, delivery_date=date.fromisoformat(day) if day else None,
        delivery_place=place, options=tuple(each["code"] for each in json.loads(chosen or "[]")),
    )  # fmt: skip
    seller = terminal.at_work(pick.choice(SELLERS))
    redrawing.redraw(seller.unit_of_work(), contract_id=contract, order=order)
    acknowledged(world, terminal)
    return said


@action
def draft_options(world: World, terminal: Terminal, pick: Random) -> str:
    """A draft without a car is to have other options, often where others change it, too, or have it signed."""
    drafts = terminal.look(WITHOUT_CAR, terminal.branch_id)
    if not drafts:
        return NOTHING
    chosen = pick.sample(("P01", "P07"), pick.randrange(3))
    seller, no, asked = terminal.at_work(pick.choice(SELLERS)), pick.choice(drafts)[0], "; ".join(chosen)
    before = terminal.look(PRICE, no)[0][0]
    contracts.edit(seller.unit_of_work(), no=no, values={"options": asked})
    after = terminal.look(PRICE, no)[0][0]  # options have theirs
    moved = (Write("contract", no, "price", str(before), str(after)),) if after != before else ()
    acknowledged(world, terminal, writes=moved)
    return "chosen"
