"""What people do with customers' used cars: appraise them, let them pay for a new one, take them in, settle them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from app.domain.attachments import FileKind
from app.domain.trade_in import PLACES
from app.errors import UserError
from app.services import amending, appraising, attachments, cancelling, trade_ins
from app.services import used_car_money as debts
from tests.simulation.actions import NOTHING, SELLERS, acknowledged, action, new_vin
from tests.simulation.paperwork import draft, signed_now
from tests.simulation.shop import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.workplace import Workplace
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

    Step = Callable[["World", "Terminal", Random, str], str]

MANAGER = ("sun", PASSWORD)
APPRAISERS = ("wang", "zhao") * 5 + ("sun",)  # who appraised a car does not say yes to it
VALUES = (2_500_000, 6_000_000, 12_500_000, 12_500_000)
"""Roughly what used cars are worth; the last more than the cheaper new car costs."""
UNDER_WAY = (
    "SELECT no FROM deal WHERE branch_id = ? AND state IN ('quote', 'order', 'contracted') ORDER BY no"
)
GOING_ON = (
    "SELECT id, state FROM trade_in WHERE branch_id = ? AND state NOT IN ('kept', 'cancelled') ORDER BY id"
)
DUE = (
    "SELECT t.id, k.kind, k.amount, NOT EXISTS (SELECT 1 FROM payment p WHERE p.about_id = t.id AND p.kind = k.kind) "
    "FROM trade_in t JOIN (SELECT id, 'payout' AS kind, payout AS amount FROM trade_in UNION ALL "
    "SELECT id, 'payoff', payoff FROM trade_in) k ON k.id = t.id "
    "WHERE t.branch_id = ? AND t.state IN ('taken', 'kept') AND k.amount > 0 ORDER BY t.id, k.kind"
)
"""What is to be paid for cars that are ours, and whether nobody has begun to."""
CONTRACT = (
    "SELECT c.no, c.state, c.provisional FROM trade_in t JOIN contract c ON c.deal_id = t.deal_id "
    "AND c.state <> 'cancelled' WHERE t.id = ?"
)
LINE = "SELECT id FROM contract_line WHERE trade_in_id = ? AND removed = 0"


@action
def used_car(world: World, terminal: Terminal, pick: Random) -> str:
    """A used car comes in question for a deal, or one that does goes a step further, or several in one visit."""
    known = terminal.look(GOING_ON, terminal.branch_id)
    if not known or pick.random() < 0.3:
        row = _appraised(world, terminal, pick)
        said = _valued(world, terminal, pick, row)
    else:
        far = [each for each in known if each[1] in ("approved", "accepted", "taken")]
        row, state = pick.choice(far if far and pick.random() < 0.6 else known)
        said = pick.choice(_STEPS[state])(world, terminal, pick, row)
    with suppress(UserError):  # so far today
        while pick.random() < 0.7:
            ((state,),) = terminal.look("SELECT state FROM trade_in WHERE id = ?", row)
            if state not in ("approved", "accepted"):
                break
            said = pick.choice(_STEPS[state])(world, terminal, pick, row)
    return said


@action
def used_car_money(world: World, terminal: Terminal, pick: Random) -> str:
    """What a used car is worth above what was owed goes to the customer, what was owed on it to its lender; as long as
    none is in our hands, one comes nearer to them."""
    if not terminal.look(DUE, terminal.branch_id):
        used_car(world, terminal, pick)
    known = terminal.look(DUE, terminal.branch_id)
    if not known:
        return NOTHING
    unpaid = [each for each in known if each[3]]
    row, kind, amount, _ = pick.choice(unpaid if unpaid and pick.random() < 0.9 else known)
    uow = terminal.as_("qian").unit_of_work()
    if kind == "payoff":
        paid = debts.pay_off(uow, trade_in_id=row, method="transfer", reference=f"B{pick.random()}")
    else:
        paid = debts.pay_out(uow, trade_in_id=row, method="transfer")
        amount = -paid.amount  # what is left of it
    acknowledged(
        world, terminal, numbers=(paid.receipt_no,), receipt=paid.receipt_no, amount=-amount, kind=kind
    )
    return str(kind)


def _appraised(world: World, terminal: Terminal, pick: Random) -> str:
    """Somebody looks at a car, at times at one that another deal counts on, and photographs it; returns its row."""
    if not terminal.look(UNDER_WAY, terminal.branch_id):
        draft(world, terminal, pick)
    deals = terminal.look(UNDER_WAY, terminal.branch_id)
    seen = [vin for (vin,) in terminal.look("SELECT DISTINCT vin FROM trade_in ORDER BY vin")]
    vin = pick.choice(seen) if seen and pick.random() < 0.25 else new_vin(world)
    owed = pick.choice((0, 1_500_000))
    car = appraising.UsedCar(
        plate=f"浙A{world.unique():05d}", vin=vin, brand="大众", series="朗逸", first_registered_on=date(2019, 5, 20),
        km=61_000, payoff=owed, payoff_to="工商银行" if owed else None,
    )  # fmt: skip
    seller = terminal.at_work(pick.choice(APPRAISERS))
    row = appraising.start(seller.unit_of_work(), deal_no=pick.choice(deals)[0], car=car)
    acknowledged(world, terminal)
    for place in PLACES:
        photo = hashlib.sha256(f"{row}/{place}".encode()).hexdigest()
        content = attachments.Content(FileKind.PICTURE, place, "image/jpeg", 90_000, photo)
        attachments.attach_to_trade_in(seller.unit_of_work(), trade_in_id=row, place=place, content=content)
        acknowledged(world, terminal)
    return row


def _valued(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """A value, and the yes of a manager who stands here, or none yet."""
    seller = terminal.at_work(pick.choice(APPRAISERS))
    approve = seller.approval(*MANAGER) if pick.random() < 0.7 else None
    valuation = appraising.Valuation(pick.choice(VALUES) + world.unique(), approve=approve)
    state = appraising.submit(seller.unit_of_work(), trade_in_id=row, valuation=valuation)
    acknowledged(world, terminal)
    return state


def _decided(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    approved = pick.random() < 0.8
    uow = terminal.at_work("sun").unit_of_work()
    appraising.decide(uow, trade_in_id=row, approved=approved, note="" if approved else "太高")
    acknowledged(world, terminal)
    return "approved" if approved else "declined"


def _withdrawn(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    appraising.cancel(terminal.at_work(pick.choice(SELLERS)).unit_of_work(), trade_in_id=row, reason="自己卖")
    acknowledged(world, terminal)
    return "withdrawn"


def _put_on(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """Onto the contract: a draft as it is, a signed one by an amendment."""
    seller = terminal.at_work(pick.choice(APPRAISERS))
    approve = seller.approval(*MANAGER)
    if no := _signed(terminal, row):
        _amended(seller, no, amending.Change({}, cars=(row,), approve=approve))
    else:
        trade_ins.accept(seller.unit_of_work(), trade_in_id=row, approve=approve)
    acknowledged(world, terminal)
    return "put_on"


def _taken_off(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    seller = terminal.at_work(pick.choice(SELLERS))
    if no := _signed(terminal, row):
        _amended(seller, no, amending.Change({}, remove=tuple(line for (line,) in terminal.look(LINE, row))))
    else:
        trade_ins.take_off(seller.unit_of_work(), trade_in_id=row)
    acknowledged(world, terminal)
    return "taken_off"


def _signed(terminal: Terminal, row: str) -> str:
    """The number of the contract that a used car pays for, if it is signed."""
    for no, state, provisional in terminal.look(CONTRACT, row):
        return str(no) if state in ("signed", "amended") and not provisional else ""
    return ""


def _amended(seller: Workplace, no: str, change: amending.Change) -> None:
    amending.amend(seller.unit_of_work(), no=no, change=change, signing=seller.signing(None, MANAGER))


def _handed_in(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """When the customer has signed."""
    if not _signed(terminal, row):
        for no, *_ in terminal.look(CONTRACT, row):
            signed_now(world, terminal, pick, no)
    trade_ins.take(terminal.at_work(pick.choice(SELLERS)).unit_of_work(), trade_in_id=row)
    acknowledged(world, terminal)
    return "handed_in"


def _cancelled(world: World, terminal: Terminal, row: str) -> None:
    """The contract that the car pays for, if it still stands."""
    for no, *_ in terminal.look(CONTRACT, row):
        uow = terminal.at_work("sun").unit_of_work()
        cancelling.cancel(uow, no=no, reason="客户改变主意")
        acknowledged(world, terminal, cancelled=no)


def _given_back(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """After a cancellation."""
    _cancelled(world, terminal, row)
    trade_ins.give_back(terminal.at_work("sun").unit_of_work(), trade_in_id=row, reason="客户取回")
    acknowledged(world, terminal)
    return "given_back"


def _kept(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """The same, but the house keeps it and owes what it is worth."""
    _cancelled(world, terminal, row)
    debts.keep(terminal.at_work("sun").unit_of_work(), trade_in_id=row, reason="客户不要了")
    acknowledged(world, terminal)
    return "kept"


def _left_alone(world: World, terminal: Terminal, pick: Random, row: str) -> str:
    """It is ours, and pays for a contract that stands."""
    return NOTHING


_STEPS: dict[str, tuple[Step, ...]] = {
    "appraising": (_valued, _valued, _withdrawn),
    "submitted": (_decided, _decided, _valued),
    "approved": (_put_on, _put_on, _put_on, _put_on, _valued, _withdrawn),
    "declined": (_valued, _withdrawn),
    "accepted": (_handed_in, _handed_in, _handed_in, _taken_off),
    "taken": (_left_alone, _left_alone, _given_back, _kept),
}
