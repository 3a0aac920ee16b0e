"""What people do at terminals, through the program's own services. Stock, leases, sales and customers are here."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from app.domain import one_person as rules
from app.domain.identity import _id_check
from app.errors import UserError
from app.ids import vehicle_id
from app.services import contracts, customers, one_person, payments, stock
from tests.shop import PROMISED_ON
from tests.simulation.model import Write
from tests.simulation.shop import BRANCHES, MODELS, PASSWORD, arrival, vin_of
from tests.simulation.times import minutes_of

if TYPE_CHECKING:
    from tests.simulation.terminal import Terminal
    from tests.simulation.world import World

Action = Callable[["World", "Terminal", Random], str]
ACTIONS: dict[str, Action] = {}
SELLERS = ("wang", "zhao", "wang", "zhao", "sun")
NOTHING = "nothing"
WANTED_BY_ALL = 2  # cars that everybody at a branch shows first
HOLDER_EARLIER = 10.0  # minutes by which a lease ends earlier at its holder than at the server
HELD = "SELECT v.vin FROM held_lease h JOIN vehicle v ON v.id = h.vehicle_id ORDER BY v.vin"
FREE_CARS = (
    "SELECT v.vin FROM stock_stay s JOIN vehicle v ON v.id = s.vehicle_id "
    "WHERE s.active = 1 AND s.status = 'in_stock' AND s.branch_id = ? ORDER BY v.vin"
)


def action(function: Action) -> Action:
    """Let scripts name this function."""
    ACTIONS[function.__name__] = function
    return function


def person(world: World) -> dict[str, str]:
    """A customer of their own."""
    n = world.unique()
    stem = f"110105{1950 + n % 50}0{1 + n % 9}{10 + n % 18}{n % 1000:03d}"
    return {"name": f"王{n}", "phone": f"139{n:08d}", "id_number": stem + _id_check(stem + "0")}


def new_vin(world: World) -> str:
    """A VIN of its own with a right check digit."""
    return vin_of(f"E{world.unique():07d}")


def free_cars(terminal: Terminal) -> list[str]:
    """What this terminal believes to stand at its branch."""
    return [vin for (vin,) in terminal.look(FREE_CARS, terminal.branch_id)]


def acknowledged(world: World, terminal: Terminal, **facts: Any) -> None:
    """The program said that its last op is done."""
    world.model.done(terminal.deed(terminal.last_no(), world.time.minutes, **facts))


@action
def sync(world: World, terminal: Terminal, pick: Random) -> str:
    """One cycle."""
    result = terminal.as_("wang").sync()
    world.model.synced(terminal.index)
    return f"pushed {result.pushed} pulled {result.pulled} parked {result.parked}"


@action
def receive(world: World, terminal: Terminal, pick: Random) -> str:
    """A car comes in; at times one that another terminal took in too, or that was sent here."""
    vin = pick.choice(world.cars) if world.cars and pick.random() < 0.2 else new_vin(world)
    if vin not in world.cars:
        world.cars.append(vin)
    stock.receive(terminal.as_("liu").unit_of_work(), arrival(vin, terminal.clock.today()))
    acknowledged(world, terminal, vin=vin)
    return "received"


@action
def transfer(world: World, terminal: Terminal, pick: Random) -> str:
    """A car goes to the other branch."""
    cars = free_cars(terminal)
    if not cars:
        return NOTHING
    other = next(branch for branch in BRANCHES if branch != terminal.branch)
    stock.transfer(terminal.as_("liu").unit_of_work(), numbers=[pick.choice(cars)], to_branch=other)
    acknowledged(world, terminal)
    return "sent"


@action
def sell(world: World, terminal: Terminal, pick: Random) -> str:
    """The counter flow: a car of the stock or a configuration, with or without lease, deposit and approval."""
    seller, cars = terminal.at_work(pick.choice(SELLERS)), free_cars(terminal)
    vin = pick.choice(cars) if cars and pick.random() < 0.85 else None
    if vin and pick.random() < 0.6:
        seller.try_lease(vehicle_id(vin))
        if vin not in free_cars(terminal):
            return NOTHING  # whoever asks a server that was restored hears that it knows no such car
    order, cheap = wanted(world, terminal, pick, vin)
    money = deposit(pick) if pick.random() < 0.8 else None
    approver = ("sun", PASSWORD) if cheap and pick.random() < 0.8 else None
    fenced_until = fence(terminal, vehicle_id(vin) if vin else None)
    sold = contracts.sell(seller.unit_of_work(), order, seller.signing(money, approver))
    took(world, terminal, sold, order, money, fenced_until)
    return "confirmed" if sold.confirmed else "provisional"


@action
def sell_held(world: World, terminal: Terminal, pick: Random) -> str:
    """Sell a car of which the terminal has a lease in hand, whatever has become of the lease; asks nobody."""
    cars = [vin for (vin,) in terminal.look(HELD) if vin in free_cars(terminal)]
    if not cars:
        return NOTHING
    return _sold(world, terminal, pick, cars)


def _sold(world: World, terminal: Terminal, pick: Random, cars: list[str]) -> str:
    """Sell one of these cars, by whatever lease is in hand."""
    seller = terminal.at_work(pick.choice(SELLERS))
    vin, money = pick.choice(cars), deposit(pick)
    order, _ = wanted(world, terminal, pick, vin)
    fenced_until = fence(terminal, vehicle_id(vin))
    sold = contracts.sell(seller.unit_of_work(), order, seller.signing(money, ("sun", PASSWORD)))
    took(world, terminal, sold, order, money, fenced_until)
    return "confirmed" if sold.confirmed else "provisional"


def wanted(world: World, terminal: Terminal, pick: Random, vin: str | None) -> tuple[contracts.Order, bool]:
    """What a customer asks for, and whether the price is below what a salesperson may give."""
    model = pick.choice(list(MODELS))
    listed, cheap = _list_price(terminal, vin, model), pick.random() < 0.15
    price = listed - (listed * 6 // 100 if cheap else 0) - world.unique()
    lines = (contracts.Line("脚垫", 100_000 + world.unique()),) if pick.random() < 0.3 else ()
    promised = None if vin else PROMISED_ON
    order = contracts.Order(
        person(world), price, vin=vin, model=None if vin else model, lines=lines, delivery_date=promised
    )
    return order, cheap


def fence(terminal: Terminal, car: str | None) -> float:
    """Until when a lease in hand keeps a car, in minutes of the run; a show's lease does so for ever."""
    for (deadline,) in terminal.look("SELECT deadline FROM held_lease WHERE vehicle_id = ?", car):
        if deadline is not None:
            return minutes_of(deadline) + HOLDER_EARLIER
    return math.inf


def deposit(pick: Random) -> contracts.Deposit:
    """Some money put down."""
    return contracts.Deposit(pick.randrange(1, 50) * 10_000, pick.choice(payments.METHODS))


def _list_price(terminal: Terminal, vin: str | None, model: str) -> int:
    if vin is None:
        return MODELS[model]
    sql = "SELECT list_price FROM stock_stay WHERE vehicle_id = ? AND active = 1"
    return int(terminal.look(sql, vehicle_id(vin))[0][0])


def took(
    world: World,
    terminal: Terminal,
    sold: contracts.Sold,
    order: contracts.Order,
    money: contracts.Deposit | None,
    fenced_until: float,
) -> None:
    """A sale was acknowledged."""
    acknowledged(
        world, terminal, numbers=tuple(no for no in (sold.deal_no, sold.contract_no, sold.receipt_no) if no),
        contract=sold.contract_no, price=order.price, vin=order.vin or "", confirmed=sold.confirmed,
        receipt=sold.receipt_no or "", amount=money.amount if money else 0,
        kind="" if money is None else "deposit" if sold.confirmed else "prepayment", fenced_until=fenced_until,
    )  # fmt: skip


@action
def lease(world: World, terminal: Terminal, pick: Random) -> str:
    """Take leases on some free cars, until the evening or for a show."""
    cars = free_cars(terminal)
    asked = pick.sample(cars, min(len(cars), pick.randrange(1, 4)))
    if not asked:
        return NOTHING
    kind = pick.choice(("day", "show"))
    answer = terminal.as_("wang").lease([vehicle_id(vin) for vin in asked], kind=kind)
    return f"{kind} granted {len(answer['granted'])} refused {len(answer['refused'])}"


@action
def release(world: World, terminal: Terminal, pick: Random) -> str:
    """Give a lease back."""
    held = sorted((vin for (vin,) in terminal.look(HELD)), key=vehicle_id)
    if not held:
        return NOTHING
    _give_back(terminal, pick.choice(held))
    return "released"


def _give_back(terminal: Terminal, vin: str) -> None:
    terminal.returned.append(vin)  # the answer may be lost
    terminal.as_("wang").lease([], [vehicle_id(vin)])


@action
def show_car(world: World, terminal: Terminal, pick: Random) -> str:
    """A customer looks at one of the few cars that all desks show: it is leased meanwhile, and then sold, given back
    or kept for them. At times one comes back for a car that the desk gave back and another has leased since. Where no car
    stands, one comes in."""
    free = free_cars(terminal)
    if not free:
        return receive(world, terminal, pick)
    back = [vin for vin in terminal.returned if vin in free and world.shown_by.get(vin) != terminal.index]
    if back and pick.random() < 0.5:
        return f"back {_sold(world, terminal, pick, back)}"
    vin = pick.choice(free[:WANTED_BY_ALL])
    world.shown_by[vin] = terminal.index
    if not terminal.look("SELECT 1 FROM held_lease WHERE vehicle_id = ?", vehicle_id(vin)):
        terminal.as_("wang").lease([vehicle_id(vin)], kind=pick.choice(("day", "show")))
    then = pick.random()
    if then < 0.35:
        return _sold(world, terminal, pick, [vin])
    if then < 0.7:
        _give_back(terminal, vin)
        return "given_back"
    return "kept"


@action
def customer(world: World, terminal: Terminal, pick: Random) -> str:
    """Write a note about a customer, whom somebody else may be writing about too, and whose file somebody else may be
    making one with another."""
    known = terminal.look(
        "SELECT id, coalesce(note, ''), merged_into FROM customer WHERE branch_id = ? ORDER BY id",
        terminal.branch_id,
    )
    seller = terminal.at_work(pick.choice(SELLERS))
    if not known:
        customers.add(seller.unit_of_work(), person(world))
        acknowledged(world, terminal)
        return "added"
    row, *_ = pick.choice(known[:4] if pick.random() < 0.7 else known)
    note, links = f"note {world.unique()}", {file: into for file, _, into in known}
    kept = rules.kept(row, links.get)
    was = next(said for file, said, _ in known if file == kept)
    customers.edit(seller.unit_of_work(), row, {"note": note})
    acknowledged(world, terminal, writes=(Write("customer", kept, "note", was, note),))
    if pick.random() < 0.4 and len(known) > 1:
        return _one_or_two(world, terminal, pick, list(links)[:5])
    return "edited"


def _one_or_two(world: World, terminal: Terminal, pick: Random, files: list[str]) -> str:
    """Two of the few files that all desks see first are one person's; or two again."""
    uow = terminal.at_work(pick.choice(SELLERS)).unit_of_work()
    file, into = pick.sample(files, 2)
    try:
        if pick.random() < 0.7:
            one_person.merge(uow, customer_id=file, into=into)
        else:
            one_person.unmerge(uow, customer_id=file)
    except UserError as error:
        if error.code not in ("same_person", "not_merged"):
            raise
        return error.code
    acknowledged(world, terminal)
    return "one or two"


@action
def renew(world: World, terminal: Terminal, pick: Random) -> str:
    """Somebody signs in anew: online if that goes, and then with a fresh ticket."""
    user = pick.choice((*SELLERS, "liu", "qian"))
    fresh = terminal.sign_in_anew(user)
    return "renewed" if fresh else "as before"
