"""What people do with contracts: drafts, edits at two terminals, signatures, amendments, decisions, prints, money."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from app.gateways.papers import PapersOfTerminal
from app.ids import vehicle_id
from app.presenters.print_sign import PrintAsked
from app.queries import cases
from app.services import amending, cancelling, conflicts, contracts, payments
from app.services.reversals import Wish
from tests.simulation.actions import NOTHING, SELLERS, acknowledged, action, deposit, fence, free_cars, wanted
from tests.simulation.model import Write
from tests.simulation.shop import PASSWORD

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

UNSIGNED = "state IN ('draft', 'submitted', 'approved') OR (state = 'signed' AND provisional = 1)"
SIGNED = "state IN ('signed', 'amended') AND provisional = 0"
COLUMNS = {"terms": "terms", "delivery_place": "delivery_place", "price": "price"}


def _contracts(terminal: Terminal, where: str) -> list[str]:
    found = terminal.look(
        f"SELECT no FROM contract WHERE branch_id = ? AND ({where}) ORDER BY no", terminal.branch_id
    )
    return [no for (no,) in found]


@action
def draft(world: World, terminal: Terminal, pick: Random) -> str:
    """A quote with its contract."""
    cars = free_cars(terminal)
    order, _ = wanted(world, terminal, pick, pick.choice(cars) if cars and pick.random() < 0.7 else None)
    numbers = contracts.draft(terminal.at_work(pick.choice(SELLERS)).unit_of_work(), order)
    acknowledged(
        world, terminal, numbers=numbers, contract=numbers[1], price=order.price, vin=order.vin or ""
    )
    return "drawn"


@action
def edit(world: World, terminal: Terminal, pick: Random) -> str:
    """Change fields of a contract that is not signed, often one that others are changing too."""
    open_ones = _contracts(terminal, UNSIGNED)
    if not open_ones:
        return NOTHING
    no = pick.choice(open_ones[:2] if pick.random() < 0.8 else open_ones)
    values, writes = _changes(world, terminal, pick, no)
    contracts.edit(terminal.at_work(pick.choice(SELLERS)).unit_of_work(), no=no, values=values)
    acknowledged(world, terminal, writes=writes)
    return "edited"


def _changes(
    world: World, terminal: Terminal, pick: Random, no: str
) -> tuple[dict[str, str], tuple[Write, ...]]:
    names = pick.sample(sorted(COLUMNS), pick.choice((1, 1, 2)))
    values, writes = {}, []
    for name in names:
        was, listed = terminal.look(f"SELECT {COLUMNS[name]}, list_price FROM contract WHERE no = ?", no)[0]
        unique = world.unique()
        price = int(listed) - unique
        values[name] = f"{price / 100:.2f}" if name == "price" else f"{name} {unique}"
        new = str(price) if name == "price" else values[name]
        writes.append(Write("contract", no, COLUMNS[name], str(was or ""), new))
    return values, tuple(writes)


@action
def sign(world: World, terminal: Terminal, pick: Random) -> str:
    """Sign a contract that was drawn before."""
    open_ones = _contracts(terminal, UNSIGNED)
    if not open_ones:
        return NOTHING
    return signed_now(world, terminal, pick, pick.choice(open_ones))


def signed_now(world: World, terminal: Terminal, pick: Random, no: str) -> str:
    """A customer signs, with or without lease and deposit."""
    seller = terminal.at_work(pick.choice(SELLERS))
    contract_id, car = terminal.look("SELECT id, vehicle_id FROM contract WHERE no = ?", no)[0]
    if pick.random() < 0.6:
        seller.try_lease(car)
    money, fenced_until = deposit(pick) if pick.random() < 0.6 else None, fence(terminal, car)
    sold = contracts.sign(
        seller.unit_of_work(), contract_id=contract_id, signing=seller.signing(money, ("sun", PASSWORD))
    )
    receipt = (
        sold.receipt_no if money and sold.receipt_no else ""
    )  # else that of a prepayment that became a deposit
    acknowledged(
        world, terminal, numbers=(receipt,) if receipt else (), contract=no, confirmed=sold.confirmed, receipt=receipt,
        amount=money.amount if money else 0, fenced_until=fenced_until,
    )  # fmt: skip
    return "confirmed" if sold.confirmed else "provisional"


@action
def amend(world: World, terminal: Terminal, pick: Random) -> str:
    """Change a signed contract, at times to another car."""
    signed = _contracts(terminal, SIGNED)
    if not signed:
        return NOTHING
    no, seller = pick.choice(signed), terminal.at_work(pick.choice(SELLERS))
    values, writes = _changes(world, terminal, pick, no)
    claim: dict[str, Any] = {}
    cars = free_cars(terminal)
    if cars and pick.random() < 0.3:
        values["vin"] = pick.choice(cars)
        seller.try_lease(vehicle_id(values["vin"]))
        claim = {
            "contract": no,
            "confirmed": True,
            "fenced_until": fence(terminal, vehicle_id(values["vin"])),
        }
    signing = seller.signing(None, ("sun", PASSWORD))
    amending.amend(seller.unit_of_work(), no=no, change=amending.Change(values), signing=signing)
    acknowledged(world, terminal, writes=writes, **claim)
    return "amended"


@action
def cancel(world: World, terminal: Terminal, pick: Random) -> str:
    """The customer changes their mind."""
    living = _contracts(terminal, "state <> 'cancelled'")
    if not living:
        return NOTHING
    no = pick.choice(living)
    cancelling.cancel(terminal.at_work(pick.choice(SELLERS)).unit_of_work(), no=no, reason="客户改变主意")
    acknowledged(world, terminal, cancelled=no)
    return "cancelled"


@action
def pay(world: World, terminal: Terminal, pick: Random) -> str:
    """Money for a deal."""
    deals = terminal.look(
        "SELECT no FROM deal WHERE branch_id = ? AND state <> 'cancelled' ORDER BY no", terminal.branch_id
    )
    if not deals:
        return NOTHING
    amount = pick.choice((50_000, 500_000, 5_000_000))
    uow = terminal.as_(pick.choice(("wang", "qian", "sun"))).unit_of_work()
    paid = payments.take(
        uow, deal_no=pick.choice(deals)[0], amount=amount, method=pick.choice(payments.METHODS)
    )
    acknowledged(world, terminal, numbers=(paid.receipt_no,), receipt=paid.receipt_no, amount=amount)
    return "paid"


@action
def refund(world: World, terminal: Terminal, pick: Random) -> str:
    """Money goes back, of a receipt of this terminal or another, at times more than is left."""
    receipts = terminal.look(
        "SELECT receipt_no, amount FROM payment WHERE branch_id = ? AND kind <> 'refund' ORDER BY receipt_no",
        terminal.branch_id,
    )
    if not receipts:
        return NOTHING
    no, amount = pick.choice(receipts)
    back = pick.choice((amount, amount // 2, amount + 1, amount))
    terminal.as_("sun")  # the manager can say yes here
    paid = terminal.as_("qian").refund(Wish(no, "退款", back), ("sun", PASSWORD))
    acknowledged(
        world, terminal, numbers=(paid.receipt_no,), receipt=paid.receipt_no, amount=-back, refund_of=no
    )
    return "refunded"


@action
def decide(world: World, terminal: Terminal, pick: Random) -> str:
    """Somebody decides what waits for a person."""
    workplace = terminal.as_("sun")
    with workplace.reading() as session:
        waiting = cases.list_cases(session, terminal.id)
    if not waiting:
        return NOTHING
    case = pick.choice(waiting)
    choices = {group: pick.choice(("mine", "theirs")) for group in case.groups}
    if case.kind == "op":
        choices = {"op": pick.choice(("mine", "mine", "theirs"))}
    if case.kind == "vehicle":
        choices = {"vehicle": pick.choice(free_cars(terminal) or ["mine"])}
    before = _values(terminal, case.contract_id)
    conflicts.resolve(workplace.unit_of_work(), case_id=case.id, choices=choices, mine=case.mine)
    after = _values(terminal, case.contract_id)
    changed = [name for name in after if after[name] != before[name]]
    no = case.contract_no or ""
    acknowledged(
        world,
        terminal,
        writes=tuple(Write("contract", no, name, before[name], after[name]) for name in changed),
    )
    return f"decided {case.kind}"


def _values(terminal: Terminal, contract_id: str | None) -> dict[str, str]:
    found = terminal.look(f"SELECT {', '.join(COLUMNS.values())} FROM contract WHERE id = ?", contract_id)
    return dict(zip(COLUMNS.values(), (str(value or "") for value in found[0]), strict=True)) if found else {}


@action
def print_contract(world: World, terminal: Terminal, pick: Random) -> str:
    """The paper of a signed contract leaves the printer, with the hash that was pinned."""
    signed = _contracts(terminal, SIGNED)
    if not signed:
        return NOTHING
    no, workplace = pick.choice(signed), terminal.as_("wang")
    desk = PapersOfTerminal(workplace)
    paper = desk.paper(PrintAsked(no), "")
    title, pdf, _ = desk.reprint(paper).papers[0]
    before = len(world.printers.sheets)
    try:
        desk.print(terminal.id, title, pdf, 1)
        acknowledged(world, terminal)
    finally:
        for sheet in world.printers.sheets[before:]:
            pinned = terminal.look(
                "SELECT s.pdf_hash FROM signature s JOIN contract c ON c.id = s.contract_id WHERE c.no = ? ORDER BY s.version DESC",
                no,
            )
            world.model.printed(
                terminal.id,
                no,
                sheet.digest,
                original=paper.copy_no == 0,
                pinned=pinned[0][0] if pinned else "",
            )
    return "printed" if paper.copy_no == 0 else "copied"
